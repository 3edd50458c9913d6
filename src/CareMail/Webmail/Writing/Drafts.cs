using System.Buffers;
using System.Globalization;
using System.Text;
using CareMail.AddressBook;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Protocols.Mime;

namespace CareMail.Webmail.Writing;

/// <summary>
/// A draft is a real message in the Drafts folder of the mailbox it is written from: every mail program sees it, its files
/// lie encrypted where all mail lies, and saving again replaces it in one transaction.
/// </summary>
internal sealed class Drafts(
    Desk desk,
    Addresses addresses,
    MailStore store,
    FolderView view,
    CareMailSettings settings,
    TimeProvider clock
)
{
    /// <summary>Kept in drafts only: what the message answers, so that the original is marked when it is sent.</summary>
    private const string AnswersField = "X-CareMail-Answers";

    // Drafts of one message are few; more than this many drafts in one mailbox belong to others.
    private const int LookedThrough = 100;

    /// <summary>Opens a saved draft, also one that a mail program wrote.</summary>
    public async Task<DraftForm?> OpenAsync(SignedInAccount account, Guid folder, uint uid, CancellationToken ct)
    {
        const FetchParts Parts = FetchParts.Summary | FetchParts.Content;
        if (
            await desk.OpenAsync(account, folder, uid, Parts, ct) is not { } opened
            || opened.Grant.Folder.Use != SpecialUse.Drafts
        )
        {
            return null;
        }

        var (summary, content) = (opened.Message.Summary, opened.Message.Content);
        var (plain, html) = MessageText.Bodies(summary.Root);
        var inDraft = await QuotationAsync(opened.Message, NewKey(), ct);
        var text =
            inDraft is { Own: var own } ? own
            : plain is not null ? await content.ReadTextAsync(plain, WritingLimits.TextLength, ct)
            : html is not null ? MessageText.FromHtml(await content.ReadTextAsync(html, WritingLimits.TextLength, ct))
            : "";
        var answers = (await FieldAsync(content, summary.Root, AnswersField, ct)).Split(' ');
        return new DraftForm
        {
            From = Correspondent.Author(summary.Envelope).Address,
            To = Typed(summary.Envelope.To),
            Cc = Typed(summary.Envelope.Cc),
            Bcc = Typed(summary.Envelope.Bcc),
            Subject = HeaderText.ForDisplay(summary.Envelope.Subject),
            Text = text,
            Quote = inDraft is not null,
            Draft = MailLinks.At(folder, uid),
            Key = KeyOf(summary.Envelope) ?? NewKey(),
            How = answers is [var how, _] ? how : null,
            Original = answers is [_, var original] ? original : null,
        };
    }

    /// <summary>Looks up everything the form names. Null if it may not write from that address.</summary>
    /// <param name="drop">The path of a file to leave out.</param>
    public async Task<Draft?> ReadAsync(
        SignedInAccount account,
        DraftForm form,
        IReadOnlyList<OutgoingAttachment> added,
        string? drop,
        CancellationToken ct
    )
    {
        var senders = await addresses.SendersOfAsync(account.Id, ct);
        var from = senders.FirstOrDefault(s =>
            s.Address.ToString().Equals(form.From, StringComparison.OrdinalIgnoreCase)
        );
        if (from is null || !form.HasGoodKey)
        {
            return null;
        }

        const FetchParts Parts = FetchParts.Summary | FetchParts.Content;
        var saved = MailLinks.ReadAt(form.Draft) is { } at
            ? await desk.OpenAsync(account, at.Folder, at.Uid, Parts, ct)
            : null;
        var original = MailLinks.ReadAt(form.Original) is { } o
            ? await desk.OpenAsync(account, o.Folder, o.Uid, Parts, ct)
            : null;
        if (saved?.Grant.Folder.Use != SpecialUse.Drafts)
        {
            saved = null;
        }

        var (to, cc, bcc) = (RecipientList.Read(form.To), RecipientList.Read(form.Cc), RecipientList.Read(form.Bcc));
        var bare = to.Understood.Concat(cc.Understood).Concat(bcc.Understood).Where(r => r.Name.Length == 0);
        var ours = bare.Select(r => r.Address).Where(a => addresses.IsOwnDomain(a.Domain)).Distinct().ToList();
        var names = (await addresses.ResolveAsync(ours, ct)).ToDictionary(r => r.Key, r => r.Value.DisplayName);
        var quotation = form.Quote ? await QuotationAsync(saved?.Message, original?.Message, form, ct) : null;
        var threads = form.IsForward ? null : (original ?? saved)?.Message.Summary;
        return new Draft
        {
            From = from,
            To = to.Named(names),
            Cc = cc.Named(names),
            Bcc = bcc.Named(names),
            Subject = OneLine(form.Subject),
            Text = form.Text.Length > WritingLimits.TextLength ? form.Text[..WritingLimits.TextLength] : form.Text,
            Key = form.Key,
            InReplyTo = original is null ? InReplyTo(saved?.Message.Summary) : Ids(original.Value.Message, form),
            References = References(threads, answered: original is not null),
            Files = [.. Kept(saved?.Message, drop), .. Carried(original?.Message, form, saved is null), .. added],
            Older = await OlderAsync(account, form, saved, from.MailboxId, ct),
            Original = original is null ? null : (original.Value.Grant, original.Value.Message.Uid),
            How = form.How,
            Quotation = quotation,
            IsQuotationMissing = form.Quote && quotation is null,
        };
    }

    /// <summary>Writes the draft and puts it in the place of its older versions. Null if it is too large.</summary>
    /// <returns>The new place, or the sentence that says why not.</returns>
    public async Task<(string? At, string? Refused)> SaveAsync(Draft draft, CancellationToken ct)
    {
        var builder = Builder(draft, isDraft: true);
        await using var message = store.Receive(WritingLimits.MessageBytes);
        await builder.WriteAsync(new MessageSink(message), withBcc: true, ct);
        if (message.IsTooLarge)
        {
            return (null, WritingLimits.TooLarge);
        }

        message.Complete();
        var placement = new Placement
        {
            MailboxId = draft.From.MailboxId,
            Use = SpecialUse.Drafts,
            Flags = MessageFlags.Draft | MessageFlags.Seen,
            Received = clock.GetUtcNow(),
        };
        var stored = await message.StoreAsync(ct);
        var filed = await store.FileAsync(
            [new Filing(stored, placement)],
            alongside: tx => RemoveAsync(tx, draft),
            ct: ct
        );
        return filed.Outcome switch
        {
            FilingOutcome.Filed => (MailLinks.At(filed.Entries[0].FolderId, filed.Entries[0].Uid), null),
            FilingOutcome.OverQuota => (
                null,
                "This mailbox is full, so the draft cannot be saved. Delete something first; what you typed is still here."
            ),
            FilingOutcome.NoSuchMailbox or FilingOutcome.NoSuchFolder or FilingOutcome.KeywordRefused => (
                null,
                "This mailbox cannot take a draft now. What you typed is still here."
            ),
        };
    }

    /// <summary>Takes the older versions out of Drafts in the transaction that replaces or sends them.</summary>
    public async Task RemoveAsync(Storage.WriteTransaction tx, Draft draft)
    {
        foreach (var folder in draft.Older.GroupBy(o => o.Folder))
        {
            await view.RemoveAsync(tx, folder.Key, UidSet.Of(folder.Select(o => o.Uid)));
        }
    }

    public MessageBuilder Builder(Draft draft, bool isDraft) =>
        new()
        {
            From = [new NamedAddress(draft.From.DisplayName, draft.From.Address)],
            To = draft.To.Understood,
            Cc = draft.Cc.Understood,
            Bcc = draft.Bcc.Understood,
            Subject = draft.Subject,
            Date = MailTime.Local(clock.GetUtcNow()),
            MessageId = draft.Key + "@" + settings.Hostname,
            InReplyTo = draft.InReplyTo,
            References = draft.References,
            Text = (draft.Quotation?.TextAfter(draft.Text) ?? draft.Text).ReplaceLineEndings("\r\n"),
            Html = draft.Quotation?.HtmlAfter(draft.Text),
            Attachments = [.. draft.Files, .. draft.Quotation?.Pictures ?? []],
            OtherFields = isDraft ? OwnFields(draft) : [],
        };

    private static List<(string, string)> OwnFields(Draft draft)
    {
        List<(string, string)> fields = [];
        if (draft.Original is { } original)
        {
            fields.Add((AnswersField, draft.How + " " + MailLinks.At(original.Grant.Folder.Id, original.Uid)));
        }

        if (draft.Quotation is not null)
        {
            var lines = Quotation.Lines(draft.Text).ToString(CultureInfo.InvariantCulture);
            fields.Add((Quotation.OwnLinesField, lines));
        }

        return fields;
    }

    /// <summary>From the draft, which holds it since it was saved first; until then from the original.</summary>
    private async Task<Quotation?> QuotationAsync(
        FetchedEntry? saved,
        FetchedEntry? original,
        DraftForm form,
        CancellationToken ct
    )
    {
        if (saved is not null && await QuotationAsync(saved, form.Key, ct) is { } found)
        {
            return found.Quotation;
        }

        return original is null
            ? null
            : await Quotation.OfAsync(
                original,
                await Answering.WordsAsync(form.How, original, ct),
                ContentIds(form.Key),
                ct
            );
    }

    private async Task<(string Own, Quotation Quotation)?> QuotationAsync(
        FetchedEntry draft,
        string key,
        CancellationToken ct
    )
    {
        var field = await FieldAsync(draft.Content, draft.Summary.Root, Quotation.OwnLinesField, ct);
        return int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var lines)
            ? await Quotation.InDraftAsync(draft, lines, ContentIds(key), ct)
            : null;
    }

    private Func<int, string> ContentIds(string key) =>
        number => string.Create(CultureInfo.InvariantCulture, $"{number}.{key}@{settings.Hostname}");

    public static string NewKey() =>
        Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    /// <summary>The saved one, and others of the same message that a second tab or a lost answer left behind.</summary>
    private async Task<IReadOnlyList<(Guid, uint)>> OlderAsync(
        SignedInAccount account,
        DraftForm form,
        (FolderGrant Grant, FetchedEntry Message)? saved,
        Guid mailboxId,
        CancellationToken ct
    )
    {
        HashSet<(Guid, uint)> older = [];
        if (saved is { } s)
        {
            older.Add((s.Grant.Folder.Id, s.Message.Uid));
        }

        if (await desk.FolderAsync(mailboxId, SpecialUse.Drafts, ct) is { } drafts)
        {
            var page = await view.PageAsync(drafts.Id, new PageQuery { Take = LookedThrough }, ct);
            older.UnionWith(page.Entries.Where(e => KeyOf(e.Envelope) == form.Key).Select(e => (drafts.Id, e.Uid)));
        }

        return [.. older];
    }

    private string? KeyOf(Envelope envelope) =>
        envelope.MessageId?.Trim('<', '>').Split('@') is [var key, var host] && host == settings.Hostname ? key : null;

    private static IEnumerable<OutgoingAttachment> Kept(FetchedEntry? saved, string? drop) =>
        saved is null ? [] : saved.Summary.Attachments.Where(a => a.Path != drop).Select(a => Outgoing(saved, a));

    private static IEnumerable<OutgoingAttachment> Carried(FetchedEntry? original, DraftForm form, bool first) =>
        original is null || !first || !form.IsForward
            ? []
            : original.Summary.Attachments.Where(a => form.Carry.Contains(a.Path)).Select(a => Outgoing(original, a));

    private static OutgoingAttachment Outgoing(FetchedEntry of, Attachment file) =>
        new(file.FileName, file.MediaType, _ => ValueTask.FromResult(of.Content.OpenPart(file.Part)));

    private static IReadOnlyList<string> Ids(FetchedEntry original, DraftForm form) =>
        form.IsForward || original.Summary.Threads.MessageId is not { } id ? [] : [id];

    private static IReadOnlyList<string> InReplyTo(MessageSummary? saved) =>
        saved?.Envelope.InReplyTo is { } raw ? HeaderText.ParseMessageIds(raw, 1) : [];

    /// <summary>RFC 5322 §3.6.4: the original's references and then the original itself.</summary>
    private static IReadOnlyList<string> References(MessageSummary? of, bool answered) =>
        of is null ? []
        : answered && of.Threads.MessageId is { } id ? [.. of.Threads.References, id]
        : of.Threads.References;

    private static List<string> Typed(IEnumerable<HeaderAddress> addresses) =>
        [
            .. addresses
                .Where(a => a.IsMailbox)
                .Select(a =>
                    Protocols.Addresses.EmailAddress.TryParse(a.Address, out var address)
                        ? new NamedAddress(a.Name, address).ToString()
                        : a.Address
                ),
        ];

    private static string OneLine(string subject)
    {
        var line = HeaderText.ForDisplay(subject).Trim();
        return line.Length > WritingLimits.SubjectLength ? line[..WritingLimits.SubjectLength] : line;
    }

    private static async Task<string> FieldAsync(
        StoredMessageReader content,
        MimePart root,
        string name,
        CancellationToken ct
    )
    {
        const int HeaderLooked = 64 * 1024;
        var buffer = new ArrayBufferWriter<byte>();
        await content.ReadAsync(
            root.HeaderStart,
            Math.Min(root.BodyStart - root.HeaderStart, HeaderLooked),
            buffer,
            ct
        );
        var line = Encoding
            .ASCII.GetString(buffer.WrittenSpan)
            .Split("\r\n")
            .FirstOrDefault(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        return line is null ? "" : line[(name.Length + 1)..].Trim();
    }
}
