using HtmxChat.Rooms.Web;

return await Running.ToExitCodeAsync(() => Build(args));

static WebApplication Build(string[] args)
{
    var warming = new Warming();
    // Beside the sources with `dotnet run`, beside the program when it was built or published elsewhere.
    var home = File.Exists(Path.Combine("wwwroot", "chat.js")) ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = home });
    builder.WebHost.UseLeanSockets();
    builder.Services.AddRooms();

    var app = builder.Build();
    warming.Open(app.Services);
    app.UseForwardedHeaders();
    app.UseSecurityHeaders();
    app.UseLanguages();
    app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Problems.WriteAsync, StatusCodeSelector = Problems.Status, SuppressDiagnosticsCallback = Problems.IsExpected });
    app.UseStatusCodePages(context => Problems.WriteAsync(context.HttpContext));
    app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
    app.UseBans();
    app.UseRoomSockets();
    app.UseAllowedOrigins();

    app.MapRooms();
    app.MapApi();
    app.MapOps();
    warming.Answer(app);
    return app;
}
