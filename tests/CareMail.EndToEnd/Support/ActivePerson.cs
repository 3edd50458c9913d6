using System.Text.RegularExpressions;
using CareMail.Identity.SignIn;

namespace CareMail.EndToEnd.Support;

/// <summary>Somebody of a test's own, whose account was opened in their stead: nobody else uses up their codes.</summary>
internal sealed partial record ActivePerson(
    string Email,
    string Password,
    string TotpSecret,
    IReadOnlyList<string> Codes
)
{
    public static async Task<ActivePerson> MakeAsync(
        CareMailProcess server,
        string first,
        string last,
        string ods = "VZ001",
        string? role = null
    )
    {
        string[] roles = role is null ? [] : ["--role", role];
        var email = (
            await AdminAsync(
                server,
                ["person", "add", "--ods", ods, "--first", first, "--last", last, "--reason", "joins", .. roles]
            )
        ).Trim();
        var told = await AdminAsync(server, ["person", "activate", email, "--reason", "test"]);
        return new ActivePerson(
            email,
            WebPassword().Match(told).Groups[1].Value,
            Secret().Match(told).Groups[1].Value,
            [.. RecoveryCode().Matches(told).Select(match => match.Groups[1].Value)]
        );
    }

    /// <summary>What an app that knows this secret shows now.</summary>
    public static string CodeOf(string secret) =>
        Authenticator.Code(Base32.Decode(secret)!, Authenticator.StepAt(TimeProvider.System.GetUtcNow()));

    private static async Task<string> AdminAsync(CareMailProcess server, string[] arguments) =>
        (await server.RunVerbAsync(["admin", .. arguments])).Succeeded().Output;

    [GeneratedRegex(@"(?m)^\s*password\s+(\S+)")]
    private static partial Regex WebPassword();

    [GeneratedRegex(@"(?m)^\s*authenticator\s+([A-Z2-7]+)\s*$")]
    private static partial Regex Secret();

    [GeneratedRegex(@"recovery code\s+(\S+)")]
    private static partial Regex RecoveryCode();
}
