using System.Text.RegularExpressions;

namespace CareMail.EndToEnd.Support;

/// <summary>Somebody invited to a demo world, with the temporary password they were sent.</summary>
public sealed record Newcomer(string Email, string Password);

/// <summary>People who have never signed in: made by the operator's command line, beside the running service.</summary>
internal static partial class Newcomers
{
    public static async Task<Newcomer> InviteAsync(CareMailProcess server, string first, string last)
    {
        var added = await AdminAsync(
            server,
            ["person", "add", "--ods", "VZ001", "--first", first, "--last", last, "--reason", "joins"]
        );
        var email = added.Trim();
        var told = await AdminAsync(server, ["person", "invite", email, "--reason", "joins"]);
        return new Newcomer(email, Password().Match(told).Groups[1].Value);
    }

    private static async Task<string> AdminAsync(CareMailProcess server, string[] arguments) =>
        (await server.RunVerbAsync(["admin", .. arguments])).Succeeded().Output;

    [GeneratedRegex(@"password\s+(\S+)")]
    private static partial Regex Password();
}
