using System.Text.Json;
using CareMail.Access;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Provisioning.People;
using CareMail.Provisioning.Tokens;
using CareMail.Storage;

namespace CareMail.Provisioning.Bulk;

/// <summary>
/// Does what a file asks for, slice by slice. What a row did and that it is done are one transaction: killed at any moment,
/// it goes on with the next row, and nobody is made twice or forgotten.
/// </summary>
internal sealed class BulkWork(
    Database database,
    BulkTable bulks,
    OrganisationTable organisations,
    AccountRecords accounts,
    TokenCheck tokens,
    PeopleActs acts,
    BringPerson bring,
    PeopleSync sync,
    TimeProvider time
)
{
    private sealed record Job(BulkFile File, IReadOnlyList<string> Headings, ProgramReach Who);

    /// <summary>To the end of the file, or until its actor may not any more.</summary>
    public async Task RunAsync(BulkFile file, CancellationToken ct)
    {
        IReadOnlyList<BulkRow> rows;
        while ((rows = await bulks.RowsAsync(file.Id, RowState.Good, 0, BulkLimits.AtOnce * 10, ct)).Count > 0)
        {
            // Asked again and again: whoever leaves while their file is being done does nothing more.
            if (await JobAsync(file, ct) is not { } job)
            {
                await StopAsync(file, "Whoever started it may not look after these people any more.");
                return;
            }

            if (await acts.StoppedAsync(job.Who.FeedId, ct) is { } stopped)
            {
                await StopAsync(file, stopped);
                return;
            }

            if (!await SliceAsync(job, rows, ct))
            {
                return;
            }
        }

        await database.WriteAsync(
            tx => BulkTable.MoveAsync(tx, file.Id, BulkState.Running, BulkState.Done, time.GetUtcNow()),
            ct
        );
    }

    private Task<bool> StopAsync(BulkFile file, string why) =>
        database.WriteAsync(tx => BulkTable.MoveAsync(tx, file.Id, BulkState.Running, BulkState.Waiting, fault: why));

    private async Task<Job?> JobAsync(BulkFile file, CancellationToken ct)
    {
        if (await organisations.FindAsync(file.OrganisationId, ct) is not { } own)
        {
            return null;
        }

        var actor = file.TokenId is { } token
            ? (await tokens.FindAsync(token, file.Origin, ct))?.ActingFrom(file.Origin)
            : await PersonAsync(file, ct);
        if (actor is null)
        {
            return null;
        }

        List<Organisation> reach =
        [
            .. new[] { own }
                .Concat(await organisations.SitesOfAsync(own.Id, ct))
                .Where(o => Permissions.May(actor, Act.ImportPeople, new Target(o.Id, o.HeadquartersId))),
        ];
        return reach.Count == 0
            ? null
            : new Job(
                file,
                JsonSerializer.Deserialize<List<string>>(file.Headings)!,
                new ProgramReach(actor, own.Id, reach)
            );
    }

    private async Task<Actor?> PersonAsync(BulkFile file, CancellationToken ct) =>
        file.MadeBy is { } id && await accounts.FindAsync(id, ct) is { State: AccountState.Active } person
            ? new Actor(id, person.DisplayName, await accounts.RolesOfAsync(id, ct), file.Origin)
            : null;

    /// <summary>New people many at once; all else one at a time, for each is a use case with a transaction of its own.</summary>
    private async Task<bool> SliceAsync(Job job, IReadOnlyList<BulkRow> rows, CancellationToken ct)
    {
        foreach (var group in rows.Chunk(BulkLimits.AtOnce))
        {
            foreach (var part in Parts(group))
            {
                if (part[0].Action == BulkRules.Create)
                {
                    await CreateAsync(job, part, ct);
                }
                else if (!await OtherAsync(job, part[0], ct))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static IEnumerable<BulkRow[]> Parts(BulkRow[] rows)
    {
        var together = new List<BulkRow>();
        foreach (var row in rows)
        {
            if (row.Action == BulkRules.Create)
            {
                together.Add(row);
                continue;
            }

            if (together.Count > 0)
            {
                yield return [.. together];
                together.Clear();
            }

            yield return [row];
        }

        if (together.Count > 0)
        {
            yield return [.. together];
        }
    }

    private Task CreateAsync(Job job, BulkRow[] rows, CancellationToken ct) =>
        database.WriteAsync(
            async tx =>
            {
                foreach (var row in rows)
                {
                    var (state, outcome) = Settled(await bring.RunAsync(tx, job.Who, WishedPerson(WishOf(job, row))));
                    await BulkTable.SettleAsync(tx, job.File.Id, row.Line, state, outcome);
                }
            },
            ct
        );

    /// <summary>False when the brake stopped it: the row waits with all that follow.</summary>
    private async Task<bool> OtherAsync(Job job, BulkRow row, CancellationToken ct)
    {
        var wish = WishOf(job, row);
        await sync.CatchUpAsync(ct);
        var person = await database.WriteAsync(
            async tx =>
                (wish.Id.Length > 0 ? await PersonTable.ByExternalIdAsync(tx, job.Who.FeedId, wish.Id) : null)
                ?? (wish.Address.Length > 0 ? await PersonTable.ByNameAsync(tx, job.Who.Reach, wish.Address) : null),
            ct
        );
        if (person is null || !job.Who.Reach.Contains(person.OrganisationId))
        {
            await SettleAsync(job, row, RowState.Failed, "There is no such person of yours.");
            return true;
        }

        var refusal = wish.Action switch
        {
            BulkRules.Leave => person.Active ? await acts.LeaveAsync(job.Who, person, ct) : null,
            _ => await UpdateAsync(job, person, wish, ct),
        };
        if (refusal?.Field == PeopleActs.FeedStopped)
        {
            await StopAsync(job.File, refusal.Sentence);
            return false;
        }

        await SettleAsync(
            job,
            row,
            refusal is null ? RowState.Done : RowState.Failed,
            refusal?.Sentence ?? $"Done: {person.Address}"
        );
        return true;
    }

    private async Task<Refusal?> UpdateAsync(Job job, PersonRow person, BulkWish wish, CancellationToken ct)
    {
        var outcome = await database.WriteAsync(
            async tx =>
                await bring.TieAsync(
                    tx,
                    job.Who,
                    (await PersonTable.FindAsync(tx, person.AccountId))!,
                    WishedPerson(wish)
                ),
            ct
        );
        return outcome.Refusal;
    }

    private Task<bool> SettleAsync(Job job, BulkRow row, RowState state, string outcome) =>
        database.WriteAsync(tx => BulkTable.SettleAsync(tx, job.File.Id, row.Line, state, outcome));

    private static (RowState State, string Outcome) Settled(Outcome<BroughtPerson> outcome) =>
        outcome.IsDone(out var brought, out var refusal)
            ? (RowState.Done, (brought.IsNew ? "New account: " : "Was here already: ") + brought.Person.Address)
            : (RowState.Failed, refusal.Sentence);

    private static WishedPerson WishedPerson(BulkWish wish) =>
        new(wish.Id, wish.FirstName, wish.LastName)
        {
            Mobile = wish.Mobile,
            Email = wish.Email,
            JobTitle = wish.JobTitle,
            Site = wish.Site,
            Department = wish.Department,
            Address = wish.Address,
        };

    private static BulkWish WishOf(Job job, BulkRow row) =>
        BulkWish.Of(job.Headings, JsonSerializer.Deserialize<List<string>>(row.Cells)!);
}

/// <summary>Does the files that were started, one after the other; and forgets the rows of those that are old.</summary>
internal sealed class BulkWorker(
    Database database,
    BulkTable bulks,
    BulkWork work,
    BulkSignal signal,
    Leases leases,
    TimeProvider time,
    ILogger<BulkWorker> log
) : BackgroundService
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var file in await bulks.RunningAsync(stoppingToken))
                {
                    // Killed, it begins again at once: on SQLite nobody else could be at it.
                    if (database.Engine is Engine.Sqlite || await leases.TryTakeAsync("bulk", Lease, stoppingToken))
                    {
                        await work.RunAsync(file, stoppingToken);
                    }
                }

                foreach (var old in await bulks.OlderAsync(time.GetUtcNow() - BulkLimits.Kept, stoppingToken))
                {
                    await database.WriteAsync(tx => BulkTable.ForgetRowsAsync(tx, old), stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // Files outlive any trouble of the database.
            catch (Exception e)
#pragma warning restore CA1031
            {
                ProvisioningLog.BulkTrouble(log, e);
            }

            await signal.WaitAsync(AtLeast, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
