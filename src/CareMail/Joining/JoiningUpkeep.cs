using CareMail.Eligibility;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Joining;

/// <summary>
/// Every few minutes: drafts that ran out, provisional homes that the register shows by now, people who wait to be told,
/// reminders, and the erasing of what is not needed any more.
/// </summary>
internal sealed class JoiningUpkeep(
    Database database,
    Homes homes,
    Applications applications,
    PersonTable people,
    ApplicantLetters letters,
    NoticeQueue notices,
    Guesses guesses,
    WatchTable watches,
    AccountRecords accounts,
    Leases leases,
    JoiningLimits limits,
    TimeProvider time,
    ILogger<JoiningUpkeep> log
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await leases.TryTakeAsync("joining-upkeep", Every * 3, stoppingToken))
                {
                    await RunOnceAsync(stoppingToken);
                }
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                JoiningLog.UpkeepFailed(log, failed);
            }
        }
    }

    internal async Task RunOnceAsync(CancellationToken ct = default)
    {
        await ExpireAsync(ct);
        await LookAgainAsync(ct);
        await TellWatchersAsync(ct);
        await ChaseAsync(ct);
        await EraseAsync(ct);
        await guesses.SweepAsync(ct);
    }

    private async Task ExpireAsync(CancellationToken ct)
    {
        foreach (var id in await ApplicationTable.ExpiredDraftsAsync(database, time.GetUtcNow(), ct))
        {
            await database.WriteAsync(
                async tx =>
                {
                    var now = time.GetUtcNow();
                    if (
                        await ApplicationTable.TakeAsync(tx, id) is { } draft
                        && ApplicationRules.May(draft.State, ApplicationStep.Expire)
                    )
                    {
                        await ApplicationTable.SettleAsync(tx, id, ApplicationState.Expired, now);
                        await ApplicationTable.EraseAsync(tx, id, now);
                    }
                },
                ct
            );
        }
    }

    /// <summary>A provisional application becomes an ordinary one by itself; after long a person is told.</summary>
    private async Task LookAgainAsync(CancellationToken ct)
    {
        foreach (
            var waiting in await ApplicationTable.ListAsync(database, [ApplicationState.Provisional], int.MaxValue, ct)
        )
        {
            var home = await homes.OfAsync(waiting, ct: ct);
            if (home.SiteCode is { } code && home.Decision.State is not EligibilityState.MayApplyProvisional)
            {
                await EnterAsync(waiting, home, code, ct);
            }
            else if (waiting.Waiting is null && waiting.Submitted + limits.ProvisionalPatience <= time.GetUtcNow())
            {
                await SetWaitingAsync(waiting, ct);
            }
        }
    }

    private Task EnterAsync(Application waiting, Home home, string code, CancellationToken ct) =>
        database.WriteAsync(
            async tx =>
            {
                if (
                    await ApplicationTable.TakeAsync(tx, waiting.Id) is not { } now
                    || !ApplicationRules.May(now.State, ApplicationStep.EnterRegister)
                )
                {
                    return;
                }

                await ApplicationTable.SetAsync(
                    tx,
                    now.Id,
                    "state = @state, waiting = @at, site_code = @code, town = @town",
                    new
                    {
                        state = ApplicationState.Submitted,
                        at = time.GetUtcNow(),
                        code,
                        town = home.Town.Length > 0 ? home.Town : now.Town,
                    }
                );
                await applications.EventAsync(tx, now.Id, EventKind.InRegister, words: code);
                await letters.WriteAsync(tx, now, NoticeKind.InRegisterNow, ("ods", code));
            },
            ct
        );

    private Task SetWaitingAsync(Application waiting, CancellationToken ct) =>
        database.WriteAsync(
            async tx =>
            {
                if (await ApplicationTable.TakeAsync(tx, waiting.Id) is { State: ApplicationState.Provisional })
                {
                    await ApplicationTable.SetAsync(tx, waiting.Id, "waiting = @now", new { now = time.GetUtcNow() });
                    await applications.EventAsync(tx, waiting.Id, EventKind.StillMissing);
                }
            },
            ct
        );

    private async Task TellWatchersAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await watches.SweepAsync(now - limits.WatchLife, ct);
        foreach (var place in await watches.PlacesAsync(ct))
        {
            var home = await homes.FindAsync(place, ct: ct);
            if (!home.MayBegin || home.Decision.State is EligibilityState.ManualReview)
            {
                continue;
            }

            await database.WriteAsync(
                async tx =>
                {
                    foreach (var (id, email) in await watches.TakeAsync(tx, place))
                    {
                        await notices.QueueAsync(
                            tx,
                            new NewNotice(NoticeKind.MayJoinNow, id, email)
                            {
                                Values = new Dictionary<string, string>
                                {
                                    ["home"] = home.Name,
                                    ["link"] = letters.LinkTo("/join/home/" + home.Asked),
                                },
                            }
                        );
                    }
                },
                ct
            );
        }
    }

    /// <summary>Homes that came in without the toolkit are reminded until the list shows one.</summary>
    private async Task ChaseAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var chase in await ChaseTable.DueAsync(database, now, ct))
        {
            var cover = (await homes.FindAsync(chase.SiteCode, ct: ct)).Decision.CoveredBy;
            await database.WriteAsync(
                async tx =>
                {
                    if (cover is ToolkitCover.Own or ToolkitCover.Headquarters)
                    {
                        await ChaseTable.DoneAsync(tx, chase.OrganisationId);
                        return;
                    }

                    await notices.QueueAsync(
                        tx,
                        new NewNotice(NoticeKind.PublishDspt, chase.OrganisationId, chase.Mailbox)
                        {
                            Values = new Dictionary<string, string> { ["home"] = chase.Home },
                        }
                    );
                    await ChaseTable.RemindedAsync(tx, chase.OrganisationId, now + limits.ChaseEvery);
                },
                ct
            );
        }
    }

    private async Task EraseAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        foreach (var settled in await ApplicationTable.ToEraseAsync(database, ct))
        {
            if (now < settled.Settled + limits.KeptAfterSettling && !await IsDoneWithAsync(settled, ct))
            {
                continue;
            }

            await database.WriteAsync(tx => ApplicationTable.EraseAsync(tx, settled.Id, now), ct);
        }
    }

    /// <summary>Approved, everything sent, and everybody who was to come in is in.</summary>
    private async Task<bool> IsDoneWithAsync(Application settled, CancellationToken ct)
    {
        if (settled.State is not ApplicationState.Approved)
        {
            return false;
        }

        if ((await notices.CountAsync(settled.Id, ct)).ContainsKey(NoticeState.Waiting))
        {
            return false;
        }

        foreach (var person in await people.OfAsync(settled.Id, ct))
        {
            if (person.AccountId is { } id && await accounts.FindAsync(id, ct) is { State: AccountState.New })
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>A notice of an application could not be brought to anybody: its caseworker sees it.</summary>
internal sealed class UndeliveredNotices(TimeProvider time) : IUndelivered
{
    public async Task UndeliveredAsync(WriteTransaction tx, NoticeKind kind, Guid about, Guid? accountId)
    {
        if (await ApplicationTable.TakeAsync(tx, about) is { } application)
        {
            await EventTable.AddAsync(
                tx,
                application.Id,
                EventKind.Undelivered,
                time.GetUtcNow(),
                words: kind.ToString()
            );
        }
    }
}
