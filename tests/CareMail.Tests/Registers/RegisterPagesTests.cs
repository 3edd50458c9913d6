using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using CareMail.Access;
using CareMail.Audit;
using CareMail.Registers;
using CareMail.Registers.Importing;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Registers;

public class RegisterPagesTests
{
    private const string SiteFile = "ecarehomesite.csv";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Files_are_uploaded_looked_at_and_applied_with_a_reason(Engine engine)
    {
        await using var desk = await Desk.OpenAsync(engine);
        await desk.ImportAsync(RegisterWorld.Sample(Register.OdsSites));
        var changed = RegisterWorld.Edited(
            Register.OdsSites,
            text =>
                RegisterWorld.Site("VZNEW", "NEWLY <b>OPENED</b> HOUSE", "AZ1J")
                + RegisterWorld
                    .Without("\"VZ028\"")(text)
                    .Replace("\"WETHERGARTH LIVE-IN CARE\"", "\"WETHERGARTH LODGE\"", StringComparison.Ordinal)
        );

        var uploaded = await desk.UploadAsync(
            new()
            {
                ["Day"] = "30",
                ["Month"] = "11",
                ["Year"] = "2026",
            },
            (SiteFile, changed),
            ("succ.csv", RegisterWorld.Sample(Register.Successions))
        );

        Assert.Equal("/registers/waiting", uploaded.Location);
        var preview = await desk.Browser.GetAsync("/registers/waiting");
        var said = Text(preview);
        Assert.Contains("1 added, 1 changed, 1 ended, 1 row refused", said, StringComparison.Ordinal);
        Assert.Contains("VZNEW NEWLY <b>OPENED</b> HOUSE", said, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>OPENED", preview.Html, StringComparison.Ordinal);
        Assert.Contains("Name: WETHERGARTH LIVE-IN CARE becomes WETHERGARTH LODGE", said, StringComparison.Ordinal);
        Assert.Contains("VZ028 TARNHOLT DOMICILIARY CARE", said, StringComparison.Ordinal);
        Assert.Contains("Line 171 It has 13 columns; 27 are expected.", said, StringComparison.Ordinal);
        Assert.Contains("5 added", said, StringComparison.Ordinal);
        Assert.Contains("Address line 1: 1 TEST LANE", said, StringComparison.Ordinal);
        // Looking changes nothing.
        Assert.NotNull((await desk.RecordsAsync()).Site("VZ028"));

        var without = await desk.Browser.PostAsync("/registers/waiting", new() { ["Reason"] = " " }, form: "Apply");
        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, "Enter a reason, at most 200 characters"),
            (without.Status, without.Errors)
        );
        Assert.NotNull((await desk.RecordsAsync()).Site("VZ028"));

        var applied = await desk.Browser.PostAsync(
            "/registers/waiting",
            new() { ["Reason"] = "weekly files" },
            form: "Apply"
        );
        Assert.Equal("/registers?done=applied", applied.Location);
        var records = await desk.RecordsAsync();
        Assert.Null(records.Site("VZ028"));
        Assert.Single(records.SuccessionsOf("VZ21Q"));
        var acts = await desk.People.Get<AuditTrail>().LatestAsync(2);
        Assert.All(
            acts,
            act =>
                Assert.Equal(
                    ("registers.import", desk.Person.Id, "weekly files"),
                    (act.Act, act.Actor!.Value, act.Reason!)
                )
        );

        var overview = await desk.Browser.GetAsync(applied.Location!);
        Assert.Contains("The registers are up to date.", overview.Html, StringComparison.Ordinal);
        Assert.Contains("30 November 2026", Text(overview), StringComparison.Ordinal);
        Assert.Equal("/registers", (await desk.Browser.GetAsync("/registers/waiting")).Location);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Many_endings_stop_and_ask(Engine engine)
    {
        await using var desk = await Desk.OpenAsync(engine);
        await desk.ImportAsync(Sites(50));
        await desk.UploadAsync([], (SiteFile, Sites(40)));

        var preview = await desk.Browser.GetAsync("/registers/waiting");
        Assert.Contains(
            "It would end 10 of 50 organisations that are live now.",
            Text(preview),
            StringComparison.Ordinal
        );

        // A checkbox that is not ticked is not sent.
        var asked = await desk.ApplyAsync(preview.Page, isMeant: false);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, asked.Status);
        Assert.Equal("ecarehomesite.csv would end 10 organisations: say that it is meant, or give it up", asked.Errors);
        Assert.Equal("weekly files", asked.Value("Reason"));
        Assert.NotNull((await desk.RecordsAsync()).Site("VX045"));

        var ticked = await desk.ApplyAsync(asked.Page, isMeant: true);
        Assert.Equal("/registers?done=applied", ticked.Location);
        Assert.Null((await desk.RecordsAsync()).Site("VX045"));
    }

    [Fact]
    public async Task A_file_is_given_up_by_its_button_and_stays_in_the_history()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);
        await desk.UploadAsync([], (SiteFile, Sites(3)));

        var given = await desk.Browser.PostAsync("/registers/waiting", [], form: "Give this file up");

        Assert.Equal("/registers?done=discarded", given.Location);
        var overview = await desk.Browser.GetAsync(given.Location!);
        Assert.Contains("Given up", Text(overview), StringComparison.Ordinal);
        Assert.Empty((await desk.RecordsAsync()).OdsRows("VX001"));
    }

    [Fact]
    public async Task All_of_a_large_change_is_seen_page_by_page()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);
        await desk.UploadAsync([], (SiteFile, Sites(250)));
        var number = (await desk.Server.Services.GetRequiredService<ImportHistory>().WaitingAsync())[0].Number;

        var first = await desk.Browser.GetAsync($"/registers/import?number={number}");
        var last = await desk.Browser.GetAsync($"/registers/import?number={number}&show=added&p=3");

        Assert.Equal(100, first.Page.QuerySelectorAll(".cm-changes > li").Length);
        Assert.NotNull(first.Page.QuerySelector("a[href$='p=2']"));
        Assert.Equal(50, last.Page.QuerySelectorAll(".cm-changes > li").Length);
        Assert.Null(last.Page.QuerySelector("a[href$='p=4']"));
        Assert.Contains(
            "None.",
            (await desk.Browser.GetAsync($"/registers/import?number={number}&show=refused")).Html,
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Browser.GetAsync("/registers/import?number=999")).Status);
    }

    [Fact]
    public async Task A_contact_s_name_and_number_are_on_no_page()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);
        await desk.UploadAsync([], ("cqc_contacts.csv", RegisterWorld.Sample(Register.CqcContacts)));
        var number = (await desk.Server.Services.GetRequiredService<ImportHistory>().WaitingAsync())[0].Number;

        foreach (var page in (string[])["/registers/waiting", $"/registers/import?number={number}"])
        {
            var shown = await desk.Browser.GetAsync(page);
            Assert.Contains("1-999900000008", shown.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("Sample", Text(shown), StringComparison.Ordinal);
            Assert.DoesNotContain("9997000006", shown.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("01614960157", shown.Html, StringComparison.Ordinal);
        }
    }

    public static TheoryData<string, byte[], string> WrongFiles =>
        new()
        {
            { "letter.docx", [1, 2, 3], "letter.docx is not the name of a register file" },
            { "../../etc/passwd", [1, 2, 3], "passwd is not the name of a register file" },
            {
                SiteFile,
                "PK\u0003\u0004"u8.ToArray(),
                "ecarehomesite.csv is refused: It is a zip archive or a spreadsheet"
            },
            { SiteFile, [], "ecarehomesite.csv is refused: It has no row of ODS care sites" },
        };

    [Theory, MemberData(nameof(WrongFiles))]
    public async Task A_wrong_file_is_said_to_be_wrong(string name, byte[] content, string sentence)
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);

        var refused = await desk.UploadAsync([], (name, content));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, sentence), (refused.Status, refused.Errors));
    }

    [Fact]
    public async Task No_file_two_of_a_kind_and_a_day_that_is_none_are_asked_for_again()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);

        var none = await desk.UploadAsync(
            new()
            {
                ["Day"] = "31",
                ["Month"] = "2",
                ["Year"] = "2026",
            }
        );
        var two = await desk.UploadAsync(
            [],
            ("cqc_directory.csv", RegisterWorld.Sample(Register.CqcDirectory)),
            ("18_November_2026_CQC_directory.csv", RegisterWorld.Sample(Register.CqcDirectory))
        );

        Assert.Equal(
            "Choose at least one register file\nEnter a real date, such as 20 11 2026, or leave it empty",
            none.Errors
        );
        Assert.Equal(("31", "2026"), (none.Value("Day"), none.Value("Year")));
        Assert.Equal("Choose one file for CQC directory, not 2", two.Errors);
    }

    [Fact]
    public async Task An_upload_beyond_the_limit_is_refused_before_it_is_read()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);
        using var content = new ByteArrayContent(new byte[65 << 20]);
        content.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/registers/upload") { Content = content };
        request.Headers.ExpectContinue = true;

        using var refused = await desk.Browser.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Empty(desk.Server.AboveInformation);
    }

    [Theory]
    [InlineData(Role.Caseworker)]
    [InlineData(Role.LocalAdmin)]
    [InlineData(Role.Auditor)]
    public async Task Only_who_runs_the_service_gets_in(Role role)
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite, role);

        foreach (
            var page in (string[])
                ["/registers", "/registers/upload", "/registers/waiting", "/registers/import?number=1"]
        )
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await desk.Browser.GetAsync(page)).Status);
        }
    }

    [Fact]
    public async Task A_form_from_elsewhere_applies_nothing()
    {
        await using var desk = await Desk.OpenAsync(Engine.Sqlite);
        await desk.UploadAsync([], (SiteFile, Sites(3)));
        using var forged = new FormUrlEncodedContent([new("Reason", "forged")]);

        using var answer = await desk.Browser.Http.PostAsync(new Uri("/registers/waiting", UriKind.Relative), forged);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty((await desk.RecordsAsync()).OdsRows("VX001"));
    }

    private static byte[] Sites(int count) =>
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, count).Select(n => RegisterWorld.Site($"VX{n:000}"))));

    /// <summary>The words of a page, with one space between them.</summary>
    private static string Text(Answer answer) =>
        string.Join(' ', answer.Page.Body!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A service, and somebody signed in to it.</summary>
    private sealed class Desk : IAsyncDisposable
    {
        private Desk(RunningServer server, TestPeople people, TestPerson person, TestBrowser browser) =>
            (Server, People, Person, Browser) = (server, people, person, browser);

        public RunningServer Server { get; }

        public TestPeople People { get; }

        public TestPerson Person { get; }

        public TestBrowser Browser { get; }

        public static async Task<Desk> OpenAsync(Engine engine, Role role = Role.Platform)
        {
            var server = await RunningServer.StartAsync(engine);
            var people = new TestPeople(server.Services);
            var person = await people.PersonAsync(roles: role);
            var browser = new TestBrowser(server);
            await browser.SignInAsync(person);
            return new Desk(server, people, person, browser);
        }

        public async Task ImportAsync(byte[] sites)
        {
            var imports = Server.Services.GetRequiredService<ImportRegisters>();
            using var content = new MemoryStream(sites);
            var file = new RegisterFile(Register.OdsSites, SiteFile, content, RegisterWorld.SampleDay);
            Assert.True((await imports.ReadAsync(RegisterWorld.Operator, file)).IsDone(out var read, out _));
            Assert.True(
                (await imports.ApplyAsync(RegisterWorld.Operator, read!.Number, false, "test")).IsDone(out _, out _)
            );
        }

        /// <summary>The registers as they are known at the end of the year.</summary>
        public Task<RegisterRecords> RecordsAsync() =>
            Server.Services.GetRequiredService<RegisterReader>().EverythingAsync(new DateOnly(2099, 12, 31));

        public async Task<Answer> UploadAsync(
            Dictionary<string, string> fields,
            params (string Name, byte[] Content)[] files
        )
        {
            var form = (await Browser.GetAsync("/registers/upload")).Page.Forms.Single(f =>
                f.Enctype == "multipart/form-data"
            );
            using var content = new MultipartFormDataContent
            {
                { new StringContent(TokenOf(form)), "__RequestVerificationToken" },
            };
            foreach (var (name, value) in fields)
            {
                content.Add(new StringContent(value), name);
            }

            foreach (var (name, bytes) in files)
            {
                content.Add(new ByteArrayContent(bytes), "files", name);
            }

            return await Answer.OfAsync(
                await Browser.Http.PostAsync(new Uri("/registers/upload", UriKind.Relative), content)
            );
        }

        public async Task<Answer> ApplyAsync(IHtmlDocument page, bool isMeant)
        {
            var form = page.Forms.Single(f => f.Id == "apply");
            var box = form.QuerySelector("input[type=checkbox]")!;
            Dictionary<string, string> values = new()
            {
                ["__RequestVerificationToken"] = TokenOf(form),
                ["Reason"] = "weekly files",
            };
            if (isMeant)
            {
                values.Add(box.GetAttribute("name")!, box.GetAttribute("value")!);
            }

            using var content = new FormUrlEncodedContent(values);
            return await Answer.OfAsync(
                await Browser.Http.PostAsync(new Uri("/registers/waiting", UriKind.Relative), content)
            );
        }

        private static string TokenOf(IHtmlFormElement form) =>
            form.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

        public async ValueTask DisposeAsync()
        {
            Browser.Dispose();
            await Server.DisposeAsync();
        }
    }
}
