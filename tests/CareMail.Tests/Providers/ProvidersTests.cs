using System.Net;
using System.Text.Json;
using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Providers;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Providers;

/// <summary>From an owner's consent to whoever looks for a place.</summary>
public class ProvidersTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_shared_mailbox_is_found_only_while_its_owner_agrees(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site, "Olive", "Owner", Role.Owner);
        var mailbox = (await people.SharedMailboxAsync(site, owner)).MailboxId;
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(owner);
        using var stranger = new TestBrowser(server);
        var page = $"/manage/mailboxes/{mailbox}/listing";
        var email = (await people.Get<Addresses>().OfMailboxesAsync([mailbox]))[mailbox].ToString();

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/providers/{site.Ods}")).Status);
        await browser.PostAsync(page, new() { ["listed"] = "true" });

        var shown = (await stranger.GetAsync($"/providers/{site.Ods}")).Page.Body!.TextContent;
        Assert.Contains(email, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Olive", shown, StringComparison.Ordinal);
        Assert.Contains(
            email,
            (await stranger.GetAsync($"/providers?Words={site.Ods}")).Page.Body!.TextContent,
            StringComparison.Ordinal
        );
        var act = (await people.ActsOnAsync(mailbox))[^1];
        Assert.Equal(("provider.list", (Guid?)owner.Id, "listed"), (act.Act, act.Actor, act.NewValue));

        await browser.PostAsync(page, new() { ["listed"] = "false" });
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync($"/providers/{site.Ods}")).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_wards_list_is_answered_and_kept_on_error(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var owner = await people.PersonAsync(site, roles: Role.LocalAdmin);
        var mailbox = (await people.SharedMailboxAsync(site, owner)).MailboxId;
        TestPeople.Done(await people.Get<Listings>().RunAsync(owner.Actor, mailbox, true));
        using var browser = new TestBrowser(server);

        var answer = await browser.PostAsync("/providers/check", new() { ["List"] = $"{site.Ods}\nnowhere at all" });
        Assert.Contains("1 of 2 can receive", answer.Page.Body!.TextContent, StringComparison.Ordinal);
        var tooMany = await browser.PostAsync(
            "/providers/check",
            new() { ["List"] = string.Join('\n', Enumerable.Repeat("x", CheckList.MostLines + 1)) }
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooMany.Status);
        Assert.Contains("x", tooMany.Page.QuerySelector("#List")!.TextContent, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Places_of_postcodes_come_from_a_file(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var postcodes = new TestPeople(server.Services).Get<Postcodes>();
        using var file = new StringReader(
            "\uFEFFpcd,\"pcds\",lat,long\r\nVZ11AA,\"VZ1 1AA\",52.5,-1.25\r\nVZ12AA,VZ1 2AA,99.999999,0\r\nbroken\r\n"
        );

        Assert.Equal((1, 2), await postcodes.ImportAsync(file));
        Assert.Equal(new Position(52_500_000, -1_250_000), await postcodes.FindAsync("vz1 1aa"));
        Assert.Null(await postcodes.FindAsync("VZ1 2AA"));
        using var wrong = new StringReader("a,b\n");
        await Assert.ThrowsAsync<FormatException>(() => postcodes.ImportAsync(wrong));
        Assert.NotNull(await postcodes.FindAsync("VZ11AA"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_file_of_postcodes_counts_when_it_was_read_to_its_end(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var postcodes = new TestPeople(server.Services).Get<Postcodes>();
        using var old = new StringReader("pcds,lat,long\nVZ1 1AA,52.5,-1.25\n");
        await postcodes.ImportAsync(old);

        using var cut = new CutReader("pcds,lat,long\n" + string.Concat(Enumerable.Repeat("VZ1 2AA,53,-1\n", 6_000)));
        await Assert.ThrowsAsync<IOException>(() => postcodes.ImportAsync(cut));
        Assert.NotNull(await postcodes.FindAsync("VZ1 1AA"));
        Assert.Null(await postcodes.FindAsync("VZ1 2AA"));

        using var next = new StringReader("pcds,lat,long\nVZ1 3AA,52.5,-1.25\n");
        Assert.Equal((1, 0), await postcodes.ImportAsync(next));
        Assert.NotNull(await postcodes.FindAsync("VZ1 3AA"));
        Assert.Null(await postcodes.FindAsync("VZ1 1AA"));
        Assert.Null(await postcodes.FindAsync("VZ1 2AA"));
    }

    /// <summary>A disk that fails in the middle of a file.</summary>
    private sealed class CutReader(string text) : StringReader(text)
    {
        private int _lines;

        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) =>
            ++_lines > 5_900
                ? throw new IOException("The file ends in the middle.")
                : base.ReadLineAsync(cancellationToken);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_takes_the_list_away_page_by_page_is_stopped(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => server.Http.GetAsync("/api/v1/providers"))
        );

        Assert.Contains(answers, a => a.StatusCode == HttpStatusCode.OK);
        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_program_hears_what_was_wrong_with_its_question(Engine engine)
    {
        var server = await servers.OnAsync(engine);

        var answer = await server.Http.GetAsync("/api/v1/providers?near=ZZ99+9ZZ");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Contains("near", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
