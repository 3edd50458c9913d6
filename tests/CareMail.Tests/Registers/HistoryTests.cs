using CareMail.Registers;
using CareMail.Registers.Importing;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Registers;

public class HistoryTests
{
    private static readonly DateOnly Before = RegisterWorld.SampleDay;
    private static readonly DateOnly After = RegisterWorld.SampleDay.AddDays(10);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_changed_set_makes_exactly_its_changes_and_yesterday_stays_as_it_was(Engine engine)
    {
        await using var world = await RegisterWorld.SampleAsync(engine);

        // By hand: one site is gone, one has another name, one is new.
        var sites = RegisterWorld.Edited(
            Register.OdsSites,
            text =>
                RegisterWorld.Site("VZNEW", "NEWLY OPENED HOUSE", "AZ1J")
                + RegisterWorld
                    .Without("\"VZ028\"")(text)
                    .Replace("\"WETHERGARTH LIVE-IN CARE\"", "\"WETHERGARTH LODGE\"", StringComparison.Ordinal)
        );
        var done = await world.ImportAsync(Register.OdsSites, sites, After);

        Assert.Equal((1, 1, 1, 166), (done.Added, done.Changed, done.Ended, done.Same));
        Assert.Equal((1, false), (done.LiveEnding, world.Imports.AsksBecauseOfEndings(done)));
        var added = Assert.Single(await world.History.ChangesAsync(done, ChangeKind.Added, 0, 10));
        Assert.Equal(("VZNEW", "NEWLY OPENED HOUSE"), (added.Key, added.Name));
        var changed = Assert.Single(await world.History.ChangesAsync(done, ChangeKind.Changed, 0, 10));
        Assert.Equal("VZ05A", changed.Key);
        Assert.Equal(
            new FieldChange("Name", "WETHERGARTH LIVE-IN CARE", "WETHERGARTH LODGE"),
            Assert.Single(changed.Fields)
        );
        Assert.Equal("VZ028", Assert.Single(await world.History.ChangesAsync(done, ChangeKind.Ended, 0, 10)).Key);
        Assert.Empty(await world.History.ChangesAsync(done, ChangeKind.Ended, 1, 10));

        var now = await world.Reader.EverythingAsync(After);
        Assert.Null(now.Site("VZ028"));
        Assert.Equal("WETHERGARTH LODGE", now.Site("VZ05A")!.Name);
        Assert.NotNull(now.Site("VZNEW"));
        // The day before, and any day before the first import.
        foreach (var day in (DateOnly[])[After.AddDays(-1), Before, new(2021, 1, 1)])
        {
            var then = await world.Reader.AboutCodeAsync("VZ05A", day);
            Assert.Equal("WETHERGARTH LIVE-IN CARE", then.Site("VZ05A")!.Name);
            Assert.NotNull((await world.Reader.AboutCodeAsync("VZ028", day)).Site("VZ028"));
            Assert.Empty((await world.Reader.AboutCodeAsync("VZNEW", day)).OdsRows("VZNEW"));
        }

        // Registers whose files did not come stay as they are.
        Assert.NotEmpty(now.LocationsWithCode("VZ05A"));
        Assert.Equal(Before, now.AsAt[Register.Dspt]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_comes_back_the_way_it_was_is_there_again_and_the_gap_stays(Engine engine)
    {
        await using var world = await RegisterWorld.SampleAsync(engine);
        var without = RegisterWorld.Edited(Register.Successions, RegisterWorld.Without("\"VZ7TE\""));

        await world.ImportAsync(Register.Successions, without, Before.AddDays(1));
        await world.ImportAsync(Register.Successions, RegisterWorld.Sample(Register.Successions), Before.AddDays(2));

        Assert.Single((await world.Reader.AboutCodeAsync("VZ7TE", Before)).SuccessionsOf("VZ7TE"));
        Assert.Empty((await world.Reader.AboutCodeAsync("VZ7TE", Before.AddDays(1))).SuccessionsOf("VZ7TE"));
        Assert.Single((await world.Reader.AboutCodeAsync("VZ7TE", Before.AddDays(2))).SuccessionsOf("VZ7TE"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Successions_that_go_round_in_a_ring_or_branch_are_read_once(Engine engine)
    {
        await using var world = await RegisterWorld.OpenAsync(engine);
        (string From, string To)[] chain = [("V1", "V2"), ("V2", "V3"), ("V3", "V1"), ("V2", "V4"), ("V4", "V4")];
        await world.ImportAsync(
            Register.Successions,
            string.Concat(chain.Select(link => RegisterWorld.Quoted([link.From, link.To, "R", "20200101", ""]))),
            Before
        );

        var records = await world.Reader.AboutCodeAsync("V1", Before);

        Assert.Equal(
            chain.Order(),
            chain
                .Select(link => link.From)
                .Distinct()
                .SelectMany(records.SuccessionsOf)
                .Select(s => (s.From, s.To))
                .Order()
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nothing_is_seen_of_a_file_that_is_read_until_it_is_applied(Engine engine)
    {
        await using var world = await RegisterWorld.SampleAsync(engine);
        var changed = RegisterWorld.Edited(Register.OdsSites, RegisterWorld.Without("\"VZ028\""));

        var first = await world.ReadAsync(Register.OdsSites, changed, After);
        Assert.Equal((1, ImportState.Waiting), (first.Ended, first.State));
        Assert.NotNull((await world.Reader.AboutCodeAsync("VZ028", After)).Site("VZ028"));

        // A second one takes its place; the first can no longer be applied.
        var second = await world.ReadAsync(Register.OdsSites, changed, After);
        Assert.Equal(1, second.Ended);
        var late = await world.Imports.ApplyAsync(RegisterWorld.Operator, first.Number, false, "late");
        Assert.Equal("That file is not waiting any more. Upload it again.", late.Refusal!.Sentence);

        Assert.True((await world.Imports.DiscardAsync(RegisterWorld.Operator, second.Number)).IsDone(out _, out _));
        Assert.Equal(ImportState.Discarded, (await world.History.FindAsync(second.Number))!.State);
        Assert.Empty(await world.History.WaitingAsync());
        Assert.NotNull((await world.Reader.AboutCodeAsync("VZ028", After)).Site("VZ028"));
        Assert.Equal(
            0,
            await world.Store.Database.QuerySingleOrDefaultAsync<long>(
                "SELECT count(*) FROM registers_ods WHERE from_import >= @n OR until_import >= @n",
                new { n = first.Number }
            )
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_import_that_was_cut_off_leaves_nothing_behind(Engine engine)
    {
        await using var world = await RegisterWorld.OpenAsync(engine, new RegisterLimits { Slice = 10 });
        await world.ImportAsync(Register.OdsSites, RegisterWorld.Sample(Register.OdsSites), Before);
        var more = string.Concat(Enumerable.Range(100, 60).Select(n => RegisterWorld.Site($"VY{n}")));
        using var breaking = new BreakingStream(System.Text.Encoding.UTF8.GetBytes(more), breakAfter: 8_000);

        await Assert.ThrowsAsync<IOException>(() =>
            world.Imports.ReadAsync(
                RegisterWorld.Operator,
                new RegisterFile(Register.OdsSites, "ecarehomesite.csv", breaking, After)
            )
        );
        Assert.Empty((await world.Reader.AboutCodeAsync("VY100", After)).OdsRows("VY100"));
        var again = await world.ImportAsync(Register.OdsSites, RegisterWorld.Sample(Register.OdsSites), After);

        Assert.True(again.ChangesNothing);
        Assert.Equal(
            168,
            await world.Store.Database.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM registers_ods")
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_import_that_ends_more_than_two_in_a_hundred_organisations_has_to_be_meant(Engine engine)
    {
        await using var world = await RegisterWorld.OpenAsync(engine);
        string Sites(int count, string closed = "") =>
            string.Concat(
                Enumerable
                    .Range(1, 100)
                    .Where(n => n <= count || closed.Length > 0)
                    .Select(n => RegisterWorld.Site($"VX{n:000}", closed: n > count ? closed : ""))
            );
        await world.ImportAsync(Register.OdsSites, Sites(100), Before);

        // Two of a hundred pass.
        await world.ImportAsync(Register.OdsSites, Sites(98), After);
        // Three more do not: neither missing nor closed.
        foreach (var file in (string[])[Sites(95), Sites(95, closed: "20261101")])
        {
            var read = await world.ReadAsync(Register.OdsSites, file, After);
            Assert.Equal((98, 3), (read.LiveBefore, read.LiveEnding));
            var stopped = await world.Imports.ApplyAsync(RegisterWorld.Operator, read.Number, false, "test");
            Assert.Equal("Endings", stopped.Refusal!.Field);
            Assert.StartsWith(
                "It would end 3 of 98 organisations.",
                stopped.Refusal.Sentence,
                StringComparison.Ordinal
            );
            Assert.NotNull((await world.Reader.AboutCodeAsync("VX097", After)).Site("VX097"));
        }

        var meant = await world.ReadAsync(Register.OdsSites, Sites(95), After);
        Assert.True(
            (
                await world.Imports.ApplyAsync(RegisterWorld.Operator, meant.Number, true, "closed by the receiver")
            ).IsDone(out _, out _)
        );
        Assert.Null((await world.Reader.AboutCodeAsync("VX097", After)).Site("VX097"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_site_that_closes_later_this_year_is_not_ended_by_saying_so(Engine engine)
    {
        await using var world = await RegisterWorld.OpenAsync(engine);
        await world.ImportAsync(Register.OdsSites, RegisterWorld.Site("VX001"), Before);

        var read = await world.ReadAsync(Register.OdsSites, RegisterWorld.Site("VX001", closed: "20261231"), After);

        Assert.Equal((1, 0), (read.Changed, read.LiveEnding));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_import_is_in_the_audit_trail_with_its_reason(Engine engine)
    {
        await using var world = await RegisterWorld.OpenAsync(engine);

        await world.ImportAsync(Register.Successions, RegisterWorld.Sample(Register.Successions), Before);

        var entry = (await world.Store.Audit.LatestAsync(1))[0];
        Assert.Equal(("registers.import", "test", "command line"), (entry.Act, entry.Reason, entry.Origin));
        Assert.Equal("succ.csv of 2026-11-20, import 1: 5 added, 0 changed, 0 ended, 0 refused", entry.NewValue);
    }

    /// <summary>An upload whose line goes dead.</summary>
    private sealed class BreakingStream(byte[] content, int breakAfter) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= breakAfter)
            {
                throw new IOException("The line is dead.");
            }

            return base.ReadAsync(buffer[..Math.Min(buffer.Length, 1_000)], cancellationToken);
        }
    }
}
