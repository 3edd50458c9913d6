using CareMail.AddressBook;
using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;
using CareMail.Webmail.Reading;

namespace CareMail.Webmail.Writing;

/// <summary>Begins an answer: who gets it, under which subject, with which words quoted. Pure but for reading the original's text.</summary>
internal static class Answering
{
    public const string Reply = "reply";
    public const string ReplyAll = "reply-all";
    public const string Forward = "forward";

    /// <summary>One of the three; null for anything else that a form says.</summary>
    public static string? Known(string? how) => how is Reply or ReplyAll or Forward ? how : null;

    public static async Task<DraftForm> BeginAsync(
        string how,
        FolderGrant grant,
        FetchedEntry original,
        IReadOnlyList<SenderAddress> senders,
        CancellationToken ct
    )
    {
        var envelope = original.Summary.Envelope;
        // Answered from the mailbox it came to, so that nobody answers for the home from their own address by mistake.
        var from =
            senders.FirstOrDefault(s => s.MailboxId == grant.Mailbox.Id) ?? (senders.Count > 0 ? senders[0] : null);
        var hasLook = MessageText.Bodies(original.Summary.Root).Html is not null;
        var form = new DraftForm
        {
            From = from?.Address.ToString() ?? "",
            How = how,
            Original = MailLinks.At(grant.Folder.Id, original.Uid),
            Subject = Subject(envelope, how == Forward ? "Fwd: " : "Re: "),
            Quote = hasLook,
            Text = hasLook ? "" : "\n\n\n" + (await WordsAsync(how, original, ct)).Text,
        };
        if (how == Forward)
        {
            form.Carry = [.. original.Summary.Attachments.Select(a => a.Path)];
            return form;
        }

        var own = senders.Select(s => s.Address).ToHashSet();
        var (to, cc) = Recipients(envelope, how == ReplyAll, own);
        (form.To, form.Cc) = ([.. to.Select(a => a.ToString())], [.. cc.Select(a => a.ToString())]);
        return form;
    }

    /// <summary>Whom a reply goes to: Reply-To before From; of one's own message, its recipients again.</summary>
    internal static (IReadOnlyList<NamedAddress> To, IReadOnlyList<NamedAddress> Cc) Recipients(
        Envelope envelope,
        bool all,
        IReadOnlySet<EmailAddress> own
    )
    {
        var authors = Named(envelope.ReplyTo.Any(a => a.IsMailbox) ? envelope.ReplyTo : envelope.From);
        var others = Named(envelope.To);
        if (authors.All(a => own.Contains(a.Address)) && others.Any(a => !own.Contains(a.Address)))
        {
            return (Distinct(others, own), all ? Distinct(Named(envelope.Cc), own, others) : []);
        }

        if (!all)
        {
            return (Distinct(authors, new HashSet<EmailAddress>()), []);
        }

        var to = Distinct([.. authors, .. others], own);
        to = to.Count > 0 ? to : authors;
        return (to, Distinct(Named(envelope.Cc), own, to));
    }

    internal static string Subject(Envelope envelope, string prefix)
    {
        var subject = HeaderText.ForDisplay(envelope.Subject).Trim();
        return subject.StartsWith(prefix.Trim(), StringComparison.OrdinalIgnoreCase) ? subject : prefix + subject;
    }

    /// <summary>The original's words as they are quoted.</summary>
    public static async Task<QuotedWords> WordsAsync(string? how, FetchedEntry original, CancellationToken ct)
    {
        var text = await TextAsync(original, ct);
        return how == Forward ? Forwarded(original, text) : Quoted(original, text);
    }

    /// <summary>The original's words: its plain text, or its HTML without the tags.</summary>
    private static async Task<string> TextAsync(FetchedEntry original, CancellationToken ct)
    {
        var (plain, html) = MessageText.Bodies(original.Summary.Root);
        if (plain is not null)
        {
            return await original.Content.ReadTextAsync(plain, WritingLimits.QuotedLength, ct);
        }

        return html is null
            ? ""
            : MessageText.FromHtml(
                await original.Content.ReadTextAsync(html, Letters.HtmlLength, ct),
                WritingLimits.QuotedLength
            );
    }

    private static QuotedWords Quoted(FetchedEntry original, string text)
    {
        var author = Correspondent.Author(original.Summary.Envelope);
        var lines = text.ReplaceLineEndings("\n")
            .TrimEnd()
            .Split('\n')
            .Select(l => l.StartsWith('>') ? ">" + l : "> " + l);
        var head = $"On {MailTime.Quoted(original.Entry.Received)}, {author.Shown} wrote:";
        return new QuotedWords(head, head + "\n" + string.Join('\n', lines) + "\n", IsForward: false);
    }

    private static QuotedWords Forwarded(FetchedEntry original, string text)
    {
        var envelope = original.Summary.Envelope;
        var author = Correspondent.Author(envelope);
        var head =
            "---------- Forwarded message ----------\n"
            + $"From: {author.Shown} <{author.Address}>\n"
            + $"Date: {MailTime.Quoted(original.Entry.Received)}\n"
            + $"Subject: {Lists.Subject(envelope)}\n"
            + $"To: {Correspondent.Names(Correspondent.All(envelope.To), most: 20)}";
        return new QuotedWords(head, head + "\n\n" + text.ReplaceLineEndings("\n").TrimEnd() + "\n", IsForward: true);
    }

    private static IReadOnlyList<NamedAddress> Named(IEnumerable<HeaderAddress> addresses) =>
        [
            .. addresses
                .Where(a => a.IsMailbox)
                .Select(a =>
                    EmailAddress.TryParse(a.Address, out var address) ? new NamedAddress(a.Name, address) : null
                )
                .OfType<NamedAddress>(),
        ];

    private static IReadOnlyList<NamedAddress> Distinct(
        IEnumerable<NamedAddress> addresses,
        IReadOnlySet<EmailAddress> without,
        IEnumerable<NamedAddress>? and = null
    )
    {
        var seen = new HashSet<EmailAddress>((and ?? []).Select(a => a.Address));
        return [.. addresses.Where(a => !without.Contains(a.Address) && seen.Add(a.Address))];
    }
}
