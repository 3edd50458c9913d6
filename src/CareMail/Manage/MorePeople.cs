using System.Globalization;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Manage;

/// <summary>A site's wish for more people than it is allowed.</summary>
public sealed class MoreWish
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public int People { get; init; }
    public string Reason { get; init; } = "";
    public Guid AccountId { get; init; }
    public DateTimeOffset Asked { get; init; }
    public DateTimeOffset? Decided { get; init; }
    public bool? Granted { get; init; }
    public string Answer { get; init; } = "";
}

/// <summary>Asking for more people than the ten a site has, and deciding it.</summary>
public sealed class MorePeople(Database database, Acts acts, TimeProvider time)
{
    public const int LongestReason = 500;
    public const int Most = 500;

    private const string Columns = """
        id AS Id, organisation_id AS OrganisationId, people AS People, reason AS Reason, account_id AS AccountId,
        asked AS Asked, decided AS Decided, granted AS Granted, answer AS Answer
        """;

    public Task<IReadOnlyList<MoreWish>> OpenAsync(CancellationToken ct = default) =>
        database.QueryAsync<MoreWish>(
            $"SELECT {Columns} FROM manage_more WHERE decided IS NULL ORDER BY asked, id",
            ct: ct
        );

    /// <summary>What a site asked for, newest first.</summary>
    public Task<IReadOnlyList<MoreWish>> OfAsync(Guid organisationId, CancellationToken ct = default) =>
        database.QueryAsync<MoreWish>(
            $"SELECT {Columns} FROM manage_more WHERE organisation_id = @organisationId ORDER BY asked DESC LIMIT 20",
            new { organisationId },
            ct
        );

    /// <param name="people">How many the site wants to have in all.</param>
    public async Task<Outcome<MoreWish>> AskAsync(
        Actor actor,
        Organisation site,
        int? people,
        string reason,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(reason);
        if (!(await acts.AtOrganisationAsync(actor, Act.AskForMore, site.Id, ct)).IsDone(out _, out var closed))
        {
            return closed;
        }

        if (site.PeopleAllowed is not { } allowed)
        {
            return new Refusal($"{site.Name} may have as many people as it needs.", "People");
        }

        if (people is not { } wanted || wanted <= allowed || wanted > Most)
        {
            return new Refusal($"Enter a number between {allowed + 1} and {Most}", "People");
        }

        if (
            reason.Trim().Length is 0 or > LongestReason
            || reason.Any(c => char.IsControl(c) && c is not ('\n' or '\r'))
        )
        {
            return new Refusal($"Say why, in at most {LongestReason} characters", "Reason");
        }

        var wish = new MoreWish
        {
            Id = Ids.New(),
            OrganisationId = site.Id,
            People = wanted,
            Reason = reason.Trim(),
            AccountId = actor.AccountId!.Value,
            Asked = time.GetUtcNow(),
        };
        return await database.WriteAsync<Outcome<MoreWish>>(
            async tx =>
            {
                var rows = await tx.ExecuteAsync(
                    """
                    INSERT INTO manage_more (id, organisation_id, people, reason, account_id, asked, answer)
                    VALUES (@Id, @OrganisationId, @People, @Reason, @AccountId, @Asked, '') ON CONFLICT DO NOTHING
                    """,
                    wish
                );
                if (rows == 0)
                {
                    return new Refusal("You have asked already, and it is being looked at.");
                }

                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.AskForMore,
                    site.Id,
                    site.Id,
                    wish.Reason,
                    newValue: Spell(wanted)
                );
                return wish;
            },
            ct
        );
    }

    public async Task<Outcome<MoreWish>> DecideAsync(
        Actor actor,
        Guid id,
        bool granted,
        string answer,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(answer);
        if (!Permissions.May(actor, Act.DecideMore, default))
        {
            return new Refusal("Your account does not have the right to decide this.");
        }

        if (answer.Trim().Length is 0 or > LongestReason)
        {
            return new Refusal($"Say why, in at most {LongestReason} characters: the site reads it", "Answer");
        }

        return await database.WriteAsync<Outcome<MoreWish>>(
            async tx =>
            {
                var wish = await tx.QuerySingleOrDefaultAsync<MoreWish>(
                    $"""
                    UPDATE manage_more SET decided = @now, decided_by = @by, granted = @granted, answer = @answer
                    WHERE id = @id AND decided IS NULL RETURNING {Columns}
                    """,
                    new
                    {
                        id,
                        now = time.GetUtcNow(),
                        by = actor.AccountId,
                        granted,
                        answer = answer.Trim(),
                    }
                );
                if (wish is null)
                {
                    return new Refusal("Somebody else has decided it.");
                }

                var site = await OrganisationTable.FindAsync(tx, wish.OrganisationId);
                if (granted)
                {
                    await OrganisationTable.AllowPeopleAsync(tx, wish.OrganisationId, wish.People);
                }

                var before = site?.PeopleAllowed is { } allowed ? Spell(allowed) : null;
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.DecideMore,
                    wish.OrganisationId,
                    wish.OrganisationId,
                    answer.Trim(),
                    before,
                    granted ? Spell(wish.People) : before
                );
                return wish;
            },
            ct
        );
    }

    private static string Spell(int people) => people.ToString(CultureInfo.InvariantCulture) + " people";
}
