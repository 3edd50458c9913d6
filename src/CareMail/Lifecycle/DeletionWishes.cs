using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Lifecycle;

/// <summary>Somebody asked to have their account deleted.</summary>
public sealed record DeletionWish
{
    public Guid AccountId { get; init; }
    public DateTimeOffset Asked { get; init; }
    public string Reason { get; init; } = "";
    public DateTimeOffset? Decided { get; init; }
    public bool? Agreed { get; init; }
    public string Answer { get; init; } = "";

    /// <summary>The day it is deleted, once that was agreed.</summary>
    public DateTimeOffset? Due { get; init; }
}

/// <summary>
/// A person asks to have their account deleted, with its mail. Whoever looks after their site decides, because the letters
/// may be the organisation's to keep; the person thinks it over for some days, in which they can take it back.
/// </summary>
public sealed class DeletionWishes(
    Database database,
    Lives lives,
    Acts acts,
    AccountLives accounts,
    DeleteAccount delete,
    DatedPolicy policy,
    NoticeQueue notices,
    TimeProvider time
)
{
    private const string Columns =
        "account_id AS AccountId, asked AS Asked, reason AS Reason, decided AS Decided, agreed AS Agreed, answer AS Answer, due AS Due";

    private static readonly Actor Service = new(null, "CareMail", [], "hygiene");

    public Task<DeletionWish?> FindAsync(Guid accountId, CancellationToken ct = default) =>
        database.QuerySingleOrDefaultAsync<DeletionWish>(
            $"SELECT {Columns} FROM lifecycle_deletion_wish WHERE account_id = @accountId",
            new { accountId },
            ct
        );

    /// <summary>Whose wishes wait for a decision.</summary>
    public Task<IReadOnlyList<Guid>> WaitingAsync(CancellationToken ct = default) =>
        database.QueryAsync<Guid>(
            "SELECT account_id FROM lifecycle_deletion_wish WHERE decided IS NULL ORDER BY asked",
            null,
            ct
        );

    /// <summary>How long somebody has to think it over, from asking.</summary>
    public async Task<int> DaysToThinkAsync(CancellationToken ct = default) =>
        (await policy.OnAsync(time.GetUtcNow(), ct)).Number(LifecycleSettings.Wish);

    public async Task<Outcome<AccountSummary>> AskAsync(Actor actor, string? reason, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!(await MeAsync(actor, ct)).IsDone(out var me, out var no))
        {
            return no;
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > 500)
        {
            return new Refusal("Say why, in a few words: whoever decides reads it.", "Reason");
        }

        return await database.WriteAsync<Outcome<AccountSummary>>(
            async tx =>
            {
                var asked = await tx.ExecuteAsync(
                    """
                    INSERT INTO lifecycle_deletion_wish (account_id, asked, reason, answer) VALUES (@Id, @now, @reason, '')
                    ON CONFLICT (account_id) DO UPDATE SET asked = excluded.asked, reason = excluded.reason,
                        decided = NULL, agreed = NULL, answer = '', due = NULL
                    WHERE NOT lifecycle_deletion_wish.agreed
                    """,
                    new
                    {
                        me.Id,
                        now = time.GetUtcNow(),
                        reason = reason.Trim(),
                    }
                );
                if (asked == 0)
                {
                    return new Refusal("You have asked already.");
                }

                await acts.RecordAsync(tx, actor, Act.AskForDeletion, me.Id, me.OrganisationId, reason);
                return me;
            },
            ct
        );
    }

    /// <summary>Until the day: it was not meant so.</summary>
    public async Task<Outcome<AccountSummary>> TakeBackAsync(Actor actor, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!(await MeAsync(actor, ct)).IsDone(out var me, out var no))
        {
            return no;
        }

        return await database.WriteAsync<Outcome<AccountSummary>>(
            async tx =>
            {
                if (await ForgetAsync(tx, me.Id) == 0)
                {
                    return new Refusal("There is nothing to take back.");
                }

                await acts.RecordAsync(tx, actor, Act.AskForDeletion, me.Id, me.OrganisationId, "taken back");
                return me;
            },
            ct
        );
    }

    /// <param name="answer">Which the person reads.</param>
    public Task<Outcome<AccountSummary>> DecideAsync(
        Actor actor,
        Guid accountId,
        bool agreed,
        string? answer,
        CancellationToken ct = default
    ) =>
        lives.ChangeAsync<AccountSummary>(
            actor,
            Act.DecideDeletion,
            accountId,
            answer,
            async (tx, life) =>
            {
                var now = time.GetUtcNow();
                var asked = await tx.QuerySingleOrDefaultAsync<DeletionWish>(
                    $"SELECT {Columns} FROM lifecycle_deletion_wish WHERE account_id = @accountId AND decided IS NULL",
                    new { accountId }
                );
                if (asked is null)
                {
                    return Lives.Changed;
                }

                var end = asked.Asked.AddDays(await DaysToThinkAsync(tx.Cancellation));
                DateTimeOffset? due = agreed ? (end > now ? end : now) : null;
                await tx.ExecuteAsync(
                    """
                    UPDATE lifecycle_deletion_wish SET decided = @now, agreed = @agreed, answer = @answer, due = @due
                    WHERE account_id = @accountId
                    """,
                    new
                    {
                        accountId,
                        now,
                        agreed,
                        answer = answer!.Trim(),
                        due,
                    }
                );
                await lives.RecordAsync(
                    tx,
                    actor,
                    Act.DecideDeletion,
                    life,
                    answer,
                    newValue: due is { } day ? $"agreed, on {day:yyyy-MM-dd}" : "not agreed"
                );
                await TellAsync(tx, life, due, answer!.Trim());
                return await lives.SummaryAsync(tx, accountId);
            },
            ct
        );

    /// <summary>Deletes those whose day has come.</summary>
    internal async Task<int> DeleteDueAsync(CancellationToken ct)
    {
        var due = await database.QueryAsync<Guid>(
            "SELECT account_id FROM lifecycle_deletion_wish WHERE agreed AND due <= @now",
            new { now = time.GetUtcNow() },
            ct
        );
        foreach (var id in due)
        {
            await database.WriteAsync(
                async tx =>
                {
                    // Taken back at this moment: then nothing is deleted.
                    if (
                        await ForgetAsync(tx, id) == 1
                        && await accounts.FindAsync(tx, id) is { State: < AccountState.Deleted } life
                    )
                    {
                        await delete.DeleteAsync(tx, Service, life, "they asked for it, and their site agreed");
                    }
                },
                ct
            );
        }

        return due.Count;
    }

    private static Task<int> ForgetAsync(WriteTransaction tx, Guid accountId) =>
        tx.ExecuteAsync("DELETE FROM lifecycle_deletion_wish WHERE account_id = @accountId", new { accountId });

    private Task<Outcome<AccountSummary>> MeAsync(Actor actor, CancellationToken ct) =>
        acts.OnPersonAsync(actor, Act.AskForDeletion, actor.AccountId ?? Guid.Empty, ct);

    private async Task TellAsync(WriteTransaction tx, AccountLife life, DateTimeOffset? due, string why)
    {
        var place = (await OrganisationTable.FindAsync(tx, life.OrganisationId))!.Name;
        var email = (await accounts.ReachAsync(life.Id, tx.Cancellation)).Email;
        await notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.DeletionDecided, life.Id, email ?? life.UserName)
            {
                AccountId = life.Id,
                Values = new Dictionary<string, string>
                {
                    ["username"] = life.UserName,
                    ["answer"] = due is { } day
                        ? $"{place} agrees: your CareMail account is deleted on {LifecycleWords.Day(day)}. Until then you can take it back."
                        : $"{place} does not agree: your CareMail account stays.",
                    ["why"] = why,
                },
            }
        );
    }
}
