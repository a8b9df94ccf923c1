using HtmxChat.Tests.Support;
using Microsoft.Playwright;

namespace HtmxChat.Tests.Browser;

/// <summary>Files in a real browser: chosen and pasted, seen whole, and sent without script.</summary>
[Collection(nameof(Chromium))]
public sealed class FileTests(Chromium chromium)
{
    private static readonly float Patience = (float)Bounded.Patience.TotalMilliseconds;

    [Fact]
    public async Task An_image_that_is_pasted_asks_for_a_description_and_is_seen_by_all()
    {
        await using var server = ChatServer.Start(settings: ("Chat:Files:MaxBytes", "50000"));
        await using var ada = await chromium.VisitorAsync(server.Url);
        await using var bob = await chromium.VisitorAsync(server.Url, new() { ColorScheme = ColorScheme.Dark, ViewportSize = new() { Width = 390, Height = 700 } });
        var adas = await ada.EntersAsync("general", "Ada");
        var bobs = await bob.EntersAsync("general", "Bob");

        // A picture made here, as one that is copied somewhere.
        await adas.EvaluateAsync(
            """
            async () => {
                const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 }), draw = canvas.getContext('2d');
                draw.fillStyle = 'teal'; draw.fillRect(0, 0, 320, 200); draw.fillStyle = 'gold'; draw.beginPath(); draw.arc(160, 100, 60, 0, 7); draw.fill();
                const data = new DataTransfer();
                data.items.add(new File([await new Promise(done => canvas.toBlob(done))], 'sun.png', { type: 'image/png' }));
                document.getElementById('text').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """);
        await Assertions.Expect(adas.GetByLabel("Description")).ToBeFocusedAsync();
        await adas.ShootsAsync("state-attach");
        await adas.Keyboard.TypeAsync("A sun on the sea");
        await adas.Keyboard.PressAsync("Enter");

        var image = bobs.GetByAltText("A sun on the sea");
        await Assertions.Expect(image).ToBeVisibleAsync(new() { Timeout = Patience });
        await bobs.WaitForFunctionAsync("document.querySelector('.file img').naturalWidth === 320");
        await bobs.ShootsAsync("state-image-dark-phone");
        await image.ClickAsync();
        await Assertions.Expect(bobs.Locator("#view img")).ToBeVisibleAsync();
        await bobs.ShootsAsync("state-image-whole-dark-phone");
        await bobs.Keyboard.PressAsync("Escape");
        await Assertions.Expect(bobs.Locator("#view")).ToHaveCountAsync(0);

        await adas.Locator("#attach summary").ClickAsync();
        await adas.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "large.bin", MimeType = "text/plain", Buffer = new byte[60_000] });
        await adas.GetByRole(AriaRole.Button, new() { Name = "Send file" }).ClickAsync();
        await Assertions.Expect(adas.Locator("#notice")).ToContainTextAsync("at most", new() { Timeout = Patience });
        Assert.Empty(bob.Complaints);
    }

    [Fact]
    public async Task Without_JavaScript_a_file_is_sent_by_its_form()
    {
        await using var server = ChatServer.Start();
        await using var ada = await chromium.VisitorAsync(server.Url, new() { JavaScriptEnabled = false });
        var page = await ada.OpensAsync("/");
        await page.GetByLabel("Your name").FillAsync("Ada");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enter room" }).ClickAsync();

        await page.Locator("#attach summary").ClickAsync();
        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = new byte[2000] });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send file" }).ClickAsync();

        await Assertions.Expect(page.Locator("#log .file")).ToHaveTextAsync("notes.txt 2 KB", new() { Timeout = Patience });
    }
}
