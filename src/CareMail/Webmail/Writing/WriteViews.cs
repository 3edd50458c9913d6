using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Protocols.Mime;

namespace CareMail.Webmail.Writing;

/// <summary>Makes the writing page of a form: pills with their routes, files, and where "back" leads.</summary>
internal sealed class WriteViews(Desk desk, Addresses addresses, Routes routes)
{
    public async Task<WriteView> MakeAsync(
        SignedInAccount account,
        DraftForm form,
        IReadOnlyList<(string Field, string Sentence)> problems,
        string? savedAt,
        CancellationToken ct
    )
    {
        var senders = await addresses.SendersOfAsync(account.Id, ct);
        RecipientList[] lists =
        [
            RecipientList.Read(form.To),
            RecipientList.Read(form.Cc),
            RecipientList.Read(form.Bcc),
        ];
        var pills = await routes.PillsAsync(account.Id, lists, ct);
        var (draft, original) = (
            await EntryAsync(account, form.Draft, ct),
            await EntryAsync(account, form.Original, ct)
        );
        return new WriteView
        {
            Form = form,
            Senders = senders,
            Fields =
            [
                new RecipientField("To", pills[0], lists[0].NotUnderstood),
                new RecipientField("Cc", pills[1], lists[1].NotUnderstood),
                new RecipientField("Bcc", pills[2], lists[2].NotUnderstood),
            ],
            Files = draft is null ? [] : Files(draft.Summary),
            Carried = draft is null && form.IsForward && original is not null ? Files(original.Summary) : [],
            Quoted =
                !form.Quote ? null
                : original is not null ? LetterOf(form.Original!)
                : draft is not null ? LetterOf(form.Draft!)
                : "",
            Heading = form.How switch
            {
                Answering.Reply => "Reply",
                Answering.ReplyAll => "Reply to all",
                Answering.Forward => "Forward",
                _ => "New message",
            },
            SavedAt = savedAt,
            Problems = problems,
            Back = Back(form, senders),
        };
    }

    private async Task<FetchedEntry?> EntryAsync(SignedInAccount account, string? at, CancellationToken ct) =>
        MailLinks.ReadAt(at) is { } place
            ? (await desk.OpenAsync(account, place.Folder, place.Uid, FetchParts.Summary, ct))?.Message
            : null;

    private static string LetterOf(string at) =>
        MailLinks.ReadAt(at) is { } place ? MailLinks.Letter(place.Folder, place.Uid, pictures: false) : "";

    private static string Back(DraftForm form, IReadOnlyList<SenderAddress> senders)
    {
        if (MailLinks.ReadAt(form.Original) is { } original)
        {
            return MailLinks.Message(original.Folder, original.Uid);
        }

        return MailLinks.ReadAt(form.Draft) is { } draft ? MailLinks.Folder(draft.Folder) : MailLinks.Home;
    }

    private static IReadOnlyList<WriteFile> Files(MessageSummary summary) =>
        [
            .. summary.Attachments.Select(a =>
            {
                var (badge, words, document) = FileKind.Of(a.FileName);
                return new WriteFile(a.FileName, a.Path, badge, words, FileKind.Size(a.ApproximateSize), document);
            }),
        ];
}
