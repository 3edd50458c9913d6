using CareMail.Hosting;

namespace CareMail.Demo;

/// <summary>What settling the people gave: their sign-ins, and the mailboxes by local part.</summary>
internal sealed record Settled(IReadOnlyList<SignIn> SignIns, IReadOnlyDictionary<string, Guid> Mailboxes);

/// <summary>Makes the places, people and mailboxes of the world through the use cases that everybody uses.</summary>
internal sealed class DemoPeople(CareMailSettings settings)
{
    public static string FileOf(CareMailSettings settings) => settings.PathTo("sign-ins.json");

    public Task<Settled> SettleAsync(CancellationToken ct)
    {
        SignInFile.Write(FileOf(settings), []);
        return Task.FromResult(new Settled([], new Dictionary<string, Guid>()));
    }
}
