using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Identity.Devices;
using CareMail.Identity.SignIn;
using CareMail.Organisations;
using CareMail.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Support;

/// <summary>People and places of a test, made by the use cases themselves. Names repeat; addresses and codes do not.</summary>
internal sealed class TestPeople(IServiceProvider services)
{
    private static int _count;

    public static Actor Operator { get; } = Actor.Operator("test");

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async Task<Organisation> OrganisationAsync(
        OrganisationKind kind = OrganisationKind.CareSite,
        Guid? headquarters = null
    )
    {
        var code = $"VZ{Interlocked.Increment(ref _count):D4}";
        var wanted = new NewOrganisation(code, $"Fictwell Lodge {code}", kind, "Fictmarket")
        {
            HeadquartersId = headquarters,
        };
        return Done(await Get<CreateOrganisation>().RunAsync(Operator, wanted, "test"));
    }

    /// <summary>An account that nobody has activated yet.</summary>
    public async Task<AddedPerson> NewPersonAsync(
        Organisation? at = null,
        string first = "Ife",
        string last = "Balogun",
        params Role[] roles
    ) =>
        Done(
            await Get<AddPerson>()
                .RunAsync(
                    Operator,
                    new NewPerson((at ?? await OrganisationAsync()).Id, first, last) { Roles = roles },
                    "test"
                )
        );

    /// <summary>Somebody with a temporary password, before their first sign-in.</summary>
    public async Task<Newcomer> NewcomerAsync(Organisation? at = null, string first = "Ife", string last = "Balogun")
    {
        var organisation = at ?? await OrganisationAsync();
        var added = await NewPersonAsync(organisation, first, last);
        var invited = Done(await Get<InvitePerson>().RunAsync(Operator, added.AccountId, "test"));
        return new Newcomer(added, organisation, invited.Password);
    }

    /// <summary>Somebody who can sign in.</summary>
    public async Task<TestPerson> PersonAsync(
        Organisation? at = null,
        string first = "Ife",
        string last = "Balogun",
        params Role[] roles
    )
    {
        var organisation = at ?? await OrganisationAsync();
        var added = await NewPersonAsync(organisation, first, last, roles);
        var secrets = Done(await Get<ActivateAccount>().RunAsync(Operator, added.AccountId, "test"));
        var grants = await Get<AccountRecords>().RolesOfAsync(added.AccountId);
        return new TestPerson(added, organisation, secrets, new Actor(added.AccountId, "test", grants, "192.0.2.1"));
    }

    public async Task<IssuedDevicePassword> DevicePasswordAsync(TestPerson person, string name = "My phone") =>
        Done(await Get<IssueDevicePassword>().RunAsync(Operator, person.Id, name, "test"));

    public async Task<MadeMailbox> SharedMailboxAsync(Organisation at, TestPerson owner, params TestPerson[] members) =>
        Done(
            await Get<CreateSharedMailbox>()
                .RunAsync(
                    Operator,
                    new NewSharedMailbox(at.Id) { Owners = [owner.Id], Members = [.. members.Select(m => m.Id)] },
                    "test"
                )
        );

    /// <summary>The acts recorded about somebody or something, oldest first.</summary>
    public Task<IReadOnlyList<RecordedAct>> ActsOnAsync(Guid subject) =>
        Get<Database>()
            .QueryAsync<RecordedAct>(
                """
                SELECT actor AS Actor, act AS Act, origin AS Origin, old_value AS OldValue, new_value AS NewValue, reason AS Reason
                FROM audit_entry WHERE subject = @subject ORDER BY at, id
                """,
                new { subject }
            );

    public static T Done<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.True(outcome.IsDone(out var value, out var refusal), refusal?.Sentence);
        return value!;
    }

    public static string Refused<T>(Outcome<T> outcome)
        where T : class
    {
        Assert.False(outcome.IsDone(out _, out var refusal));
        return refusal!.Sentence;
    }
}

/// <summary>Somebody who was invited and has never signed in.</summary>
internal sealed record Newcomer(AddedPerson Added, Organisation Organisation, string Password)
{
    public Guid Id => Added.AccountId;

    public string Address => Added.Address.ToString();
}

internal sealed class RecordedAct
{
    public Guid? Actor { get; init; }
    public string Act { get; init; } = "";
    public string? Origin { get; init; }
    public string? OldValue { get; init; }
    public string? NewValue { get; init; }
    public string? Reason { get; init; }
}

internal sealed class TestPerson(AddedPerson added, Organisation organisation, SignInSecrets secrets, Actor actor)
{
    /// <summary>Longer than a test takes from a code to its use, on a crowded machine.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);

    private long _lastStep;

    public Guid Id => added.AccountId;
    public Guid MailboxId => added.MailboxId;
    public string Address => added.Address.ToString();
    public string DisplayName => added.DisplayName;
    public Organisation Organisation => organisation;
    public SignInSecrets Secrets => secrets;

    /// <summary>The person as one who acts.</summary>
    public Actor Actor => actor;

    /// <summary>
    /// A code that was not used yet. There are three around any moment, so three sign-ins need no waiting; but the oldest
    /// runs out with the half minute, and is not begun with when that is about to end.
    /// </summary>
    public string NextCode()
    {
        _lastStep = Math.Max(_lastStep + 1, StepIn(Soon) - 1);
        Assert.True(_lastStep <= StepIn(Soon) + 1, "This person signed in three times already: take another one.");
        // Only for a third sign-in in the last seconds of a half minute: its code is taken from the next one on.
        SpinWait.SpinUntil(() => _lastStep <= StepIn(TimeSpan.Zero) + 1, Soon * 2);
        return Authenticator.Code(Base32.Decode(secrets.AuthenticatorSecret)!, _lastStep);
    }

    private static long StepIn(TimeSpan time) => Authenticator.StepAt(TimeProvider.System.GetUtcNow() + time);
}
