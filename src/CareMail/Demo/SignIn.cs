using System.Text.Json;

namespace CareMail.Demo;

/// <summary>One line of <c>sign-ins.json</c>: everything somebody needs to be this person. All of it is public.</summary>
internal sealed record SignIn(string Name, string Role, string Organisation, string Ods, string Email)
{
    /// <summary>For somebody who is new: the temporary one, which works until their first sign-in. All that follows is empty then.</summary>
    public string Password { get; init; } = "";

    public string DevicePassword { get; init; } = "";

    public string TotpSecret { get; init; } = "";

    public string AccountSecret { get; init; } = "";
}

/// <summary>The list of sign-ins in the data folder of a demo world.</summary>
internal static class SignInFile
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(string path, IReadOnlyList<SignIn> people) =>
        File.WriteAllText(path, JsonSerializer.Serialize(people, Format) + "\n");

    public static IReadOnlyList<SignIn> Read(string path) =>
        JsonSerializer.Deserialize<List<SignIn>>(File.ReadAllText(path), Format)!;
}
