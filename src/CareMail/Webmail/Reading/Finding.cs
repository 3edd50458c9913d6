using CareMail.Mailboxes;
using CareMail.Protocols.Mime;

namespace CareMail.Webmail.Reading;

/// <summary>Search in one mailbox: subjects, people and text, newest first.</summary>
internal sealed class Finding(FolderView view)
{
    public const int LongestQuestion = 200;
    private const int Most = 50;

    public async Task<(IReadOnlyList<PlacedEntry> Found, bool IsCut)> InAsync(
        AccountMailbox mailbox,
        string text,
        CancellationToken ct
    )
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return ([], false);
        }

        List<PlacedEntry> found = [];
        foreach (var folder in mailbox.Folders)
        {
            await foreach (var entry in view.FetchAsync(folder.Id, UidSet.All, FetchParts.Summary, ct: ct))
            {
                if (Holds(entry.Summary, words))
                {
                    found.Add(new PlacedEntry(folder.Id, entry));
                }
            }
        }

        var newest = found.OrderByDescending(f => f.Entry.Entry.Received).Take(Most);
        return ([.. newest], found.Count > Most);
    }

    private static bool Holds(MessageSummary summary, string[] words)
    {
        var envelope = summary.Envelope;
        var people = envelope.From.Concat(envelope.To).Concat(envelope.Cc).SelectMany(a => new[] { a.Name, a.Address });
        string[] texts = [envelope.Subject, summary.Preview, .. people];
        return Array.TrueForAll(
            words,
            w => Array.Exists(texts, t => t.Contains(w, StringComparison.CurrentCultureIgnoreCase))
        );
    }
}
