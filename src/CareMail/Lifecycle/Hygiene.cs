using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Lifecycle;

/// <summary>What one round did.</summary>
public sealed record HygieneRound(int Deleted, int Gone, int Warned);

/// <summary>
/// Counts the days of every account: what is not used is deleted, what was deleted long ago is destroyed, and its person is
/// told before. In short transactions, each whole in itself: a crash loses nothing, a second run finds nothing to do, and
/// mail goes on between two of them.
/// </summary>
public sealed class Hygiene(
    Database database,
    Lives lives,
    AccountLives accounts,
    MailboxAccess mailboxes,
    MailboxMoves moves,
    Addresses addresses,
    NoticeQueue notices,
    Absences absences,
    DeletionWishes wishes,
    TimeProvider time
)
{
    private static readonly Actor Service = new(null, "CareMail", [], "hygiene");
    private static readonly AccountState[] Ending =
    [
        AccountState.Active,
        AccountState.New,
        AccountState.Left,
        AccountState.Disabled,
    ];

    /// <summary>As many accounts as are changed and recorded in some milliseconds.</summary>
    private const int AtOnce = 200;

    /// <summary>As many as are read at once, outside any transaction.</summary>
    private const int ReadAtOnce = 2_000;

    public async Task<HygieneRound> RunOnceAsync(CancellationToken ct = default)
    {
        var days = await lives.DaysAsync(ct);
        var warned = await WarnAsync(days, ct);
        var deleted = await wishes.DeleteDueAsync(ct);
        foreach (var state in Ending)
        {
            deleted += await DeleteAsync(state, days, ct);
        }

        return new HygieneRound(deleted, await DestroyAsync(days, ct), warned);
    }

    private async Task<int> DeleteAsync(AccountState state, DayCounts days, CancellationToken ct)
    {
        var until = LifecycleRules.DueBefore(state, days, time.GetUtcNow());
        var all = 0;
        int some;
        do
        {
            some = await database.WriteAsync(
                async tx =>
                {
                    var slice = await accounts.AdvanceAsync(tx, state, until, AccountState.Deleted, AtOnce);
                    foreach (var life in slice)
                    {
                        await absences.EndAsync(tx, Service, life with { State = state }, "its days ran out");
                        await lives.RecordAsync(
                            tx,
                            Service,
                            Act.DeleteAccount,
                            life,
                            "its days ran out",
                            StateNames.Spell(state),
                            "deleted"
                        );
                    }

                    return slice.Count;
                },
                ct
            );
            all += some;
        } while (some == AtOnce);

        return all;
    }

    /// <summary>The mailbox first, the account last: who is interrupted begins again with the same account.</summary>
    private async Task<int> DestroyAsync(DayCounts days, CancellationToken ct)
    {
        var until = LifecycleRules.DueBefore(AccountState.Deleted, days, time.GetUtcNow());
        var count = 0;
        IReadOnlyList<AccountLife> slice;
        do
        {
            slice = await accounts.CountedFromAsync(
                AccountState.Deleted,
                DateTimeOffset.UnixEpoch,
                until,
                Guid.Empty,
                AtOnce,
                ct
            );
            foreach (var life in slice)
            {
                count += await DestroyAsync(life, ct) ? 1 : 0;
            }
        } while (slice.Count == AtOnce);

        return count;
    }

    private async Task<bool> DestroyAsync(AccountLife life, CancellationToken ct)
    {
        var own = (await mailboxes.OfAccountAsync(life.Id, ct)).FirstOrDefault(g =>
            g is { Mailbox.Kind: MailboxKind.Personal, Right: AccessRight.Owner }
        );
        // From here on nobody restores it.
        var goes = await database.WriteAsync(
            async tx =>
            {
                if (
                    await accounts.FindAsync(tx, life.Id) is not { State: AccountState.Deleted } now
                    || now.StateSince != life.StateSince
                )
                {
                    return false;
                }

                if (own is not null)
                {
                    await addresses.SetStateAsync(tx, own.Mailbox.Id, AddressState.Closed);
                }

                return true;
            },
            ct
        );
        if (!goes)
        {
            return false;
        }

        if (own is not null)
        {
            await moves.DestroyAsync(own.Mailbox.Id, ct);
        }

        await database.WriteAsync(
            async tx =>
            {
                foreach (var shared in await lives.SharedAsync(life.Id, ct))
                {
                    await mailboxes.RevokeAsync(tx, shared.Mailbox.Id, life.Id);
                }

                await accounts.EraseAsync(tx, life.Id);
                await accounts.LeaveAsync(tx, life.Id, AccountState.Gone);
                await lives.RecordAsync(tx, Service, Act.DeleteAccount, life, "its window ran out", "deleted", "gone");
            },
            ct
        );
        return true;
    }

    private async Task<int> WarnAsync(DayCounts days, CancellationToken ct)
    {
        var (count, now) = (0, time.GetUtcNow());
        var ahead = TimeSpan.FromDays(days.Warnings.Count == 0 ? 0 : days.Warnings.Max());
        foreach (var state in Ending.Append(AccountState.Deleted))
        {
            var due = LifecycleRules.DueBefore(state, days, now);
            var after = Guid.Empty;
            IReadOnlyList<AccountLife> slice;
            do
            {
                slice = await accounts.CountedFromAsync(state, due, due + ahead, after, ReadAtOnce, ct);
                foreach (var some in (await DueAsync(slice, days, now, ct)).Chunk(AtOnce))
                {
                    count += await WarnAsync(some, now, ct);
                }

                after = slice.Count > 0 ? slice[^1].Id : after;
            } while (slice.Count == ReadAtOnce);
        }

        return count;
    }

    private sealed record Warning(AccountLife Life, LifeDay Threat, int Before, Reachable To);

    /// <summary>Those of a slice who have to be told today and can be, and were not yet.</summary>
    private async Task<IReadOnlyList<Warning>> DueAsync(
        IReadOnlyList<AccountLife> slice,
        DayCounts days,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var due = new Dictionary<Guid, (AccountLife Life, LifeDay Threat, int Before)>();
        foreach (var life in slice)
        {
            if (
                LifecycleRules.Of(life, days, now).Threat is { } threat
                && LifecycleRules.WarningDue(threat, days, now) is { } before
            )
            {
                due.Add(life.Id, (life, threat, before));
            }
        }

        foreach (var told in await ToldAsync(due.Keys, ct))
        {
            if (due.TryGetValue(told.AccountId, out var one) && told.Is(one.Threat, one.Before))
            {
                due.Remove(told.AccountId);
            }
        }

        var reach = await accounts.ReachAsync(due.Keys, ct);
        return
        [
            .. due
                .Values.Select(d => new Warning(d.Life, d.Threat, d.Before, reach[d.Life.Id]))
                .Where(warning => warning.To is not { Email: null, Mobile: null }),
        ];
    }

    private sealed class Told
    {
        public Guid AccountId { get; init; }
        public DateTimeOffset ThreatAt { get; init; }
        public int DaysBefore { get; init; }

        public bool Is(LifeDay threat, int before) =>
            DaysBefore == before && ThreatAt.ToUnixTimeMilliseconds() == threat.At.ToUnixTimeMilliseconds();
    }

    private Task<IReadOnlyList<Told>> ToldAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        database.QueryAsync<Told>(
            $"""
            SELECT account_id AS AccountId, threat_at AS ThreatAt, days_before AS DaysBefore FROM lifecycle_warning
            WHERE {SqlIds.In(database.Engine, "account_id", "@list")}
            """,
            new { list = SqlIds.List(database.Engine, ids) },
            ct
        );

    private Task<int> WarnAsync(IReadOnlyList<Warning> some, DateTimeOffset now, CancellationToken ct) =>
        database.WriteAsync(
            async tx =>
            {
                var count = 0;
                foreach (var warning in some)
                {
                    count += await WarnAsync(tx, warning, now) ? 1 : 0;
                }

                return count;
            },
            ct
        );

    private async Task<bool> WarnAsync(WriteTransaction tx, Warning warning, DateTimeOffset now)
    {
        var (life, threat, before, to) = warning;
        // The row is the warning: whoever writes it sends it, once.
        var first = await tx.ExecuteAsync(
            """
            INSERT INTO lifecycle_warning (account_id, threat_at, days_before, warned)
            VALUES (@Id, @At, @before, @now) ON CONFLICT DO NOTHING
            """,
            new
            {
                life.Id,
                threat.At,
                before,
                now,
            }
        );
        if (first == 0)
        {
            return false;
        }

        await QueueAsync(tx, NoticeKind.AccountEndsEmail, life, to.Email, threat);
        await QueueAsync(tx, NoticeKind.AccountEndsText, life, UkMobile.Find(to.Mobile)?.International, threat);
        return true;
    }

    private async Task QueueAsync(WriteTransaction tx, NoticeKind kind, AccountLife life, string? to, LifeDay threat)
    {
        if (to is null)
        {
            return;
        }

        await notices.QueueAsync(
            tx,
            new NewNotice(kind, life.Id, to)
            {
                AccountId = life.Id,
                UsefulUntil = threat.At,
                Values = new Dictionary<string, string>
                {
                    ["username"] = life.UserName,
                    ["day"] = Policies.BritishDay.Spell(Policies.BritishDay.Of(threat.At)),
                    ["what"] = threat.Becomes is LifeStage.Deleted ? "is deleted" : "and its mail are deleted for good",
                    ["help"] = life.State switch
                    {
                        AccountState.Active or AccountState.New => "To keep it, sign in.",
                        AccountState.Left => "To keep it, ask your new organisation to accept you.",
                        _ => "To keep it, ask the owner of your site’s shared mailbox to restore it.",
                    },
                },
            }
        );
    }
}

/// <summary>Runs a round every hour, on one of the programs that share the database.</summary>
internal sealed class HygieneWorker(Hygiene hygiene, Leases leases, ILogger<HygieneWorker> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await leases.TryTakeAsync("lifecycle hygiene", Every, stoppingToken))
                {
                    var round = await hygiene.RunOnceAsync(stoppingToken);
                    log.Round(round.Deleted, round.Gone, round.Warned);
                }
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                log.RoundFailed(failed);
            }
        }
    }
}
