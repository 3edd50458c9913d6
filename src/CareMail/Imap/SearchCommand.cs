using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>
/// SEARCH in its old and its extended form. RFC 9051 §6.4.4, RFC 4731, RFC 5182, RFC 7162 §3.1.5. What can be decided by
/// flags, dates and sizes is; what needs the envelope reads the summary; only what is still open then reads the message.
/// </summary>
internal static class SearchCommand
{
    public static async Task<ImapReply> SearchAsync(ImapSession session, ImapRequest request)
    {
        var arguments = (SearchArguments)request.Arguments;
        var selected = session.Selected!;
        if (arguments.Charset is { } charset && !IsKnown(charset))
        {
            ForgetSaved(selected, arguments);
            return ImapReply.No("BADCHARSET (US-ASCII UTF-8)", "Search in UTF-8, please");
        }

        var uids = await selected.UidsAsync(session);
        var matcher = await SearchMatcher.CreateAsync(session, selected, arguments.Key);
        session.CondStore |= matcher.AsksModSeq;
        var found = await FindAsync(session, selected, matcher);
        var hits = found.Where(hit => SelectedFolder.SequenceOf(uids, hit.Uid) > 0).OrderBy(hit => hit.Uid).ToList();
        var numbers = hits.ConvertAll(hit => request.Uid ? hit.Uid : (uint)SelectedFolder.SequenceOf(uids, hit.Uid));
        // RFC 9051 §6.4.4: a rev2 client hears ESEARCH whatever the form of its question.
        var returns = arguments.Return ?? (session.Rev2 ? SearchReturn.All : null);
        Save(selected, hits, returns);
        ulong? modSeq = matcher.AsksModSeq && hits.Count > 0 ? Told(hits, returns).Max(hit => hit.ModSeq) : null;
        if (returns is { } wanted)
        {
            WriteExtended(session, request, numbers, wanted, modSeq);
        }
        else
        {
            WritePlain(session, numbers, modSeq);
        }

        return ImapReply.Done("Searched");
    }

    private static async Task<List<(uint Uid, ulong ModSeq)>> FindAsync(
        ImapSession session,
        SelectedFolder selected,
        SearchMatcher matcher
    )
    {
        var hits = new List<(uint, ulong)>();
        var open = new List<uint>();
        foreach (
            var entry in await session.Services.View.EntriesAsync(selected.Id, matcher.Candidates, ct: session.Closed)
        )
        {
            Sort(matcher.Match(entry), entry, hits, open);
        }

        var undecided = open;
        if (undecided.Count > 0 && matcher.AsksSummary)
        {
            open = [];
            var set = UidSet.Of(undecided);
            await foreach (
                var entry in session.Services.View.FetchAsync(selected.Id, set, FetchParts.Summary, ct: session.Closed)
            )
            {
                Sort(matcher.Match(entry.Entry, entry), entry.Entry, hits, open);
            }
        }

        if (open.Count > 0)
        {
            var set = UidSet.Of(open);
            var parts = FetchParts.Summary | FetchParts.Content;
            await foreach (var entry in session.Services.View.FetchAsync(selected.Id, set, parts, ct: session.Closed))
            {
                var text = await SearchedText.ReadAsync(session, matcher, entry);
                if (matcher.Match(entry.Entry, entry, text) == true)
                {
                    hits.Add((entry.Uid, entry.Entry.ModSeq));
                }
            }
        }

        return hits;
    }

    private static void Sort(bool? match, FolderEntry entry, List<(uint, ulong)> hits, List<uint> open)
    {
        if (match is null)
        {
            open.Add(entry.Uid);
        }
        else if (match.Value)
        {
            hits.Add((entry.Uid, entry.ModSeq));
        }
    }

    private static bool IsKnown(string charset) =>
        charset.Equals("UTF-8", StringComparison.OrdinalIgnoreCase)
        || charset.Equals("US-ASCII", StringComparison.OrdinalIgnoreCase);

    /// <summary>RFC 5182 §2.1: a saving search that fails leaves an empty result.</summary>
    private static void ForgetSaved(SelectedFolder selected, SearchArguments arguments)
    {
        if (arguments.Return?.HasFlag(SearchReturn.Save) == true)
        {
            selected.Saved = UidSet.None;
        }
    }

    private static void Save(SelectedFolder selected, List<(uint Uid, ulong)> hits, SearchReturn? returns)
    {
        if (returns?.HasFlag(SearchReturn.Save) == true)
        {
            selected.Saved = UidSet.Of(Told(hits, returns).Select(hit => hit.Uid));
        }
    }

    /// <summary>
    /// RFC 5182 §2.4, RFC 4731 §3.2: with MIN or MAX alone only those count, for what is saved and for the mod-sequence.
    /// </summary>
    private static IEnumerable<(uint Uid, ulong ModSeq)> Told(
        List<(uint Uid, ulong ModSeq)> hits,
        SearchReturn? returns
    )
    {
        var wanted = returns ?? SearchReturn.All;
        var (min, max) = (wanted.HasFlag(SearchReturn.Min), wanted.HasFlag(SearchReturn.Max));
        return (!min && !max) || (wanted & (SearchReturn.All | SearchReturn.Count)) != 0
            ? hits
            : hits.Where((_, i) => (min && i == 0) || (max && i == hits.Count - 1));
    }

    private static void WritePlain(ImapSession session, List<uint> numbers, ulong? modSeq)
    {
        session.Writer.Raw("* SEARCH"u8);
        foreach (var number in numbers)
        {
            session.Writer.Space().Number(number);
        }

        if (modSeq is { } newest)
        {
            session.Writer.Raw(" (MODSEQ "u8).Number(newest).Raw(")"u8);
        }

        session.Writer.End();
    }

    private static void WriteExtended(
        ImapSession session,
        ImapRequest request,
        List<uint> numbers,
        SearchReturn wanted,
        ulong? modSeq
    )
    {
        if (wanted == SearchReturn.Save)
        {
            return;
        }

        var writer = session.Writer.Raw("* ESEARCH (TAG "u8).Text(request.Tag).Raw(")"u8);
        _ = request.Uid ? writer.Raw(" UID"u8) : writer;
        if (wanted.HasFlag(SearchReturn.Min) && numbers.Count > 0)
        {
            writer.Raw(" MIN "u8).Number(numbers[0]);
        }

        if (wanted.HasFlag(SearchReturn.Max) && numbers.Count > 0)
        {
            writer.Raw(" MAX "u8).Number(numbers[^1]);
        }

        if (wanted.HasFlag(SearchReturn.All) && numbers.Count > 0)
        {
            writer.Raw(" ALL "u8).Ascii(SequenceSet.Format(numbers));
        }

        if (wanted.HasFlag(SearchReturn.Count))
        {
            writer.Raw(" COUNT "u8).Number((ulong)numbers.Count);
        }

        if (modSeq is { } newest)
        {
            writer.Raw(" MODSEQ "u8).Number(newest);
        }

        writer.End();
    }
}
