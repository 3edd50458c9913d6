using System.Text.Json;

namespace CareMail.EndToEnd.Support;

/// <summary>One person of a demo world, as <c>sign-ins.json</c> lists them.</summary>
public sealed record DemoSignIn(
    string Name,
    string Role,
    string Organisation,
    string Ods,
    string Email,
    string Password,
    string DevicePassword,
    string TotpSecret,
    string AccountSecret
);

/// <summary>Who one can be in a demo world.</summary>
public static class SignIns
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<DemoSignIn> Of(CareMailProcess demo)
    {
        ArgumentNullException.ThrowIfNull(demo);
        return JsonSerializer.Deserialize<List<DemoSignIn>>(
            File.ReadAllText(Path.Combine(demo.DataFolder, "sign-ins.json")),
            Format
        )!;
    }
}
