using System.Diagnostics;
using System.Net;
using System.Text;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Provisioning.Bulk;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Provisioning;

public class BulkTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private const string Headings = "action,id,first_name,last_name,mobile,email,job_title,site,department,address";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_file_is_read_shown_done_and_says_what_came_of_each_row(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var organisation = await people.OrganisationAsync(OrganisationKind.Hospital);
        var admin = await people.PersonAsync(organisation, "Ada", "Obi", Role.LocalAdmin);
        var nurse = await people.PersonAsync(organisation, "Nia", "Roe");
        var cook = await people.PersonAsync(organisation, "Cat", "Ook");

        var read = await ReadAsync(
            people,
            admin,
            $"""
            {Headings}
            create,1,Zoë,Adeyemi,07700 900118,zoe@home.example,Carer,,Day,
            update,,,,,,Cook,,Kitchen,{cook.Address}
            leave,,,,,,,,,{nurse.Address}
            """
        );
        Assert.Equal((BulkState.Waiting, 3, 0), (read.State, read.RowsRead, read.RowsWrong));
        Assert.DoesNotContain(await people.Get<AccountRecords>().ListAsync(organisation.Id), a => a.FirstName == "Zoë");
        var done = await DoAsync(people, admin, read);

        Assert.Equal(BulkState.Done, done.State);
        var made = Assert.Single(
            await people.Get<AccountRecords>().ListAsync(organisation.Id),
            a => a.FirstName == "Zoë"
        );
        Assert.Equal(AccountState.New, made.State);
        Assert.NotEqual(AccountState.Active, (await people.Get<AccountRecords>().FindAsync(nurse.Id))!.State);
        var profile = await people.Get<CareMail.Identity.Tasks.OwnSignIn>().ProfileAsync(cook.Id);
        Assert.Equal("Cook", profile!.JobTitle);
        Assert.Contains(await people.ActsOnAsync(made.Id), a => a.Act == "person.add" && a.Actor == admin.Id);
        var result = await ResultAsync(people, done);
        Assert.StartsWith(Headings + ",outcome\r\n", result, StringComparison.Ordinal);
        Assert.Contains($",done: New account: {made.UserName}", result, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_file_that_is_sent_again_makes_nobody_twice(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var organisation = await people.OrganisationAsync(OrganisationKind.Hospital);
        var admin = await people.PersonAsync(organisation, "Ada", "Obi", Role.LocalAdmin);
        var here = TestPeople.Done(
            await people
                .Get<AddPerson>()
                .RunAsync(
                    TestPeople.Operator,
                    new NewPerson(organisation.Id, "Tom", "Reed") { Mobile = "07700900118" },
                    "test"
                )
        );
        var text = $"{Headings}\ncreate,1,Tom,Reed,+44 7700 900118,,,,,\ncreate,2,Tom,Reed,07700 900119,,,,,\n";

        var first = await DoAsync(people, admin, await ReadAsync(people, admin, text));
        var again = await ReadAsync(people, admin, text);
        var preview = await RowsAsync(people, again);
        await DoAsync(people, admin, again);

        var toms = (await people.Get<AccountRecords>().ListAsync(organisation.Id))
            .Where(a => a.FirstName == "Tom")
            .ToList();
        Assert.Equal(2, toms.Count);
        Assert.Contains(toms, t => t.Id == here.AccountId);
        Assert.Equal(BulkState.Done, first.State);
        Assert.All(preview, row => Assert.Contains("is here already", row.Outcome, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_row_says_everything_that_is_wrong_with_it()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var organisation = await people.OrganisationAsync(OrganisationKind.Hospital);
        var other = await people.OrganisationAsync(OrganisationKind.Hospital);
        var stranger = await people.PersonAsync(other, "Str", "Anger");
        var admin = await people.PersonAsync(organisation, "Ada", "Obi", Role.LocalAdmin);
        var wrong = new (string Row, string Says)[]
        {
            ("hire,1,A,B,,,,,,", "action is one of"),
            ("create,,A,B,,,,,,", "has an id"),
            ("create,2,,B,,,,,,", "Enter the first name"),
            ("create,3,Help,Desk,12345,x,,,,", "UK mobile"),
            ("create,4,Postmaster,,,,,,,", "belongs to the service"),
            ("create,5,Care,Vz123,,,,,,", "belongs to the service"),
            ($"create,6,A,B,,,,{other.Ods},,", "site of yours"),
            ("create,7,A,B,,,,../../etc,,", "site is an ODS code"),
            ($"leave,,,,,,,,,{stranger.Address}", "no such person of yours"),
            ("leave,,,,,,,,,", "Give the person's id or address"),
            ("create,8,A,B", "4 cells"),
            ("create,9,\"A\nB\",B,,,,,,", "more than one line"),
            ($"create,10,{new string('a', 201)},B,,,,,,", "more than 200 characters"),
            ("create,11,A,B,,info@home.example,,,,", "e-mail address"),
        };

        var read = await ReadAsync(
            people,
            admin,
            Headings
                + "\n"
                + string.Join('\n', wrong.Select(w => w.Row))
                + "\ncreate,20,Good,Row,,,,,,\ncreate,20,Twice,Row,,,,,,\n"
        );
        var rows = await RowsAsync(people, read);

        Assert.Equal(wrong.Length + 1, read.RowsWrong);
        foreach (var ((row, says), outcome) in wrong.Zip(rows))
        {
            Assert.True(
                outcome.State is RowState.Wrong && outcome.Outcome.Contains(says, StringComparison.OrdinalIgnoreCase),
                $"{row}: {outcome.Outcome}"
            );
        }

        Assert.Contains("UK mobile", rows[3].Outcome, StringComparison.Ordinal);
        Assert.Contains("names this person twice", rows[^1].Outcome, StringComparison.Ordinal);
        Assert.Equal(2, rows[0].Line);
    }

    [Theory]
    [InlineData("utf-8", ",", false)]
    [InlineData("utf-8", ";", true)]
    [InlineData("utf-16", "\t", true)]
    [InlineData("utf-16", ";", false)]
    [InlineData("utf-16BE", ",", true)]
    [InlineData("iso-8859-1", ";", false)]
    public async Task What_spreadsheets_make_of_a_table_is_read(string encoding, string separator, bool mark)
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var organisation = await people.OrganisationAsync(OrganisationKind.Hospital);
        var admin = await people.PersonAsync(organisation, "Ada", "Obi", Role.LocalAdmin);
        string[][] cells =
        [
            ["ID", "Action", "First_Name", "Last_Name"],
            ["\"0,0;7\"", "create", "Zoë", "\"O\"\"Neil\""],
            ["", "", "", ""],
        ];
        var text = string.Concat(cells.Select(row => string.Join(separator, row) + "\r\n"));
        var how = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. mark ? how.GetPreamble() : [], .. how.GetBytes(text)];

        var read = TestPeople.Done(
            await people
                .Get<UploadPeople>()
                .RunAsync(admin.Actor, new UploadedPeople(organisation.Id, "..\\..\\a.csv", bytes), default)
        );

        var row = Assert.Single(await RowsAsync(people, read));
        Assert.Equal("a.csv", read.FileName);
        Assert.Equal((RowState.Good, "New account for Zoë O\"Neil at " + organisation.Name), (row.State, row.Outcome));
        Assert.Contains("\"0,0;7\"", row.Cells, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_that_a_spreadsheet_would_calculate_come_back_as_text()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var organisation = await people.OrganisationAsync(OrganisationKind.Hospital);
        var admin = await people.PersonAsync(organisation, "Ada", "Obi", Role.LocalAdmin);

        var read = await ReadAsync(
            people,
            admin,
            Headings + "\ncreate,1,Ann,Ash,+447700900118,,\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",,@sum,\n"
        );
        var result = await ResultAsync(people, await DoAsync(people, admin, read));

        Assert.Contains("\"'=HYPERLINK(", result, StringComparison.Ordinal);
        Assert.Contains(",'@sum,", result, StringComparison.Ordinal);
        Assert.Contains(",'+447700900118,", result, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("name,email\na,b\n", "action among them")]
    [InlineData("action,id,shoe_size\n", "no heading shoe_size")]
    [InlineData("action,id,id\n", "twice")]
    [InlineData("action,id,first_name\n", "no rows")]
    [InlineData("action,id\ncreate,\"1\n", "1 rows wrong")]
    public async Task A_file_that_is_no_table_of_people_is_refused(string text, string says)
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var organisation = await people.OrganisationAsync(OrganisationKind.Hospital);
        var admin = await people.PersonAsync(organisation, "Ada", "Obi", Role.LocalAdmin);

        var outcome = await people
            .Get<UploadPeople>()
            .RunAsync(admin.Actor, new UploadedPeople(organisation.Id, "a.csv", Encoding.UTF8.GetBytes(text)), default);

        // A quote that is never closed makes one long wrong row of the rest.
        var said = outcome.IsDone(out var read, out var no) ? $"{read.RowsWrong} rows wrong" : no.Sentence;
        Assert.Contains(says, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_thousand_rows_with_an_error_each_are_read_and_none_is_done()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var organisation = await people.OrganisationAsync(OrganisationKind.Hospital);
        var admin = await people.PersonAsync(organisation, "Ada", "Obi", Role.LocalAdmin);
        var text = new StringBuilder(Headings).Append('\n');
        for (var i = 0; i < BulkLimits.Rows; i++)
        {
            text.Append("create,").Append(i).Append(",,\n");
        }

        var read = await ReadAsync(people, admin, text.ToString());
        var start = await people.Get<StartBulk>().RunAsync(admin.Actor, read.Id, default);
        text.Append("create,x,,\n");
        var more = await people
            .Get<UploadPeople>()
            .RunAsync(
                admin.Actor,
                new UploadedPeople(organisation.Id, "a.csv", Encoding.UTF8.GetBytes(text.ToString())),
                default
            );

        Assert.Equal((BulkLimits.Rows, BulkLimits.Rows), (read.RowsRead, read.RowsWrong));
        Assert.Contains("no row", TestPeople.Refused(start), StringComparison.Ordinal);
        Assert.Contains("at most 100,000 rows", TestPeople.Refused(more), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_loses_their_role_while_their_file_is_done_does_nothing_more(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var organisation = await people.OrganisationAsync(OrganisationKind.Hospital);
        var admin = await people.PersonAsync(organisation, "Ada", "Obi", Role.LocalAdmin);
        var read = await ReadAsync(people, admin, Headings + "\ncreate,1,Ann,Ash,,,,,,\n");
        var nobody = await people.PersonAsync(organisation, "No", "Body");
        var stranger = await people.PersonAsync(
            await people.OrganisationAsync(OrganisationKind.Hospital),
            "Str",
            "Anger",
            Role.LocalAdmin
        );

        Assert.Contains(
            "not yours",
            TestPeople.Refused(await people.Get<StartBulk>().RunAsync(nobody.Actor, read.Id, default)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "not yours",
            TestPeople.Refused(await people.Get<StartBulk>().RunAsync(stranger.Actor, read.Id, default)),
            StringComparison.Ordinal
        );
        TestPeople.Done(
            await people
                .Get<TakeRole>()
                .RunAsync(
                    TestPeople.Operator,
                    admin.Id,
                    new RoleGrant(Role.LocalAdmin, organisation.Id),
                    "has another job"
                )
        );
        await people
            .Get<Database>()
            .WriteAsync(tx => BulkTable.MoveAsync(tx, read.Id, BulkState.Waiting, BulkState.Running));
        await people.Get<BulkWork>().RunAsync((await people.Get<BulkTable>().FindAsync(read.Id, default))!, default);

        var after = (await people.Get<BulkTable>().FindAsync(read.Id, default))!;
        Assert.Equal(BulkState.Waiting, after.State);
        Assert.Contains("may not look after", after.Fault, StringComparison.Ordinal);
        Assert.DoesNotContain(await people.Get<AccountRecords>().ListAsync(organisation.Id), a => a.FirstName == "Ann");
    }

    [Fact]
    public async Task A_site_is_not_given_more_people_than_it_may_have()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var home = await people.OrganisationAsync(OrganisationKind.CareSite);
        var admin = await people.PersonAsync(home, "Ada", "Obi", Role.LocalAdmin);
        var rows = string.Concat(Enumerable.Range(1, 11).Select(i => $"create,{i},Ann,Ash,,,,,,\n"));

        var read = await ReadAsync(people, admin, $"{Headings}\n{rows}");

        Assert.Equal((11, 2), (read.RowsRead, read.RowsWrong));
        var done = await DoAsync(people, admin, read);
        Assert.Equal(10, (await people.Get<AccountRecords>().ListAsync(home.Id)).Count);
        Assert.Equal(BulkState.Done, done.State);
    }

    [Fact]
    public async Task The_pages_take_a_file_and_show_it_to_its_end_without_a_script()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var organisation = await people.OrganisationAsync(OrganisationKind.Hospital);
        var admin = await people.PersonAsync(organisation, "Ada", "Obi", Role.LocalAdmin);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(admin);
        var form = await browser.GetAsync("/manage/bulk");
        using var content = new MultipartFormDataContent
        {
            {
                new StringContent(
                    form.Page.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!
                ),
                "__RequestVerificationToken"
            },
            { new StringContent($"{Headings}\ncreate,1,Ann,Ash,,,,,,\nnonsense\n"), "File", "people.csv" },
        };

        var sample = await browser.GetAsync("/manage/bulk/sample.csv");
        var posted = await browser.Http.PostAsync(new Uri("/manage/bulk", UriKind.Relative), content);
        var place = posted.Headers.Location!.ToString();
        var shown = await browser.GetAsync(place);
        var started = await browser.SendAsync(place + "?handler=Start", shown.Page, [], "handler=Start");

        Assert.StartsWith("action,id", sample.Html.TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, posted.StatusCode);
        Assert.Contains("1 new person", shown.Html, StringComparison.Ordinal);
        Assert.Contains("1 row is wrong", shown.Html, StringComparison.Ordinal);
        Assert.Equal(place, started.Location);
        Answer page;
        var patience = Stopwatch.StartNew();
        while (!(page = await browser.GetAsync(place)).Html.Contains("1 done, 0 failed", StringComparison.Ordinal))
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), page.Html);
            await Task.Delay(50);
        }
    }

    private static async Task<BulkFile> ReadAsync(TestPeople people, TestPerson admin, string text) =>
        TestPeople.Done(
            await people
                .Get<UploadPeople>()
                .RunAsync(
                    admin.Actor,
                    new UploadedPeople(admin.Organisation.Id, "people.csv", Encoding.UTF8.GetBytes(text)),
                    default
                )
        );

    /// <summary>Starts it and waits for the worker's end of it.</summary>
    private static async Task<BulkFile> DoAsync(TestPeople people, TestPerson admin, BulkFile read)
    {
        TestPeople.Done(await people.Get<StartBulk>().RunAsync(admin.Actor, read.Id, default));
        var patience = Stopwatch.StartNew();
        while (true)
        {
            var file = (await people.Get<BulkTable>().FindAsync(read.Id, default))!;
            if (file.State is not BulkState.Running)
            {
                return file;
            }

            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), "The file is not done.");
            await Task.Delay(20);
        }
    }

    private static Task<IReadOnlyList<BulkRow>> RowsAsync(TestPeople people, BulkFile file) =>
        people.Get<BulkTable>().RowsAsync(file.Id, null, 0, 1_000, default);

    private static async Task<string> ResultAsync(TestPeople people, BulkFile file)
    {
        using var stream = new MemoryStream();
        await BulkEndpoints.WriteAsync(stream, file, people.Get<BulkTable>(), default);
        return Encoding.UTF8.GetString(stream.ToArray()).TrimStart('\uFEFF');
    }
}
