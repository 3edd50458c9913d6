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
    Leases leases,
    TimeProvider time
)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private sealed record Job(BulkFile File, IReadOnlyList<string> Headings, ProgramReach Who);

    /// <summary>To the end of the file, or until its actor may not any more.</summary>
    public async Task RunAsync(BulkFile file, CancellationToken ct)
    {
        IReadOnlyList<BulkRow> rows;
        while ((rows = await bulks.RowsAsync(file.Id, RowState.Good, 0, BulkLimits.AtOnce * 10, ct)).Count > 0)
        {
            if (!await IsOursAsync(ct))
            {
                return;
            }

            // Asked again and again: whoever leaves while their file is being done does nothing more.
            if (await JobAsync(file, ct) is not { } job)
            {
                await StopAsync(file, "Whoever started it may not look after these people any more.");
                return;
            }

            if (await acts.StoppedAsync(job.Who.FeedId, ct) is { } stopped)
            {
                await StopAsync(file, stopped.Sentence);
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

    /// <summary>One process at a time. Killed, it begins again at once: on SQLite nobody else could be at it.</summary>
    private async Task<bool> IsOursAsync(CancellationToken ct) =>
        database.Engine is Engine.Sqlite || await leases.TryTakeAsync("bulk", Lease, ct);

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
                new ProgramReach(actor, own.Id, reach) { Reason = $"people by file: {file.FileName}" }
            );
    }

    private async Task<Actor?> PersonAsync(BulkFile file, CancellationToken ct) =>
        file.MadeBy is { } id && await accounts.FindAsync(id, ct) is { State: AccountState.Active } person
            ? new Actor(id, person.DisplayName, await accounts.RolesOfAsync(id, ct), file.Origin)
            : null;

    /// <summary>New people many at once; all else one at a time: each is a use case, and the brake looks between them.</summary>
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
                var outcomes = await bring.RunAsync(tx, job.Who, [.. rows.Select(r => WishOf(job, r).Person)]);
                await BulkTable.SettleAsync(
                    tx,
                    job.File.Id,
                    [.. rows.Zip(outcomes, (row, outcome) => Settled(row, outcome))]
                );
            },
            ct
        );

    /// <summary>False when the brake stopped it: the row waits with all that follow.</summary>
    private async Task<bool> OtherAsync(Job job, BulkRow row, CancellationToken ct)
    {
        var wish = WishOf(job, row);
        await sync.CatchUpAsync(ct);
        var outcome = await FindAsync(job, wish, ct) is { } person
            ? await ChangeAsync(job, row, wish, person, ct)
            : new Refusal("There is no such person of yours.");
        if (outcome.IsDone(out _, out var refusal))
        {
            return true;
        }

        if (refusal.Field == PeopleActs.FeedStopped)
        {
            await StopAsync(job.File, refusal.Sentence);
            return false;
        }

        await database.WriteAsync(
            tx => BulkTable.SettleAsync(tx, job.File.Id, [Settled(row, RowState.Failed, refusal.Sentence)]),
            CancellationToken.None
        );
        return true;
    }

    private async Task<PersonRow?> FindAsync(Job job, BulkWish wish, CancellationToken ct)
    {
        var person = await database.WriteAsync(
            async tx =>
                (wish.Id.Length > 0 ? await PersonTable.ByExternalIdAsync(tx, job.Who.FeedId, wish.Id) : null)
                ?? (wish.Address.Length > 0 ? await PersonTable.ByNameAsync(tx, job.Who.Reach, wish.Address) : null),
            ct
        );
        return person is not null && job.Who.Reach.Contains(person.OrganisationId) ? person : null;
    }

    /// <summary>What the row does, and that it is done.</summary>
    private async Task<Outcome<PersonRow>> ChangeAsync(
        Job job,
        BulkRow row,
        BulkWish wish,
        PersonRow person,
        CancellationToken ct
    )
    {
        if (!(await acts.PlanAsync(job.Who, person, ChangeOf(job, wish, person), ct)).IsDone(out var plan, out var no))
        {
            return no;
        }

        return await database.WriteUnlessRefusedAsync<PersonRow>(
            async tx =>
            {
                if (await acts.DoAsync(tx, job.Who, plan) is { } refusal)
                {
                    return refusal;
                }

                var now = await acts.AgainAsync(tx, person);
                if (wish.Action == BulkRules.Update)
                {
                    var tied = await bring.TieAsync(tx, job.Who, now, wish.Person);
                    if (!tied.IsDone(out var brought, out var taken))
                    {
                        return taken;
                    }

                    now = brought.Person;
                }

                await BulkTable.SettleAsync(
                    tx,
                    job.File.Id,
                    [Settled(row, RowState.Done, BulkWords.Done(wish.Action, plan, now))]
                );
                return now;
            },
            ct
        );
    }

    private static PersonChange ChangeOf(Job job, BulkWish wish, PersonRow person)
    {
        var (first, last) = wish.NamesFor(person);
        return wish.Action switch
        {
            BulkRules.Leave => new PersonChange { Standing = Standing.Left },
            BulkRules.Move => new PersonChange { Place = job.Who.Place(wish.Site) },
            BulkRules.Reset => new PersonChange { Resets = true },
            _ => new PersonChange { GivenName = first, FamilyName = last },
        };
    }

    private static BulkRow Settled(BulkRow row, RowState state, string outcome) =>
        new()
        {
            Line = row.Line,
            State = state,
            Outcome = outcome,
        };

    private static BulkRow Settled(BulkRow row, Outcome<BroughtPerson> outcome) =>
        outcome.IsDone(out var brought, out var refusal)
            ? Settled(
                row,
                RowState.Done,
                (brought.IsNew ? "New account: " : "Was here already: ") + brought.Person.Address
            )
            : Settled(row, RowState.Failed, refusal.Sentence);

    private static BulkWish WishOf(Job job, BulkRow row) =>
        BulkWish.Of(job.Headings, JsonSerializer.Deserialize<List<string>>(row.Cells)!);
}

/// <summary>Does the files that were started, one after the other; and forgets the rows of those that are old.</summary>
internal sealed class BulkWorker(
    Database database,
    BulkTable bulks,
    BulkWork work,
    BulkSignal signal,
    TimeProvider time,
    ILogger<BulkWorker> log
) : BackgroundService
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var file in await bulks.RunningAsync(stoppingToken))
                {
                    await work.RunAsync(file, stoppingToken);
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
