using Microsoft.Extensions.Options;

namespace HtmxChat.Rooms.Web;

/// <summary>Refuses a configuration that cannot work, naming each value.</summary>
internal sealed class ChatOptionsValidator(IWebHostEnvironment environment) : IValidateOptions<ChatOptions>
{
    public ValidateOptionsResult Validate(string? name, ChatOptions options)
    {
        var problems = options.Problems().ToList();
        if (options.Assets == AssetSource.Local && !RoomServices.HasLocalAssets(environment))
        {
            problems.Add("Chat:Assets is \"local\", but the files are not in wwwroot/lib: build once on a machine that has npm.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
