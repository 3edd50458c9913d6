using CareMail.Mailboxes;
using CareMail.Mailboxes.Search;
using CareMail.Protocols.Imap;
using CareMail.Protocols.Mime;

namespace CareMail.Imap;

/// <summary>
/// Decides whether a message matches, with as much as is known of it: null means that more must be read. The keys nest at
/// most <see cref="ImapLimits.SearchDepth"/> deep, so recursion is bounded.
/// </summary>
internal sealed class SearchMatcher
{
    private static readonly string[] Envelopes = ["FROM", "TO", "CC", "BCC", "SUBJECT", "SENDER", "REPLY-TO"];

    private readonly SearchKey _key;
    private readonly Dictionary<SequenceSet, UidSet> _sets = [];
    private readonly Dictionary<SearchKey, SearchCandidates?> _known = [];
    private readonly DateTimeOffset _now;

    private SearchMatcher(SearchKey key, DateTimeOffset now) => (_key, _now) = (key, now);

    /// <summary>RFC 7162 §3.1.5: the answer then names the newest mod-sequence.</summary>
    public bool AsksModSeq { get; private set; }

    public bool AsksSummary { get; private set; }

    /// <summary>Some key looks at the header beyond what the summary keeps.</summary>
    public bool AsksHeader { get; private set; }

    public bool AsksBody { get; private set; }

    /// <summary>Some key looks at the words of header and body together.</summary>
    public bool AsksText { get; private set; }

    /// <summary>No other message can match.</summary>
    public UidSet Candidates { get; private set; } = UidSet.All;

    public static async Task<SearchMatcher> CreateAsync(ImapSession session, SelectedFolder selected, SearchKey key)
    {
        var matcher = new SearchMatcher(key, session.Services.Clock.GetUtcNow());
        await matcher.PrepareAsync(session, selected, key);
        matcher.Candidates = key switch
        {
            SearchKey.Uid uid => matcher._sets[uid.Set],
            SearchKey.Sequence sequence => matcher._sets[sequence.Set],
            SearchKey.AllOf all => all.Keys.Select(matcher.SetOf).FirstOrDefault(set => set is not null) ?? UidSet.All,
            _ => UidSet.All,
        };
        return matcher;
    }

    public bool? Match(FolderEntry entry, FetchedEntry? summary = null, SearchedText? text = null) =>
        Match(_key, entry, summary, text);

    private UidSet? SetOf(SearchKey key) =>
        key switch
        {
            SearchKey.Uid uid => _sets[uid.Set],
            SearchKey.Sequence sequence => _sets[sequence.Set],
            _ => null,
        };

    /// <summary>Sets are resolved once; what must be read is found out once.</summary>
    private async Task PrepareAsync(ImapSession session, SelectedFolder selected, SearchKey key)
    {
        switch (key)
        {
            case SearchKey.AllOf all:
                foreach (var inner in all.Keys)
                {
                    await PrepareAsync(session, selected, inner);
                }

                break;
            case SearchKey.Either either:
                await PrepareAsync(session, selected, either.Left);
                await PrepareAsync(session, selected, either.Right);
                break;
            case SearchKey.Negated negated:
                await PrepareAsync(session, selected, negated.Key);
                break;
            case SearchKey.Uid uid:
                _sets[uid.Set] = await selected.ResolveAsync(session, uid.Set, uid: true) ?? UidSet.None;
                break;
            case SearchKey.Sequence sequence:
                _sets[sequence.Set] = await ResolveNumbersAsync(session, selected, sequence.Set);
                break;
            case SearchKey.ModSeq:
                AsksModSeq = true;
                break;
            case SearchKey.Day { Sent: true }:
                AsksSummary = true;
                break;
            case SearchKey.Header header:
                var inEnvelope = IsInEnvelope(header.Name);
                AsksSummary |= inEnvelope;
                AsksHeader |= !inEnvelope;
                break;
            case SearchKey.Body body:
                AsksBody |= await AskAsync(session, selected, key, body.Value, SearchIn.Body);
                break;
            case SearchKey.Text text:
                AsksText |= await AskAsync(session, selected, key, text.Value, SearchIn.Anywhere);
                break;
            default:
                break;
        }
    }

    /// <summary>Asks the index; true if some messages must be read all the same.</summary>
    private async Task<bool> AskAsync(
        ImapSession session,
        SelectedFolder selected,
        SearchKey key,
        string value,
        SearchIn where
    )
    {
        var search = session.Services.Search;
        var known = await search.CandidatesAsync(selected.MailboxId, value, where, session.Closed);
        _known[key] = known;
        return known is null or { Pending.Count: > 0 };
    }

    private bool? Known(SearchKey key, FolderEntry entry) => _known.GetValueOrDefault(key)?.Holds(entry.MessageId);

    /// <summary>In a search, numbers beyond the last message match nothing rather than being an error.</summary>
    private static async Task<UidSet> ResolveNumbersAsync(ImapSession session, SelectedFolder selected, SequenceSet set)
    {
        var count = (uint)selected.Count;
        if (set.IsSaved || count == 0)
        {
            return set.IsSaved ? selected.Saved : UidSet.None;
        }

        var known = set.Resolve(count).Where(r => r.From <= count).ToList();
        return known.Count == 0
            ? UidSet.None
            : await selected.ResolveAsync(
                session,
                new SequenceSet([.. known.Select(r => r with { To = Math.Min(r.To, count) })]),
                uid: false
            ) ?? UidSet.None;
    }

    private bool? Match(SearchKey key, FolderEntry entry, FetchedEntry? summary, SearchedText? text) =>
        key switch
        {
            SearchKey.All => true,
            SearchKey.AllOf all => All(all.Keys, entry, summary, text),
            SearchKey.Either either => Either(
                Match(either.Left, entry, summary, text),
                () => Match(either.Right, entry, summary, text)
            ),
            SearchKey.Negated negated => !Match(negated.Key, entry, summary, text),
            SearchKey.Flag flag => HasFlag(entry, flag.Name) == flag.Set,
            SearchKey.Recent recent => !recent.Set,
            SearchKey.Uid uid => _sets[uid.Set].Contains(entry.Uid),
            SearchKey.Sequence sequence => _sets[sequence.Set].Contains(entry.Uid),
            SearchKey.Size size => size.Larger ? (ulong)entry.Size > size.Octets : (ulong)entry.Size < size.Octets,
            SearchKey.Age age => (entry.Received > _now.AddSeconds(-age.Seconds)) == age.Younger,
            SearchKey.ModSeq modSeq => entry.ModSeq >= modSeq.AtLeast,
            SearchKey.Day { Sent: false } day => IsOn(day, DateOnly.FromDateTime(entry.Received.UtcDateTime)),
            SearchKey.Day day => summary is null ? null
            : summary.Envelope.Sent is { } sent ? IsOn(day, DateOnly.FromDateTime(sent.DateTime))
            : false,
            SearchKey.Header header when IsInEnvelope(header.Name) => summary is null
                ? null
                : InEnvelope(summary.Envelope, header),
            SearchKey.Header header => text?.HasField(header.Name, header.Value),
            SearchKey.Body body => Known(key, entry) ?? text?.HasInBody(body.Value),
            SearchKey.Text anywhere => Known(key, entry) ?? text?.HasAnywhere(anywhere.Value),
            _ => false,
        };

    private bool? All(IReadOnlyList<SearchKey> keys, FolderEntry entry, FetchedEntry? summary, SearchedText? text)
    {
        bool? all = true;
        foreach (var key in keys)
        {
            var match = Match(key, entry, summary, text);
            if (match == false)
            {
                return false;
            }

            all &= match;
        }

        return all;
    }

    private static bool? Either(bool? left, Func<bool?> right) => left == true ? true : left | right();

    private static bool HasFlag(FolderEntry entry, string name) =>
        FlagNames.TryParse(name, out var flag)
            ? entry.Flags.HasFlag(flag)
            : entry.Keywords.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsOn(SearchKey.Day day, DateOnly date) =>
        (day.From is not { } from || date >= from) && (day.Until is not { } until || date < until);

    private static bool IsInEnvelope(string field) => Envelopes.Contains(field, StringComparer.OrdinalIgnoreCase);

    private static bool InEnvelope(Envelope envelope, SearchKey.Header header) =>
        header.Name.ToUpperInvariant() switch
        {
            "FROM" => HasAddress(envelope.From, header.Value),
            "TO" => HasAddress(envelope.To, header.Value),
            "CC" => HasAddress(envelope.Cc, header.Value),
            "BCC" => HasAddress(envelope.Bcc, header.Value),
            "SENDER" => HasAddress(envelope.Sender, header.Value),
            "REPLY-TO" => HasAddress(envelope.ReplyTo, header.Value),
            _ => envelope.RawSubject is not null && Has(envelope.Subject, header.Value),
        };

    private static bool HasAddress(IReadOnlyList<HeaderAddress> addresses, string text) =>
        addresses.Count > 0 && (text.Length == 0 || addresses.Any(a => Has($"{a.Name} <{a.Address}>", text)));

    public static bool Has(string where, string text) => where.Contains(text, StringComparison.OrdinalIgnoreCase);
}
