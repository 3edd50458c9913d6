using System.Text;
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

        // No relay is set up here, so nothing can go outside.
        string[] expected = ["Joy Okafor|Own service", "Ruth Vale|Cannot be sent"];
        Assert.Equal(
            expected,
            shown.All(".cm-pill__n").Select(p => string.Join('|', p.Children.Skip(1).Select(c => c.TextContent)))
        );
        Assert.Equal("nonsense", shown.One("#to").GetAttribute("value"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_draft_is_one_message_in_drafts_however_often_it_is_saved(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);

        var write = await amina.GetAsync("/mail/write?from=" + home.MailboxId);
        var once = await amina.PressAsync(
            write,
            "button[value=save]",
            [("Form.To", "joy"), ("Form.Bcc", home.Joy.Address.ToString()), ("Form.Text", "First")]
        );
        // A second tab that still holds the first version: the message is known by its key.
        await amina.PressAsync(write, "button[value=save]", [("Form.Text", "Second tab")]);
        await amina.PressAsync(once, "button[value=save]", [("Form.Subject", "Later"), ("Form.Text", "Second")]);

        var draft = Assert.Single(await home.EntriesAsync(SpecialUse.Drafts));
        Assert.Equal("Later", draft.Envelope.Subject);
        Assert.True(draft.Entry.Flags.HasFlag(MessageFlags.Draft));
        Assert.Equal(home.Joy.Address.ToString(), Assert.Single(draft.Envelope.Bcc).Address);
        Assert.StartsWith("Draft saved at", once.Words("#saved"), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_file_goes_into_the_draft_and_out_with_the_message_and_can_be_taken_out_again(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        var plan = Encoding.UTF8.GetBytes("breakfast at eight");

        var write = await amina.GetAsync("/mail/write");
        var two = await amina.PressAsync(
            write,
            "button[value=attach]",
            files: [("plan.txt", plan), ("nächste & Woche.txt", plan)]
        );
        Assert.Equal(["plan.txt", "nächste & Woche.txt"], two.All("#files b").Select(b => b.TextContent));
        var one = await amina.PressAsync(two, "#files li:nth-child(2) button");
        await amina.PressAsync(
            one,
            "#send",
            [("Form.To", home.Joy.Address.ToString()), ("Form.Text", "See the plan.")]
        );

        var arrived = Assert.Single(await home.EntriesAsync(SpecialUse.Inbox, home.Joy.MailboxId));
        Assert.Equal("plan.txt", Assert.Single(arrived.Summary.Attachments).FileName);
        Assert.Empty(await home.EntriesAsync(SpecialUse.Drafts, home.Amina.MailboxId));
        using var joy = await home.SignInAsync(home.Joy);
        var read = await joy.GetAsync(await home.MessageAsync(SpecialUse.Inbox, home.Joy.MailboxId));
        var file = await joy.RawAsync(read.One(".cm-file").GetAttribute("href")!);
        Assert.Equal(plan, await file.Content.ReadAsByteArrayAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_reply_quotes_goes_back_from_the_shared_mailbox_and_marks_the_original(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await SendAsync(amina, home.Address.ToString(), "Who is on tonight?", "I forgot.");

        using var joy = await home.SignInAsync(home.Joy);
        var read = await joy.GetAsync(await home.MessageAsync(SpecialUse.Inbox));
        var reply = await joy.GetAsync(read.One("#reply").GetAttribute("href")!);
        Assert.Equal("Re: Who is on tonight?", reply.One("#subject").GetAttribute("value"));
        Assert.Contains("> I forgot.", reply.One("#text").TextContent, StringComparison.Ordinal);
        await joy.PressAsync(reply, "#send");

        var original = Assert.Single(await home.EntriesAsync(SpecialUse.Inbox));
        Assert.True(original.Entry.Flags.HasFlag(MessageFlags.Answered));
        var answer = Assert.Single(await home.EntriesAsync(SpecialUse.Inbox, home.Amina.MailboxId));
        Assert.Equal(home.Address.ToString(), Assert.Single(answer.Envelope.From).Address);
        Assert.Equal(original.Envelope.MessageId, answer.Envelope.InReplyTo);
        // Filed once, in the Sent folder of the mailbox, where every colleague sees it.
        Assert.Single(await home.EntriesAsync(SpecialUse.Sent));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_forwarded_message_takes_its_files_along(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        await home.ArrivesAsync(Letters.WithFile("list.pdf", "application/pdf", "%PDF-1.4"));
        using var amina = await home.SignInAsync(home.Amina);

        var read = await amina.GetAsync(await home.MessageAsync(SpecialUse.Inbox));
        var forward = await amina.GetAsync(read.One("#forward").GetAttribute("href")!);
        await amina.PressAsync(forward, "#send", [("Form.To", home.Joy.Address.ToString())]);

        var arrived = Assert.Single(await home.EntriesAsync(SpecialUse.Inbox, home.Joy.MailboxId));
        Assert.Equal("list.pdf", Assert.Single(arrived.Summary.Attachments).FileName);
        Assert.True(
            Assert.Single(await home.EntriesAsync(SpecialUse.Inbox)).Entry.Flags.HasFlag(MessageFlags.Forwarded)
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B05_bare_line_ends_around_a_dot_become_line_ends(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);

        await SendAsync(
            amina,
            home.Joy.Address.ToString(),
            "Dots\r\nBcc: x@evil.example",
            "one\n.\ntwo\r.\rthree\r\n.\r\n"
        );

        var arrived = Assert.Single(await home.EntriesAsync(SpecialUse.Inbox, home.Joy.MailboxId));
        var source = await home.SourceAsync(arrived);
        Assert.DoesNotContain('\n', source.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.DoesNotContain('\r', source.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Empty(arrived.Envelope.Bcc);
        Assert.Contains("three", source, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_typed_becomes_no_header_of_its_own(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        var joy = home.Joy.Address.ToString();

        var write = await amina.GetAsync("/mail/write");
        var saved = await amina.PressAsync(
            write,
            "button[value=save]",
            [
                ("Form.To", $"\"Joy\r\nX-Evil: 1\" <{joy}>"),
                ("Form.Subject", "Hello\r\nX-Evil: 2\n\n<p>X-Evil: 3"),
                ("Form.How", "reply\r\nX-Evil: 4"),
                ("Form.Text", "Text"),
            ],
            [("ä\r\nX-Evil: 5.txt", "x"u8.ToArray())]
        );
        await amina.PressAsync(saved, "#send", [("Form.To", joy)]);

        var arrived = Assert.Single(await home.EntriesAsync(SpecialUse.Inbox, home.Joy.MailboxId));
        Assert.DoesNotMatch("(?m)^X-Evil", await home.SourceAsync(arrived));
        Assert.Single(arrived.Summary.Attachments);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_a_draft_is_discarded(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        var uid = await home.ArrivesAsync(Letters.Plain("Stay", "here"));
        using var amina = await home.SignInAsync(home.Amina);
        var inbox = await home.FolderAsync(SpecialUse.Inbox);

        var write = await amina.GetAsync("/mail/write");
        await amina.PressAsync(write, "#discard", [("Form.Draft", CareMail.Webmail.MailLinks.At(inbox.Id, uid))]);

        Assert.Single(await home.EntriesAsync(SpecialUse.Inbox));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nobody_writes_from_an_address_that_is_not_theirs(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);

        var write = await amina.GetAsync("/mail/write");
        var refused = await amina.PressAsync(
            write,
            "#send",
            [("Form.From", home.Joy.Address.ToString()), ("Form.To", home.Joy.Address.ToString())]
        );

        Assert.Equal(System.Net.HttpStatusCode.NotFound, refused.Status);
        Assert.Empty(await home.EntriesAsync(SpecialUse.Inbox, home.Joy.MailboxId));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_wrong_address_is_named_and_what_was_typed_is_kept(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);

        var write = await amina.GetAsync("/mail/write");
        var again = await amina.PressAsync(
            write,
            "#send",
            [("Form.To", "nobody.at.all@caremail.example"), ("Form.Text", "Kept")]
        );

        Assert.Contains("nobody.at.all@caremail.example", again.Words("#problems"), StringComparison.Ordinal);
        Assert.Equal("Kept", again.One("#text").TextContent.Trim());
        Assert.Equal("true", again.One("#to").GetAttribute("aria-invalid"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whoever_begins_to_type_a_name_is_offered_the_colleague(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);

        var offered = await amina.GetAsync("/mail/suggest?q=okaf");

        Assert.Contains(
            home.Joy.Address.ToString(),
            string.Join(' ', offered.All("option").Select(o => o.GetAttribute("value"))),
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_larger_than_a_message_can_be_is_refused_in_a_sentence(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);

        var write = await amina.GetAsync("/mail/write");
        var refused = await amina.PressAsync(
            write,
            "button[value=attach]",
            [("Form.Text", "Kept")],
            [("film.mp4", new byte[30_000_000])]
        );

        Assert.Contains("larger than 35 MB", refused.Words("#problems"), StringComparison.Ordinal);
        Assert.Equal("Kept", refused.One("#text").TextContent.Trim());
        Assert.Empty(await home.EntriesAsync(SpecialUse.Drafts, home.Amina.MailboxId));
        var never = await amina.PressAsync(write, "button[value=attach]", files: [("film.mp4", new byte[40_000_000])]);
        Assert.Equal(System.Net.HttpStatusCode.RequestEntityTooLarge, never.Status);
        Assert.Contains("up to 35 MB", never.Words("main"), StringComparison.Ordinal);
    }

    private static async Task SendAsync(Visitor visitor, string to, string subject, string text)
    {
        var write = await visitor.GetAsync("/mail/write");
        var sent = await visitor.PressAsync(
            write,
            "#send",
            [("Form.To", to), ("Form.Subject", subject), ("Form.Text", text)]
        );
        Assert.Equal("Sent", sent.Words("#said"));
    }
}
