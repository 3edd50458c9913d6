using System.Text;
using CareMail.Mailboxes;
using CareMail.Protocols.Mime;
using CareMail.Storage;
using CareMail.Tests.Support;
using CareMail.Webmail;

namespace CareMail.Tests.Webmail;

public class QuotingTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private const string Plan =
        "<p>The <b>plan</b>: <img src=\"cid:plan@postbox.example\" alt=\"floor plan\"><script>alert(1)</script></p>";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_forwarded_message_shows_its_recipient_the_pictures_of_the_original(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.WithPicture(Plan));
        using var amina = await home.SignInAsync(home.Amina);

        var read = await amina.GetAsync(await home.MessageAsync(SpecialUse.Inbox));
        var forward = await amina.GetAsync(read.One("#forward").GetAttribute("href")!);
        Assert.Equal("", forward.One("#text").TextContent.Trim());
        Assert.EndsWith("/letter", forward.One("#quote iframe").GetAttribute("src"), StringComparison.Ordinal);
        await amina.PressAsync(
            forward,
            "#send",
            [("Form.To", home.Joy.Address.ToString()), ("Form.Text", "See <below>,\nplease.")]
        );

        var arrived = await ArrivedAsync(home, home.Joy.MailboxId);
        var picture = Assert.Single(arrived.Root.All(), p => p.Type == "image");
        Assert.Equal(Letters.Png, await BytesAsync(arrived, picture));
        Assert.Empty(arrived.Summary.Attachments);
        var html = await TextAsync(arrived, MessageText.Bodies(arrived.Root).Html!);
        Assert.Contains($"src=\"cid:{picture.ContentId!.Trim('<', '>')}\"", html, StringComparison.Ordinal);
        Assert.Contains("<b>plan</b>", html, StringComparison.Ordinal);
        Assert.Contains("See &lt;below&gt;,<br>please.", html, StringComparison.Ordinal);
        Assert.Contains("From: Ruth Vale &lt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("script", html, StringComparison.Ordinal);
        var plain = await TextAsync(arrived, MessageText.Bodies(arrived.Root).Plain!);
        Assert.StartsWith(
            "See <below>,\r\nplease.\r\n\r\n---------- Forwarded message",
            plain,
            StringComparison.Ordinal
        );
        Assert.Contains("Subject: The plan", plain, StringComparison.Ordinal);

        // And so it is seen.
        using var joy = await home.SignInAsync(home.Joy);
        var seen = await joy.GetAsync(await home.MessageAsync(SpecialUse.Inbox, home.Joy.MailboxId));
        var letter = await joy.GetAsync(seen.One("iframe").GetAttribute("src")!);
        var shown = await joy.RawAsync(letter.One("img").GetAttribute("src")!);
        Assert.Equal(Letters.Png, await shown.Content.ReadAsByteArrayAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_saved_draft_holds_what_goes_along_even_when_the_original_is_gone(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.WithPicture(Plan));
        using var amina = await home.SignInAsync(home.Amina);
        var forward = await amina.GetAsync(await AnswerAsync(home, "forward"));
        (string, string)[] typed = [("Form.To", home.Joy.Address.ToString()), ("Form.Text", "One\n\n  two \n")];

        var saved = await amina.PressAsync(forward, "button[value=save]", typed);
        await amina.PressAsync(saved, "button[value=save]");
        var inbox = await home.FolderAsync(SpecialUse.Inbox);
        await home.Get<FolderView>().RemoveAsync(inbox.Id, UidSet.All);
        var draft = Assert.Single(await home.EntriesAsync(SpecialUse.Drafts));
        var again = await amina.GetAsync(MailLinks.Draft((await home.FolderAsync(SpecialUse.Drafts)).Id, draft.Uid));
        Assert.Equal("One\n\n  two \n", again.One("#text").TextContent.ReplaceLineEndings("\n"));
        await amina.PressAsync(again, "#send");

        var arrived = await ArrivedAsync(home, home.Joy.MailboxId);
        Assert.Equal(Letters.Png, await BytesAsync(arrived, Assert.Single(arrived.Root.All(), p => p.Type == "image")));
        var html = await TextAsync(arrived, MessageText.Bodies(arrived.Root).Html!);
        Assert.Single(html.Split("Forwarded message").Skip(1));
        Assert.DoesNotContain("<div><div><div><div>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("X-CareMail", await home.SourceAsync(arrived.Entry), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_reply_sets_the_original_in_as_it_looks(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var joy = await home.SignInAsync(home.Joy);
        await home.ArrivesAsync(Letters.WithPicture(Plan, from: home.Joy.Address.ToString()));

        using var amina = await home.SignInAsync(home.Amina);
        var reply = await amina.GetAsync(await AnswerAsync(home, "reply"));
        await amina.PressAsync(reply, "#send", [("Form.Text", "Thank you.")]);

        var arrived = await ArrivedAsync(home, home.Joy.MailboxId);
        var html = await TextAsync(arrived, MessageText.Bodies(arrived.Root).Html!);
        Assert.Matches(
            "Thank you\\..* wrote:</p><blockquote type=\"cite\">.*<b>plan</b>",
            html.ReplaceLineEndings(" ")
        );
        Assert.Single(arrived.Root.All(), p => p.Type == "image");
        Assert.Contains(
            "> The plan",
            await TextAsync(arrived, MessageText.Bodies(arrived.Root).Plain!),
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_goes_along_can_be_shortened_as_text_or_left_out(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.WithPicture(Plan));
        using var amina = await home.SignInAsync(home.Amina);
        var reply = await amina.GetAsync(await AnswerAsync(home, "reply"));

        var text = await amina.PressAsync(reply, "#quote [value=quote-text]", [("Form.Text", "Short:")]);
        Assert.Matches("^Short:\\s+On .* wrote:\\s+> The plan", text.One("#text").TextContent.TrimStart());
        Assert.Null(text.Page.QuerySelector("#quote"));
        var none = await amina.PressAsync(reply, "#quote [value=quote-none]", [("Form.Text", "Without")]);
        await amina.PressAsync(none, "#send", [("Form.To", home.Joy.Address.ToString())]);

        var arrived = await ArrivedAsync(home, home.Joy.MailboxId);
        Assert.Equal("text/plain", arrived.Root.MediaType);
        Assert.Equal("Without", (await TextAsync(arrived, arrived.Root)).Trim());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nothing_is_sent_without_the_message_that_should_go_along(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.WithPicture(Plan));
        using var amina = await home.SignInAsync(home.Amina);
        var forward = await amina.GetAsync(await AnswerAsync(home, "forward"));
        await home.Get<FolderView>().RemoveAsync((await home.FolderAsync(SpecialUse.Inbox)).Id, UidSet.All);

        var refused = await amina.PressAsync(forward, "#send", [("Form.To", home.Joy.Address.ToString())]);

        Assert.Contains("no longer there", refused.Words("#problems"), StringComparison.Ordinal);
        Assert.Empty(await home.EntriesAsync(SpecialUse.Inbox, home.Joy.MailboxId));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nobody_takes_along_what_they_may_not_open(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var (home, other) = (await MailHome.OnAsync(server), await MailHome.OnAsync(server));
        await home.ArrivesAsync(Letters.WithPicture(Plan));
        using var amina = await home.SignInAsync(home.Amina);
        await amina.PressAsync(await amina.GetAsync(await AnswerAsync(home, "forward")), "button[value=save]");
        var (inbox, drafts) = (await home.FolderAsync(SpecialUse.Inbox), await home.FolderAsync(SpecialUse.Drafts));
        var draft = MailLinks.At(drafts.Id, drafts.UidNext - 1);
        using var stranger = await other.SignInAsync(other.Amina);
        var write = await stranger.GetAsync("/mail/write");

        foreach (
            var (field, place) in new[] { ("Original", MailLinks.At(inbox.Id, inbox.UidNext - 1)), ("Draft", draft) }
        )
        {
            (string, string)[] form =
            [
                ("Form.To", other.Joy.Address.ToString()),
                ("Form.How", "forward"),
                ("Form.Quote", "true"),
                ("Form.Carry", "2"),
                ("Form." + field, place),
            ];
            var sent = await stranger.PressAsync(write, "#send", form);
            var text = await stranger.PressAsync(write, "#send", [.. form, ("act", "quote-text")]);

            Assert.Contains("no longer there", sent.Words("#problems"), StringComparison.Ordinal);
            Assert.DoesNotContain("plan", sent.Text + text.Text, StringComparison.OrdinalIgnoreCase);
            await stranger.PressAsync(write, "#discard", form);
        }

        Assert.Empty(await other.EntriesAsync(SpecialUse.Inbox, other.Joy.MailboxId));
        Assert.Single(await home.EntriesAsync(SpecialUse.Drafts));
        Assert.False(
            Assert.Single(await home.EntriesAsync(SpecialUse.Inbox)).Entry.Flags.HasFlag(MessageFlags.Forwarded)
        );
    }

    private static async Task<string> AnswerAsync(MailHome home, string how)
    {
        var inbox = await home.FolderAsync(SpecialUse.Inbox);
        return MailLinks.Answer(how, inbox.Id, inbox.UidNext - 1);
    }

    private static async Task<Arrived> ArrivedAsync(MailHome home, Guid mailbox)
    {
        var entry = Assert.Single(await home.EntriesAsync(SpecialUse.Inbox, mailbox));
        return new Arrived(entry, (await home.Get<MailStore>().OpenAsync(entry.Entry.MessageId))!);
    }

    private static async Task<byte[]> BytesAsync(Arrived message, MimePart part)
    {
        await using var stream = message.Content.OpenPart(part);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static async Task<string> TextAsync(Arrived message, MimePart part) =>
        Encoding.UTF8.GetString(await BytesAsync(message, part));

    private sealed record Arrived(FetchedEntry Entry, StoredMessageReader Content)
    {
        public MessageSummary Summary => Entry.Summary;

        public MimePart Root => Entry.Summary.Root;
    }
}
