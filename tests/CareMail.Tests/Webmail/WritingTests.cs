using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Webmail;

public class WritingTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_message_is_written_sent_and_filed_in_sent(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);

        var write = await amina.GetAsync("/mail/write");
        var sent = await amina.PressAsync(
            write,
            "#send",
            [("Form.To", home.Joy.Address.ToString()), ("Form.Subject", "Night"), ("Form.Text", "All quiet.")]
        );

        Assert.Equal("Sent", sent.Words("#said"));
        var arrived = Assert.Single(await home.EntriesAsync(SpecialUse.Inbox, home.Joy.MailboxId));
        Assert.Equal("Night", arrived.Envelope.Subject);
        Assert.Single(await home.EntriesAsync(SpecialUse.Sent, home.Amina.MailboxId));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Each_recipient_shows_how_the_message_will_travel(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);

        var write = await amina.GetAsync("/mail/write");
        var shown = await amina.PressAsync(
            write,
            "button[value=show]",
            [("Form.To", $"{home.Joy.Address}; Ruth Vale <ruth@postbox.example>, nonsense")]
        );

        Assert.Equal(
            ["Joy Okafor Own service", "Ruth Vale Outside"],
            shown.All(".cm-pill__n").Select(p => p.TextContent)
        );
        Assert.Equal("nonsense", shown.One("#to").GetAttribute("value"));
    }
}
