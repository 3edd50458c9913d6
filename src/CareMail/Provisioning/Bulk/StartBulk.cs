using CareMail.Access;
using CareMail.Accounts;
using CareMail.Storage;

namespace CareMail.Provisioning.Bulk;

/// <summary>Wakes the worker.</summary>
internal sealed class BulkSignal : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0);

    public void Set() => _signal.Release();

    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _signal.WaitAsync(atMost, ct);

    public void Dispose() => _signal.Dispose();
}

/// <summary>Has a file done that was read and looked at: its good rows, whatever is wrong with others.</summary>
internal sealed class StartBulk(Database database, Acts acts, BulkTable bulks, BulkSignal signal, TimeProvider time)
{
    public async Task<Outcome<BulkFile>> RunAsync(Actor actor, Guid bulkId, CancellationToken ct)
    {
        if (!(await FindAsync(actor, bulkId, ct)).IsDone(out var bulk, out var no))
        {
            return no;
        }

        if (bulk.RowsGood == 0)
        {
            return new Refusal("There is no row that could be done.");
        }

        // Today's services make duplicates when two files run beside each other.
        var running = await bulks.RunningAsync(ct);
        if (running.Any(b => b.OrganisationId == bulk.OrganisationId))
        {
            return new Refusal("Another file of this organisation is being done. Start this one afterwards.");
        }

        return await MoveAsync(
            actor,
            bulk,
            BulkState.Running,
            $"{bulk.FileName}: {bulk.RowsGood} of {bulk.RowsRead} rows",
            ct
        );
    }

    /// <summary>The file is not wanted: its rows go.</summary>
    public async Task<Outcome<BulkFile>> DropAsync(Actor actor, Guid bulkId, CancellationToken ct) =>
        (await FindAsync(actor, bulkId, ct)).IsDone(out var bulk, out var no)
            ? await MoveAsync(actor, bulk, BulkState.Dropped, $"{bulk.FileName}: dropped", ct)
            : no;

    public async Task<Outcome<BulkFile>> FindAsync(Actor actor, Guid bulkId, CancellationToken ct)
    {
        var none = new Refusal("There is no such file, or it is not yours.");
        return
            await bulks.FindAsync(bulkId, ct) is { } bulk
            && (await acts.AtOrganisationAsync(actor, Act.ImportPeople, bulk.OrganisationId, ct)).IsDone(out _, out _)
            ? bulk
            : none;
    }

    private async Task<Outcome<BulkFile>> MoveAsync(
        Actor actor,
        BulkFile bulk,
        BulkState to,
        string what,
        CancellationToken ct
    )
    {
        var moved = await database.WriteAsync(
            async tx =>
            {
                var finished = to is BulkState.Dropped ? time.GetUtcNow() : (DateTimeOffset?)null;
                if (!await BulkTable.MoveAsync(tx, bulk.Id, BulkState.Waiting, to, finished))
                {
                    return false;
                }

                if (to is BulkState.Dropped)
                {
                    await BulkTable.ForgetRowsAsync(tx, bulk.Id);
                }

                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.ImportPeople,
                    bulk.Id,
                    bulk.OrganisationId,
                    reason: null,
                    newValue: what
                );
                tx.AfterCommit(signal.Set);
                return true;
            },
            ct
        );
        return moved
            ? (await bulks.FindAsync(bulk.Id, ct))!
            : new Refusal("Somebody was quicker: this file does not wait any more.");
    }
}
