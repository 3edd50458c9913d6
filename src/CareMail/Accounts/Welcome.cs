using CareMail.Access;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>Somebody new, who is to be told how to get in.</summary>
public sealed record WelcomedPerson(Guid AccountId, string Name, string UserName, string Home)
{
    /// <summary>Their own, outside the service.</summary>
    public required string Email { get; init; }
    public required string Mobile { get; init; }

    /// <summary>What the notices are about: whoever asked for the account knows it by this.</summary>
    public required Guid About { get; init; }
}

/// <summary>Tells new people their user name by e-mail, and a temporary password by text message: never both in one.</summary>
public sealed class Welcome(NoticeQueue notices, CareMailSettings settings)
{
    public async Task QueueAsync(WriteTransaction tx, WelcomedPerson person)
    {
        ArgumentNullException.ThrowIfNull(person);
        await notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.UserName, person.About, person.Email)
            {
                AccountId = person.AccountId,
                Values = new Dictionary<string, string>
                {
                    ["name"] = person.Name,
                    ["home"] = person.Home,
                    ["username"] = person.UserName,
                    ["link"] = new Uri(settings.Url, "/sign-in").ToString(),
                },
            }
        );
        await notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.TemporaryPassword, person.About, person.Mobile) { AccountId = person.AccountId }
        );
    }
}

/// <summary>Makes a temporary password at the moment its text message is sent: it exists nowhere before, and as a hash after.</summary>
internal sealed class TemporaryPasswords(Database database, AccountRecords accounts, InvitePerson invite)
    : IMadeWhenSent
{
    private static readonly Actor Service = new(null, "CareMail", [], "notices");

    public NoticeKind Kind => NoticeKind.TemporaryPassword;

    public async Task<IReadOnlyDictionary<string, string>?> MakeAsync(Guid accountId, CancellationToken ct)
    {
        var prepared = await accounts.PrepareTemporaryAsync(ct: ct);
        var outcome = await database.WriteAsync(
            tx => invite.RunAsync(tx, Service, accountId, prepared, "temporary password sent"),
            ct
        );
        // Who has signed in before needs none.
        return outcome.IsDone(out var given, out _)
            ? new Dictionary<string, string> { ["password"] = given.Password }
            : null;
    }
}
