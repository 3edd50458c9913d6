using CareMail.Mailboxes;
using CareMail.Mailboxes.Search;
using CareMail.Web;

namespace CareMail.Webmail.Reading;

/// <summary>Search in one mailbox: subjects, people and text, newest first.</summary>
internal sealed class Finding(MailSearch search, FolderView view)
{
    public const int LongestQuestion = SealedWords.Longest;
    private const int Most = 50;

    public async Task<(IReadOnlyList<PlacedEntry> Found, bool IsCut)> InAsync(
        AccountMailbox mailbox,
        string text,
        CancellationToken ct
    )
    {
        if (text.Length == 0)
        {
            return ([], false);
        }

        var ids = await search.FindAsync(mailbox.Mailbox.Id, text, Most + 1, ct);
        var found = await view.LocateAsync(mailbox.Mailbox.Id, ids, FetchParts.Summary, ct);
        return ([.. found.Take(Most)], found.Count > Most);
    }
}
