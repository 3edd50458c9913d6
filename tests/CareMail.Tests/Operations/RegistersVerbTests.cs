using System.CommandLine;
using CareMail.Hosting;
using CareMail.Operations;
using CareMail.Outbound;
using CareMail.Registers;
using CareMail.Storage;
using CareMail.Tests.Registers;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Operations;

public class RegistersVerbTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_folder_is_imported_with_every_refused_row_named_and_again_nothing_changes(Engine engine)
    {
        await using var desk = await Desk.OpenAsync(engine);
        foreach (var register in Enum.GetValues<Register>())
        {
            desk.Put(RegisterFiles.NameOf(register), RegisterWorld.Sample(register));
        }

        var (code, said) = await desk.ImportAsync("--as-at 2026-11-20 --reason weekly");

        Assert.Equal(1, code);
        Assert.Equal(
            """
            ecarehomehq.csv: 111 rows as at 20 November 2026: 111 added, 0 changed, 0 ended, 0 refused.
            ecarehomesite.csv:171: It has 13 columns; 27 are expected.
            ecarehomesite.csv: 170 rows as at 20 November 2026: 168 added, 0 changed, 0 ended, 1 refused.
            succ.csv: 5 rows as at 20 November 2026: 5 added, 0 changed, 0 ended, 0 refused.
            cqc_directory.csv:11: It has no CQC location ID, so it cannot be linked to anything.
            cqc_directory.csv:170: A quotation mark is not closed.
            cqc_directory.csv: 164 rows as at 18 November 2026: 162 added, 0 changed, 0 ended, 2 refused.
            cqc_locations.csv: 179 rows as at 20 November 2026: 179 added, 0 changed, 0 ended, 0 refused.
            cqc_contacts.csv: 166 rows as at 20 November 2026: 166 added, 0 changed, 0 ended, 0 refused.
            dspt_status.csv:130: It has no ODS code. VZXL6 in its name is kept as a hint for a person, not as evidence.
            dspt_status.csv:171: It has 4 columns; 6 are expected.
            dspt_status.csv: 169 rows as at 20 November 2026: 168 added, 0 changed, 0 ended, 2 refused.
            dcb1596_accredited_domains.csv:10: It has no domain.
            dcb1596_accredited_domains.csv: 25 rows as at 20 November 2026: 24 added, 0 changed, 0 ended, 1 refused.

            """,
            said,
            ignoreLineEndingDifferences: true
        );

        var (again, second) = await desk.ImportAsync("--as-at 2026-11-20");
        Assert.Equal(1, again);
        Assert.Equal(8, second.Split("0 added, 0 changed, 0 ended").Length - 1);
        Assert.Equal(8, second.Split("Nothing changes.").Length - 1);
    }

    [Fact]
    public async Task What_is_all_right_ends_with_0_and_an_absent_file_leaves_its_register_alone()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);
        desk.Put("ecarehomehq.csv", RegisterWorld.Sample(Register.OdsHeadquarters));
        Assert.Equal(0, (await desk.ImportAsync("")).Code);
        desk.Remove("ecarehomehq.csv");
        desk.Put("succ.csv", RegisterWorld.Sample(Register.Successions));

        var (code, said) = await desk.ImportAsync("");

        Assert.Equal(0, code);
        Assert.StartsWith("succ.csv: 5 rows", said, StringComparison.Ordinal);
        Assert.Equal(111, await desk.CountAsync("registers_ods"));
    }

    [Fact]
    public async Task A_file_that_is_something_else_stops_no_other()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);
        desk.Put("ecarehomesite.csv", "PK\u0003\u0004"u8.ToArray());
        desk.Put("succ.csv", RegisterWorld.Sample(Register.Successions));

        var (code, said) = await desk.ImportAsync("");

        Assert.Equal(1, code);
        Assert.StartsWith(
            "ecarehomesite.csv: refused. It is a zip archive or a spreadsheet.\nsucc.csv: 5 rows",
            said,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Nothing_to_read_ends_with_2()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);
        var empty = await desk.ImportAsync("");
        desk.Put("ecarehomesite.csv", []);
        var refused = await desk.ImportAsync("");

        Assert.Equal(2, empty.Code);
        Assert.StartsWith("No register file in ", empty.Said, StringComparison.Ordinal);
        Assert.Equal((2, "ecarehomesite.csv: refused. It has no row of ODS care sites.\n"), refused);
        await Assert.ThrowsAsync<RefusedException>(() => desk.ImportAsync("--as-at 20/11/2026"));
    }

    [Fact]
    public async Task Two_files_of_one_register_are_neither_taken()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);
        desk.Put("cqc_directory.csv", RegisterWorld.Sample(Register.CqcDirectory));
        desk.Put("18_november_2026_CQC_directory.csv", RegisterWorld.Sample(Register.CqcDirectory));

        var (code, said) = await desk.ImportAsync("");

        Assert.Equal(2, code);
        Assert.Contains("They are files of one register", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_endings_stop_the_file_until_they_are_accepted()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);
        string Sites(int count) =>
            string.Concat(Enumerable.Range(1, count).Select(n => RegisterWorld.Site($"VX{n:000}")));
        desk.Put("ecarehomesite.csv", System.Text.Encoding.UTF8.GetBytes(Sites(50)));
        await desk.ImportAsync("--as-at 2026-11-20");
        desk.Put("ecarehomesite.csv", System.Text.Encoding.UTF8.GetBytes(Sites(40)));

        var stopped = await desk.ImportAsync("--as-at 2026-11-21");
        var meant = await desk.ImportAsync("--as-at 2026-11-21 --accept-endings");

        Assert.Equal(2, stopped.Code);
        Assert.Contains("It would end 10 of 50 organisations.", stopped.Said, StringComparison.Ordinal);
        Assert.Contains("--accept-endings", stopped.Said, StringComparison.Ordinal);
        Assert.Equal(0, meant.Code);
        Assert.Contains("0 added, 0 changed, 10 ended", meant.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_knows_the_accredited_domains_for_their_year()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);
        desk.Put("dcb1596_accredited_domains.csv", RegisterWorld.Sample(Register.SecureDomains));
        await desk.ImportAsync("--as-at 2026-11-20");

        await using var app = desk.Build();
        var list = await app.Services.GetRequiredService<SecureDomains>().ListAsync();
        bool IsSecure(string domain, DateTimeOffset at) => list.Any(row => row.Covers(domain, at));
        var day = new DateTimeOffset(2026, 11, 19, 12, 0, 0, TimeSpan.Zero);

        Assert.True(IsSecure("brackenwick.example", day));
        Assert.False(IsSecure("brackenwick.example", day.AddDays(1)));
        Assert.False(IsSecure("below.oakenmore-council.example", day));
        Assert.True(IsSecure("OAKENMORE-COUNCIL.example", day));
        Assert.True(IsSecure("alderwick.example", day));
        Assert.False(IsSecure("alderwick.example", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.False(IsSecure("teaselholt-care.example", day));
    }

    /// <summary>The verb as the executable runs it, on a store and a folder of files of its own.</summary>
    private sealed class Desk(CareMailSettings settings) : IAsyncDisposable
    {
        private readonly string _files = TestFolder.Make();

        public static async Task<Desk> OpenAsync(Engine engine)
        {
            var store = await TestStore.OptionsAsync(engine);
            return new Desk(new CareMailSettings { DataFolder = store.DataFolder, Database = store.Database });
        }

        public void Put(string name, byte[] content) => File.WriteAllBytes(Path.Combine(_files, name), content);

        public void Remove(string name) => File.Delete(Path.Combine(_files, name));

        public async Task<(int Code, string Said)> ImportAsync(string options)
        {
            using var output = new StringWriter { NewLine = "\n" };
            var code = await RegistersVerb
                .Build(Build)
                .Parse($"import {_files} {options}")
                .InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
            return (code, output.ToString());
        }

        public async Task<long> CountAsync(string table)
        {
            await using var app = Build();
            return await app
                .Services.GetRequiredService<Database>()
                .QuerySingleOrDefaultAsync<long>($"SELECT count(*) FROM {table}");
        }

        public Microsoft.AspNetCore.Builder.WebApplication Build() => App.Build(settings);

        public async ValueTask DisposeAsync()
        {
            if (settings.Database.Length > 0)
            {
                await TestPostgres.DropAsync(settings.Database);
            }

            TestFolder.Delete(settings.DataFolder);
            TestFolder.Delete(_files);
        }
    }
}
