using CareMail.Audit;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CareMail.Tests.Audit;

public class AuditTrailTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_act_that_fails_leaves_no_entry_and_one_that_commits_has_one(Engine engine)
    {
        var store = await stores.FreshAsync(engine);
        var entry = new AuditEntry(
            Ids.New(),
            "mailbox.access-granted",
            Ids.New(),
            Ids.New(),
            "192.0.2.1",
            null,
            "member",
            "new starter"
        );

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            store.Database.WriteAsync(async tx =>
            {
                await store.Audit.RecordAsync(tx, entry);
                throw new InvalidOperationException();
            })
        );
        await store.Database.WriteAsync(tx => store.Audit.RecordAsync(tx, entry));

        var row = Assert.Single(await store.Audit.OfOrganisationAsync(entry.Organisation!.Value, 10));
        Assert.Equal(
            entry,
            new AuditEntry(
                row.Actor,
                row.Act,
                row.Subject,
                row.Organisation,
                row.Origin,
                row.OldValue,
                row.NewValue,
                row.Reason
            )
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Sealed_entries_verify_however_many_times_the_sealer_ran(Engine engine)
    {
        var store = await SealedAsync(engine, 3);
        await RecordAsync(store, 2);

        Assert.Equal((3, 2), (await VerdictAsync(store)) is { Faults.Count: 0 } v ? (v.Entries, v.Unsealed) : default);

        await Sealer(store).RunOnceAsync();

        Assert.Equal((5, 0), (await VerdictAsync(store)) is { Faults.Count: 0 } w ? (w.Entries, w.Unsealed) : default);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_changed_entry_is_found(Engine engine) =>
        await AssertFoundAsync(
            engine,
            "UPDATE audit_entry SET act = 'nothing.happened' WHERE sequence = 2",
            "entry 2 was changed"
        );

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_changed_value_is_found(Engine engine) =>
        await AssertFoundAsync(
            engine,
            "UPDATE audit_entry SET new_value = 'other' WHERE sequence = 2",
            "values of entry 2"
        );

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_removed_entry_is_found(Engine engine) =>
        await AssertFoundAsync(engine, "DELETE FROM audit_entry WHERE sequence = 2", "entry 2 is missing");

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_shortened_trail_is_found_by_its_published_head(Engine engine) =>
        await AssertFoundAsync(engine, "DELETE FROM audit_entry WHERE sequence >= 2", "entry 3 was published");

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_chain_made_with_another_key_does_not_verify(Engine engine)
    {
        var store = await SealedAsync(engine, 3);
        var other = MasterKey.Load(new StorageOptions { DataFolder = TestFolder.Make() });

        var verdict = await new AuditTrail(
            store.Database,
            new AuditChain(store.Database, other, store.Get<AuditHeads>()),
            TimeProvider.System
        ).VerifyAsync();

        Assert.NotEmpty(verdict.Faults);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Values_can_be_erased_and_the_chain_still_verifies(Engine engine)
    {
        var store = await stores.FreshAsync(engine);
        var person = Ids.New();
        await store.Database.WriteAsync(tx =>
            store.Audit.RecordAsync(
                tx,
                new AuditEntry(null, "account.renamed", person, null, null, "Old Name", "New Name")
            )
        );
        await Sealer(store).RunOnceAsync();

        await store.Database.WriteAsync(tx => store.Audit.EraseValuesAsync(tx, person));

        var row = Assert.Single(await store.Audit.LatestAsync(10));
        Assert.Equal((null, null, null), (row.OldValue, row.NewValue, row.Salt));
        Assert.NotNull(row.ErasedAt);
        Assert.Empty((await VerdictAsync(store)).Faults);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_head_is_published_once_a_day(Engine engine)
    {
        var store = await SealedAsync(engine, 3);
        await RecordAsync(store, 1);
        await Sealer(store).RunOnceAsync();

        var head = Assert.Single(store.Get<AuditHeads>().Read());

        Assert.Equal(3, head.Sequence);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_the_holder_of_the_lease_seals(Engine engine)
    {
        var store = await stores.FreshAsync(engine);
        await RecordAsync(store, 1);
        Assert.True(
            await new Leases(store.Database, TimeProvider.System).TryTakeAsync("audit-sealer", TimeSpan.FromHours(1))
        );

        await Sealer(store).RunOnceAsync();

        Assert.Equal(1, (await VerdictAsync(store)).Unsealed);
    }

    private async Task AssertFoundAsync(Engine engine, string tampering, string fault)
    {
        var store = await SealedAsync(engine, 3);

        await store.Database.WriteAsync(tx => tx.ExecuteAsync(tampering));

        Assert.Contains((await VerdictAsync(store)).Faults, f => f.Contains(fault, StringComparison.Ordinal));
    }

    private async Task<TestStore> SealedAsync(Engine engine, int entries)
    {
        var store = await stores.FreshAsync(engine);
        await RecordAsync(store, entries);
        await Sealer(store).RunOnceAsync();
        return store;
    }

    private static async Task RecordAsync(TestStore store, int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            var entry = new AuditEntry(Ids.New(), "test.done", Ids.New(), null, null, "before", $"after {i}");
            await store.Database.WriteAsync(tx => store.Audit.RecordAsync(tx, entry));
        }
    }

    private static Task<AuditVerdict> VerdictAsync(TestStore store) => store.Audit.VerifyAsync();

    private static AuditSealer Sealer(TestStore store) =>
        new(
            store.Get<AuditChain>(),
            store.Get<AuditHeads>(),
            store.Database,
            store.Get<Leases>(),
            TimeProvider.System,
            NullLogger<AuditSealer>.Instance
        );
}
