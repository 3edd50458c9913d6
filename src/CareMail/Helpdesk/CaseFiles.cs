using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Helpdesk;

/// <summary>A case in the queue.</summary>
internal sealed record QueuedCase(HelpCase Case, string About, string? Owner);

internal sealed record CaseQueue(
    IReadOnlyList<QueuedCase> Mine,
    IReadOnlyList<QueuedCase> Free,
    IReadOnlyList<QueuedCase> Others,
    IReadOnlyList<QueuedCase> Settled
);

internal sealed record HappenedInCase(CaseEvent Event, string? Actor);

/// <summary>All that an agent sees of a case.</summary>
internal sealed record CaseFile(
    HelpCase Case,
    CaseContent? Content,
    AccountSummary? Person,
    Organisation? Home,
    string? FromMailbox,
    string? Owner,
    IReadOnlyList<HappenedInCase> Events
)
{
    /// <summary>What the caller is asked for; null: nothing can be asked, or it is not this agent's to ask.</summary>
    public SecretChallenge? Challenge { get; init; }

    /// <summary>Until when the caller is known; null: not now.</summary>
    public DateTimeOffset? KnownUntil { get; init; }

    public AccountMark? Mark { get; init; }

    public string? MobileEnding { get; init; }
}

/// <summary>Reads cases for agents, each only what is theirs.</summary>
internal sealed class CaseFiles(
    Database database,
    Desk desk,
    AccountRecords accounts,
    OrganisationTable organisations,
    MailboxAccess mailboxes,
    Addresses addresses,
    SecretChecks secrets,
    OwnSignIn signIns,
    CaseKeys keys,
    HelpdeskLimits limits
)
{
    public async Task<CaseQueue> QueueAsync(Actor actor, CancellationToken ct)
    {
        var reach = await ReachAsync(actor, ct);
        var open = await NamedAsync(await CaseTable.OpenAsync(database, reach, limits.Shown, ct), ct);
        var settled = await NamedAsync(await CaseTable.SettledAsync(database, reach, limits.SettledShown, ct), ct);
        return new CaseQueue(
            [.. open.Where(c => c.Case.OwnerId is { } owner && owner == actor.AccountId)],
            [.. open.Where(c => c.Case.OwnerId is null)],
            [.. open.Where(c => c.Case.OwnerId is { } owner && owner != actor.AccountId)],
            settled
        );
    }

    public async Task<CaseFile?> FindAsync(Actor actor, Guid id, CancellationToken ct)
    {
        if (await desk.FindAsync(actor, Act.SeeCases, id, ct) is not { } c)
        {
            return null;
        }

        var person = c.AccountId is { } account ? await accounts.FindAsync(account, ct) : null;
        var events = await CaseTable.EventsAsync(database, id, ct);
        var actors = events.Select(e => e.Actor).Append(c.OwnerId).OfType<Guid>().Distinct().ToList();
        var names = await accounts.NamesAsync(actors, ct);
        var life = await desk.PassLifeAsync(ct);
        return new CaseFile(
            c,
            keys.Open<CaseContent>(c.Id, c.Content),
            person,
            c.OrganisationId is { } home ? await organisations.FindAsync(home, ct) : null,
            c.MailboxId is { } mailbox ? (await mailboxes.FindAsync(mailbox, ct))?.DisplayName : null,
            c.OwnerId is { } owner ? names.GetValueOrDefault(owner) : null,
            [.. events.Select(e => new HappenedInCase(e, e.Actor is { } by ? names.GetValueOrDefault(by) : null))]
        )
        {
            Challenge = await ChallengeAsync(actor, c, person, ct),
            KnownUntil = CaseRules.IsFresh(c, life, desk.Now) ? c.PassAt + life : null,
            Mark = person is null ? null : await CaseTable.MarkAsync(database, person.Id, ct),
            MobileEnding =
                person is not null && (await signIns.ProfileAsync(person.Id, ct))?.Mobile is { } mobile
                    ? mobile[^3..]
                    : null,
        };
    }

    /// <summary>The shared mailboxes of the home a case is about, with their addresses.</summary>
    public async Task<IReadOnlyList<(Mailbox Mailbox, string Address)>> MailboxesAsync(HelpCase c, CancellationToken ct)
    {
        if (c.OrganisationId is not { } home)
        {
            return [];
        }

        var shared = await mailboxes.SharedOfAsync(home, ct);
        var known = await addresses.OfMailboxesAsync([.. shared.Select(m => m.Id)], ct);
        return [.. shared.Where(m => known.ContainsKey(m.Id)).Select(m => (m, known[m.Id].ToString()))];
    }

    private async Task<SecretChallenge?> ChallengeAsync(
        Actor actor,
        HelpCase c,
        AccountSummary? person,
        CancellationToken ct
    ) =>
        c.IsOpen && person is not null && await desk.PersonAsync(actor, Act.CheckSecret, person.Id, ct) is not null
            ? await secrets.AskAsync(person.Id, ct)
            : null;

    /// <summary>Whose cases the actor sees; null: everybody's.</summary>
    private async Task<IReadOnlyCollection<Guid>?> ReachAsync(Actor actor, CancellationToken ct) =>
        Permissions.May(actor, Act.SeeCases, new Target())
            ? null
            :
            [
                .. (await organisations.ListAsync(ct))
                    .Where(o => Permissions.May(actor, Act.SeeCases, new Target(o.Id, o.HeadquartersId)))
                    .Select(o => o.Id),
            ];

    private async Task<IReadOnlyList<QueuedCase>> NamedAsync(IReadOnlyList<HelpCase> cases, CancellationToken ct)
    {
        var ids = cases.SelectMany(c => new[] { c.AccountId, c.OwnerId }).OfType<Guid>().Distinct().ToList();
        var names = await accounts.NamesAsync(ids, ct);
        List<QueuedCase> named = [];
        foreach (var c in cases)
        {
            var home = c.OrganisationId is { } id ? (await organisations.FindAsync(id, ct))?.Place : null;
            var person = c.AccountId is { } account ? names.GetValueOrDefault(account) : null;
            named.Add(
                new QueuedCase(
                    c,
                    string.Join(
                        ", ",
                        new[] { person ?? keys.Open<CaseContent>(c.Id, c.Content)?.Caller, home }.Where(s =>
                            s is { Length: > 0 }
                        )
                    ),
                    c.OwnerId is { } owner ? names.GetValueOrDefault(owner) : null
                )
            );
        }

        return named;
    }
}
