using System.Net;
using CareMail.Joining;
using CareMail.Joining.Applying;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Joining;

public class ApplyingTests(JoiningServers servers) : IClassFixture<JoiningServers>
{
    [Theory]
    [InlineData("Email", "info@thistledown.example", "several people read")]
    [InlineData("Email", "gwen.ashdown@caremail.example", "outside this service")]
    [InlineData("Email", "Gwen’s", "in the right form")]
    [InlineData("Mobile", "+353 87 123 4567", "other countries")]
    [InlineData("Mobile", "01632 960188", "begins with 07")]
    [InlineData("Mobile", "the office phone", "in digits")]
    [InlineData("FirstName", "", "Enter the first name")]
    [InlineData("FirstName", "Олена", "letters a to z")]
    [InlineData("LastName", "7", "Enter the last name")]
    public async Task What_is_wrong_about_a_person_is_said_beside_its_field_and_what_was_typed_is_kept(
        string field,
        string typed,
        string sentence
    )
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        using var browser = await AtPeopleAsync(world);
        var person = world.Person("Gwen", "Ashdown", owner: true);
        if (field == "FirstName" && typed == "Олена")
        {
            person["LastName"] = "Шевченко";
        }

        person[field] = typed;

        var refused = await browser.PostAsync("/join/people/add", person, "novalidate");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(sentence, refused.Errors, StringComparison.Ordinal);
        Assert.StartsWith("Error:", refused.Page.Title, StringComparison.Ordinal);
        Assert.NotNull(refused.Page.QuerySelector($"#{field}-error"));
        Assert.Equal(person["Email"], refused.Value("Email"));
        Assert.NotNull(refused.Page.QuerySelector("input[value=owner][checked]"));
    }

    [Fact]
    public async Task Ten_people_with_one_number_or_one_address_are_nine_too_many()
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        using var browser = await AtPeopleAsync(world);
        var first = world.Person("Gwen", "Ashdown", owner: true);
        await JoiningWorld.NameAsync(browser, first);
        for (var i = 0; i < 9; i++)
        {
            var number = world.Person("Kit", $"Rowe{(char)('a' + i)}");
            number["Mobile"] = "+44 (0)" + first["Mobile"][1..];
            var sameNumber = await browser.PostAsync("/join/people/add", number, "novalidate");
            Assert.Contains("Gwen has this mobile number", sameNumber.Errors, StringComparison.Ordinal);
        }

        var address = world.Person("Kit", "Rowe");
        address["Email"] = first["Email"].ToUpperInvariant();
        var sameAddress = await browser.PostAsync("/join/people/add", address, "novalidate");
        Assert.Contains("Gwen has this e-mail address", sameAddress.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_person_is_too_few_eleven_are_too_many_and_somebody_must_be_an_owner()
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        using var browser = await AtPeopleAsync(world);
        await JoiningWorld.NameAsync(browser, world.Person("Kit", "Rowe"));
        Assert.Contains(
            "at least two people",
            (await browser.PostAsync("/join/people", [], "Continue")).Errors,
            StringComparison.Ordinal
        );
        await JoiningWorld.NameAsync(browser, world.Person("Tom", "Fairley"));
        Assert.Contains(
            "at least one person an owner",
            (await browser.PostAsync("/join/people", [], "Continue")).Errors,
            StringComparison.Ordinal
        );
        await JoiningWorld.NameAsync(browser, world.Person("Gwen", "Ashdown", owner: true));
        var page = await browser.GetAsync("/join/people");
        Assert.Contains("Two are better", page.Html, StringComparison.Ordinal);
        for (var i = 0; i < 7; i++)
        {
            await JoiningWorld.NameAsync(browser, world.Person("Ife", $"Balogun{(char)('a' + i)}"));
        }

        Assert.DoesNotContain(
            "/join/people/add",
            (await browser.GetAsync("/join/people")).Html,
            StringComparison.Ordinal
        );
        var eleventh = await browser.PostAsync("/join/people/add", world.Person("Too", "Many"), "novalidate");
        Assert.Contains("as many as there can be", eleventh.Errors, StringComparison.Ordinal);
        Assert.Equal("/join/answers", (await browser.PostAsync("/join/people", [], "Continue")).Location);
    }

    [Fact]
    public async Task A_person_is_changed_and_taken_off_again()
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        using var browser = await AtPeopleAsync(world);
        await JoiningWorld.NameAsync(browser, world.Person("Gwen", "Ashdown", owner: true));
        var change = (await browser.GetAsync("/join/people")).Page.QuerySelector("#named a")!.GetAttribute("href")!;
        Assert.Equal("Gwen", (await browser.GetAsync(change)).Value("FirstName"));

        Assert.Equal(
            "/join/people",
            (await browser.PostAsync(change, new() { ["FirstName"] = "Gwendolyn" }, "novalidate")).Location
        );
        Assert.Contains("Gwendolyn Ashdown", (await browser.GetAsync("/join/people")).Html, StringComparison.Ordinal);
        await browser.PostAsync(change + "/remove", [], "Remove");
        Assert.DoesNotContain("Gwendolyn", (await browser.GetAsync("/join/people")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/join/people/{Guid.NewGuid()}")).Status);
    }

    [Fact]
    public async Task Nobody_gets_to_a_later_question_before_an_earlier_one()
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        var (browser, _) = await world.BeginAsync(world.FreshHome());
        using var _ = browser;

        Assert.Equal("/join/proof", (await browser.GetAsync("/join/next")).Location);
        Assert.Equal("/join/proof", (await browser.GetAsync("/join/answers")).Location);
    }

    [Fact]
    public async Task A_headquarters_toolkit_counts_when_the_applicant_declares_that_it_names_the_home()
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        using var browser = world.Browser();
        await browser.PostAsync("/join/start/VZR12", new() { ["Email"] = "hq@postbox.example" }, "novalidate");
        Assert.Equal("/join/declaration", (await browser.GetAsync("/join/next")).Location);

        var no = await browser.PostAsync("/join/declaration", new() { ["Named"] = "no" }, "novalidate");
        Assert.Contains("publication of its own", no.Errors, StringComparison.Ordinal);
        var nothing = await browser.PostAsync("/join/declaration", [], "novalidate");
        Assert.Contains("Say whether", nothing.Errors, StringComparison.Ordinal);
        var yes = await browser.PostAsync("/join/declaration", new() { ["Named"] = "yes" }, "novalidate");

        Assert.Equal("/join/proof", yes.Location);
    }

    [Theory]
    [InlineData("VZRKM", "because its data security toolkit has run out")]
    [InlineData("VZAGY", "because no data security toolkit is published for it")]
    [InlineData("VZ9HM", "because the national register shows it as closed")]
    [InlineData("VZG04", "because CQC shows it as no longer registered")]
    [InlineData("VZCVD", "because it is not in England")]
    [InlineData("Z1T6L", "because it is not open yet")]
    [InlineData("VZVW6", "a person looks at one thing first")]
    [InlineData("1-999900000566", "can prepare an application")]
    [InlineData("VZ2YW", "joins by another way")]
    public async Task Every_answer_says_why_in_its_heading(string code, string heading)
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        using var browser = world.Browser();

        var page = await browser.GetAsync("/join/home/" + code);

        Assert.Contains(heading, page.Heading, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VZ0B0")]
    [InlineData("nonsense!!")]
    public async Task A_code_nobody_has_is_not_found_and_cannot_be_applied_for(string code)
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        using var browser = world.Browser();

        var page = await browser.GetAsync("/join/home/" + Uri.EscapeDataString(code));

        Assert.Equal("We cannot find this home", page.Heading);
        Assert.StartsWith(
            "/join/home/",
            (await browser.GetAsync("/join/start/" + Uri.EscapeDataString(code))).Location,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_searched_for_is_found_or_told_what_else_to_do()
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        using var browser = world.Browser();

        Assert.Contains("Enter a name", (await browser.GetAsync("/join?Q=")).Errors, StringComparison.Ordinal);
        Assert.Contains(
            "/join/home/VZHQ2",
            (await browser.GetAsync("/join?Q=hazenmarch")).Html,
            StringComparison.Ordinal
        );
        Assert.Contains("We found no home", (await browser.GetAsync("/join?Q=zzzzzz")).Html, StringComparison.Ordinal);
        var hostile = await browser.GetAsync("/join?Q=" + Uri.EscapeDataString("<img src=x onerror=alert(1)>"));
        Assert.DoesNotContain("<img", hostile.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B80_a_link_that_never_was_looks_like_one_that_ran_out()
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        var (begun, email) = await world.BeginAsync(world.FreshHome());
        begun.Dispose();
        var link = await world.LinkToAsync(email);
        using var browser = world.Browser();
        var other = link[..^1] + (link[^1] == 'A' ? 'B' : 'A');

        foreach (var wrong in new[] { other, "/join/back/x", "/join/back/" + new string('A', 65) })
        {
            var answer = await browser.GetAsync(wrong);
            Assert.Equal((HttpStatusCode.Redirect, "/join/no-application"), (answer.Status, answer.Location));
        }
    }

    [Fact]
    public async Task B77_links_come_from_the_configured_origin_whatever_the_request_says()
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        var home = world.FreshHome();
        using var browser = world.Browser();
        browser.Http.DefaultRequestHeaders.Host = "evil.example";
        browser.Http.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");

        await browser.PostAsync($"/join/start/{home.Code}", new() { ["Email"] = "b77@postbox.example" }, "novalidate");

        var letter = Assert.Single(await world.NoticesToAsync("b77@postbox.example"));
        Assert.Contains("http://localhost:8080/join/back/", letter.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", letter.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/join/start/VZHQ2")]
    [InlineData("/join/people/add")]
    [InlineData("/join/answers")]
    [InlineData("/join/proof/contact-id")]
    [InlineData("/join/withdraw")]
    [InlineData("/join/later")]
    [InlineData("/join/other/hospice")]
    [InlineData("/helpdesk/callbacks")]
    public async Task B76_a_form_from_another_site_is_refused(string path)
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        using var browser = world.Browser();
        await browser.SignInAsync(await world.CaseworkerAsync());

        using var content = new FormUrlEncodedContent([KeyValuePair.Create("Email", "x@postbox.example")]);
        var answer = await browser.Http.PostAsync(new Uri(path, UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Another_browser_without_the_link_sees_nothing_of_an_application()
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        var (mine, _, _) = await world.ApplyAsync(world.FreshHome());
        mine.Dispose();
        using var other = world.Browser();

        foreach (var path in new[] { "/join/status", "/join/answers", "/join/people", "/join/withdraw", "/join/later" })
        {
            Assert.Equal("/join/no-application", (await other.GetAsync(path)).Location);
        }
    }

    [Fact]
    public async Task One_address_gets_five_links_a_day()
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        var home = world.FreshHome();
        var start = world.Get<StartApplication>();
        for (var i = 0; i < 5; i++)
        {
            TestPeople.Done(
                await start.RunAsync(home.Code, ApplicationRoute.National, "flood@postbox.example", $"192.0.2.{i}")
            );
        }

        var sixth = await start.RunAsync(home.Code, ApplicationRoute.National, "FLOOD@postbox.example", "192.0.2.9");

        Assert.Contains("many links", TestPeople.Refused(sixth), StringComparison.Ordinal);
        Assert.Equal(5, (await world.NoticesToAsync("flood@postbox.example")).Count);
    }

    [Fact]
    public async Task An_application_is_taken_back()
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        var home = world.FreshHome();
        var (browser, _, _) = await world.ApplyAsync(home);
        using var _ = browser;

        Assert.Equal("/join/status", (await browser.PostAsync("/join/withdraw", [], "Take it back")).Location);

        Assert.Equal(ApplicationState.Withdrawn, (await world.ApplicationAsync(home)).State);
        using var again = world.Browser();
        Assert.Contains(
            "can join",
            (await again.GetAsync($"/join/home/{home.Code}")).Heading,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("self-managed")]
    [InlineData("third-party")]
    [InlineData("hospice")]
    [InlineData("scotland")]
    [InlineData("wales-or-northern-ireland")]
    [InlineData("other-sector")]
    public async Task Other_ways_in_are_explained_and_ring_back(string way)
    {
        var world = await servers.OnAsync(Engine.Sqlite);
        using var browser = world.Browser();
        var missing = await browser.PostAsync(
            "/join/other/" + way,
            new() { ["Name"] = "Una Platt", ["Telephone"] = "soon" },
            "Ring me"
        );
        Assert.Contains("Enter a telephone number", missing.Errors, StringComparison.Ordinal);

        var done = await browser.PostAsync(
            "/join/other/" + way,
            new() { ["Name"] = "Una Platt " + way, ["Telephone"] = "01632 960188" },
            "Ring me"
        );

        Assert.NotNull(done.Page.QuerySelector("#we-ring"));
        var caseworker = await world.CaseworkerAsync();
        using var desk = world.Browser();
        await desk.SignInAsync(caseworker);
        Assert.Contains(
            "Una Platt " + way,
            (await desk.GetAsync("/helpdesk/callbacks")).Html,
            StringComparison.Ordinal
        );
        var callbacks = world.Get<Callbacks>();
        var waiting = (await callbacks.OpenAsync()).Single(c => c.Content!.Name == "Una Platt " + way);
        TestPeople.Done(await callbacks.DoneAsync(caseworker.Actor, waiting.Id));
        Assert.DoesNotContain(await callbacks.OpenAsync(), c => c.Id == waiting.Id);
        Assert.Null(
            await world
                .Get<Database>()
                .QuerySingleOrDefaultAsync<byte[]>(
                    "SELECT content FROM joining_callback WHERE id = @Id",
                    new { waiting.Id }
                )
        );
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/join/other/nowhere")).Status);
    }

    private static async Task<TestBrowser> AtPeopleAsync(JoiningWorld world)
    {
        var (browser, _) = await world.BeginAsync(JoiningWorld.NeverSent);
        Assert.Equal(
            "/join/people",
            (await browser.PostAsync("/join/proof", new() { ["Way"] = "person" }, "novalidate")).Location
        );
        return browser;
    }
}
