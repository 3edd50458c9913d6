using System.Net;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Identity.Sessions;
using CareMail.Storage;
using CareMail.Tests.Support;
using CareMail.Webmail;

namespace CareMail.Tests.Webmail;

public class LiveTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private static readonly Actor Operator = Actor.Operator("test");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_open_browser_hears_of_new_mail_without_being_told_what_it_says(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var joy = await home.SignInAsync(home.Joy);
        using var stream = await OpenAsync(joy);

        await home.ArrivesAsync(Letters.Plain("Coming home", "Transport is booked."));

        Assert.Equal("event: mail", await NextAsync(stream));
        Assert.Equal("data: ", await NextAsync(stream));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_stream_ends_at_once_when_its_browser_signs_out_and_no_other(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var tablet = await home.SignInAsync(home.Joy);
        using var desk = await home.SignInAsync(home.Joy, later: 1);
        using var atTablet = await OpenAsync(tablet);
        using var atDesk = await OpenAsync(desk);

        await tablet.PressAsync(await tablet.GetAsync(await home.InboxAsync()), ".cm-signout button");

        await HasEndedAsync(atTablet);
        Assert.Equal(HttpStatusCode.Unauthorized, (await tablet.ListenAsync(MailLinks.Events)).StatusCode);
        await home.ArrivesAsync(Letters.Plain("Coming home", "Transport is booked."));
        Assert.Equal("event: mail", await NextAsync(atDesk));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_stream_ends_at_once_when_the_account_is_locked(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var joy = await home.SignInAsync(home.Joy);
        using var stream = await OpenAsync(joy);

        var locked = await home.Get<LockAccount>().RunAsync(Operator, home.Joy.AccountId, "Tablet lost");

        Assert.NotNull(locked.Value);
        await HasEndedAsync(stream);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_stream_ends_at_once_when_somebody_ends_the_sessions_of_the_account(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var joy = await home.SignInAsync(home.Joy);
        using var stream = await OpenAsync(joy);

        await home.Get<EndSessions>().RunAsync(Operator, home.Joy.AccountId, reason: "Tablet lost");

        await HasEndedAsync(stream);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_stream_ends_when_the_session_runs_out_or_another_process_ended_it(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var joy = await home.SignInAsync(home.Joy);
        using var stream = await OpenAsync(joy);
        var session = Assert.Single(await home.Get<WebSessions>().OfAccountAsync(home.Joy.AccountId));

        await home.Get<Database>()
            .WriteAsync(tx =>
                tx.ExecuteAsync(
                    "UPDATE identity_session SET ends = @now WHERE id = @Id",
                    new { now = DateTimeOffset.UnixEpoch, session.Id }
                )
            );
        await home.Get<Upkeep>().RunOnceAsync(CancellationToken.None);

        await HasEndedAsync(stream);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_page_that_looks_again_by_itself_keeps_no_session_open(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var joy = await home.SignInAsync(home.Joy);
        var inbox = await home.InboxAsync();
        var before = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10);
        await home.Get<Database>()
            .WriteAsync(tx =>
                tx.ExecuteAsync(
                    "UPDATE identity_session SET seen = @before WHERE account_id = @AccountId",
                    new { before, home.Joy.AccountId }
                )
            );

        await joy.RefreshAsync(inbox);
        using var stream = await OpenAsync(joy);
        Assert.Equal(before.ToUnixTimeMilliseconds(), (await SeenAsync(home)).ToUnixTimeMilliseconds());

        await joy.GetAsync(inbox);
        Assert.True(await SeenAsync(home) > before + TimeSpan.FromMinutes(5));
    }

    private static async Task<DateTimeOffset> SeenAsync(MailHome home) =>
        Assert.Single(await home.Get<WebSessions>().OfAccountAsync(home.Joy.AccountId)).Seen;

    private static async Task<StreamReader> OpenAsync(Visitor visitor)
    {
        var answer = await visitor.ListenAsync(MailLinks.Events);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var stream = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("retry: 3000", await NextAsync(stream));
        Assert.Equal("event: hello", await NextAsync(stream));
        Assert.Equal("data: ", await NextAsync(stream));
        return stream;
    }

    /// <summary>The browser is told, and the line is closed.</summary>
    private static async Task HasEndedAsync(StreamReader stream)
    {
        Assert.Equal("event: end", await NextAsync(stream));
        Assert.Equal("data: ", await NextAsync(stream));
        Assert.Null(await NextAsync(stream));
    }

    /// <summary>The next line that says something; null at the end.</summary>
    private static async Task<string?> NextAsync(StreamReader stream)
    {
        while (true)
        {
            var line = await stream.ReadLineAsync().WaitAsync(Patience);
            if (line is null or not ("" or ":"))
            {
                return line;
            }
        }
    }
}
