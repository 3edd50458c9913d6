using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Provisioning.Webhooks;
using CareMail.Storage;

namespace CareMail.Provisioning.People;

/// <summary>Brings the copy that programs see up to date with what was done to people, in short slices.</summary>
internal sealed class PeopleSync(Database database, AccountRecords accounts, WebhookEvents webhooks, TimeProvider time)
    : IDisposable
{
    private const int Slice = 100;

    private readonly SemaphoreSlim _turn = new(1);

    public void Dispose() => _turn.Dispose();

    /// <summary>Until nothing is left. Whoever answers a program calls it first, so that it reads what it wrote.</summary>
    public async Task CatchUpAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            IReadOnlyList<Change> changes;
            while ((changes = await ChangeTable.OldestAsync(database, Slice, ct)).Count > 0)
            {
                await database.WriteAsync(tx => TakeAsync(tx, changes), ct);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TakeAsync(WriteTransaction tx, IReadOnlyList<Change> changes)
    {
        var mine = new List<Change>();
        foreach (var change in changes)
        {
            if (await ChangeTable.TakeAsync(tx, change.Id))
            {
                mine.Add(change);
            }
        }

        var people = new Dictionary<Guid, PersonRow?>();
        foreach (var account in mine.Select(c => c.AccountId).Distinct())
        {
            people[account] = await RefreshAsync(tx, account);
        }

        await webhooks.TellAsync(tx, [.. mine.Select(change => (change, people[change.AccountId]))]);
    }

    /// <summary>Within a transaction that changed this person, or the next.</summary>
    public async Task<PersonRow?> RefreshAsync(WriteTransaction tx, Guid accountId)
    {
        if (
            await accounts.FindAsync(tx, accountId) is not { } account
            || await OrganisationTable.FindAsync(tx, account.OrganisationId) is not { } organisation
        )
        {
            return null;
        }

        var known = await PersonTable.FindAsync(tx, accountId);
        var now = time.GetUtcNow();
        var fresh = (
            known
            ?? new PersonRow
            {
                AccountId = accountId,
                Created = account.Created,
                Modified = account.Created,
            }
        ) with
        {
            OrganisationId = organisation.Id,
            Ods = organisation.Ods,
            Address = PersonTable.KeyOf(account.UserName),
            GivenName = account.FirstName,
            FamilyName = account.LastName,
            DisplayName = account.DisplayName,
            Active = account.State is AccountState.New or AccountState.Active,
        };
        // What a program calls somebody stays as the program has it.
        fresh.UserName = fresh.FeedId is null ? account.UserName : fresh.UserName;
        if (fresh == known)
        {
            return known;
        }

        fresh = fresh with { Version = fresh.Version + 1, Modified = known is null ? fresh.Modified : now };
        await PersonTable.WriteAsync(tx, fresh);
        return fresh;
    }

    /// <summary>Once in the life of a database: people who were there before programs could ask for them.</summary>
    public async Task FillAsync(OrganisationTable organisations, CancellationToken ct)
    {
        const string filled = "people filled";
        if (await ChangeTable.IsDoneAsync(database, filled, ct))
        {
            return;
        }

        foreach (var organisation in await organisations.ListAsync(ct))
        {
            foreach (var slice in (await accounts.ListAsync(organisation.Id, ct)).Chunk(Slice))
            {
                await database.WriteAsync(
                    async tx =>
                    {
                        foreach (var person in slice)
                        {
                            await ChangeTable.InsertAsync(tx, person.Id, organisation.Id, "", time.GetUtcNow());
                        }
                    },
                    ct
                );
            }
        }

        // Only now: after a crash it begins again, which changes nothing that is right already.
        await database.WriteAsync(tx => ChangeTable.DoneAsync(tx, filled, time.GetUtcNow()), ct);
    }
}

/// <summary>Keeps the copy up to date while nobody asks.</summary>
internal sealed class PeopleWorker(
    PeopleSync sync,
    OrganisationTable organisations,
    ChangeSignal signal,
    ILogger<PeopleWorker> log
) : BackgroundService
{
    private static readonly TimeSpan AtLeast = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var filled = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!filled)
                {
                    await sync.FillAsync(organisations, stoppingToken);
                    filled = true;
                }

                await sync.CatchUpAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // Changes outlive any trouble of the database.
            catch (Exception e)
#pragma warning restore CA1031
            {
                ProvisioningLog.Trouble(log, e);
            }

            await signal.WaitAsync(AtLeast, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
