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
        var mine = await ChangeTable.TakeAsync(tx, changes);
        var people = await RefreshAsync(tx, [.. mine.Select(c => c.AccountId).Distinct()]);
        await webhooks.TellAsync(tx, [.. mine.Select(change => (change, people.GetValueOrDefault(change.AccountId)))]);
    }

    /// <summary>Within a transaction that changed this person, or the next.</summary>
    public async Task<PersonRow?> RefreshAsync(WriteTransaction tx, Guid accountId) =>
        (await RefreshAsync(tx, [accountId])).GetValueOrDefault(accountId);

    /// <summary>Who is there; those who are gone for good are forgotten, and absent.</summary>
    private async Task<IReadOnlyDictionary<Guid, PersonRow>> RefreshAsync(WriteTransaction tx, Guid[] accountIds)
    {
        var there = await accounts.FindAsync(tx, accountIds);
        var known = await PersonTable.FindAsync(tx, accountIds);
        var organisations = new Dictionary<Guid, Organisation?>();
        foreach (var at in there.Values.Select(a => a.OrganisationId).Distinct())
        {
            organisations[at] = await OrganisationTable.FindAsync(tx, at);
        }

        var now = time.GetUtcNow();
        var people = new Dictionary<Guid, PersonRow>();
        var changed = new List<PersonRow>();
        foreach (var account in there.Values)
        {
            var before = known.GetValueOrDefault(account.Id);
            if (account.State is AccountState.Gone)
            {
                await PersonTable.ForgetAsync(tx, account.Id);
            }
            else if (organisations[account.OrganisationId] is { } organisation)
            {
                people[account.Id] = Fresh(account, organisation, before, now);
                if (people[account.Id] != before)
                {
                    changed.Add(people[account.Id]);
                }
            }
        }

        await PersonTable.WriteAsync(tx, changed);
        return people;
    }

    /// <summary>A person as others have them now; the same as before if nothing of it is new.</summary>
    private static PersonRow Fresh(
        AccountSummary account,
        Organisation organisation,
        PersonRow? before,
        DateTimeOffset now
    )
    {
        var known = before is null ? New(account) : OfFeed(before, organisation);
        var fresh = known with
        {
            OrganisationId = organisation.Id,
            Ods = organisation.Ods,
            Address = PersonTable.KeyOf(account.UserName),
            GivenName = account.FirstName,
            FamilyName = account.LastName,
            DisplayName = account.DisplayName,
            Active = PersonSteps.IsAtWork(account.State),
            // What a program calls somebody stays as the program has it.
            UserName = known.FeedId is null ? account.UserName : known.UserName,
        };
        return fresh == before
            ? fresh
            : fresh with
            {
                Version = fresh.Version + 1,
                Modified = before is null ? fresh.Modified : now,
            };
    }

    private static PersonRow New(AccountSummary account) =>
        new()
        {
            AccountId = account.Id,
            Created = account.Created,
            Modified = account.Created,
        };

    /// <summary>Who works elsewhere now is no business of the programs they had.</summary>
    private static PersonRow OfFeed(PersonRow known, Organisation organisation) =>
        known.FeedId is not { } feed || feed == organisation.Id || feed == organisation.HeadquartersId
            ? known
            : known with
            {
                FeedId = null,
                ExternalId = "",
                IsHidden = false,
                ManagerId = null,
            };

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
                    tx =>
                        ChangeTable.InsertAsync(
                            tx,
                            [.. slice.Select(p => Change.Of(p.Id, organisation.Id, "", time.GetUtcNow()))]
                        ),
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
