using System.Globalization;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>
/// A piece of a UID set as SQL: the rows of <c>mailboxes_entry e</c> of <c>@folderId</c> in it. One range is a BETWEEN;
/// many are joined, each a search of the clustered key.
/// </summary>
internal sealed record UidRanges(string From, string Condition, IReadOnlyList<(string Name, object Value)> Parameters)
{
    // Enough to make the round trip cheap, little enough that the parameter stays small.
    private const int RangesOfPiece = 500;

    public static IEnumerable<UidRanges> Of(Engine engine, UidSet uids)
    {
        if (uids.Ranges is [var only])
        {
            yield return One(only);
            yield break;
        }

        foreach (var piece in uids.Ranges.Chunk(RangesOfPiece))
        {
            yield return engine == Engine.Sqlite ? Sqlite(piece) : Postgres(piece);
        }
    }

    private static UidRanges One(UidRange range) =>
        new(
            "mailboxes_entry e",
            "e.folder_id = @folderId AND e.uid BETWEEN @first AND @last",
            [("@first", (long)range.First), ("@last", (long)range.Last)]
        );

    private static UidRanges Sqlite(UidRange[] ranges)
    {
        var json = string.Join(
            ',',
            ranges.Select(r => string.Create(CultureInfo.InvariantCulture, $"[{r.First},{r.Last}]"))
        );
        return new UidRanges(
            // CROSS JOIN keeps this order: ranges outside, the key searched inside.
            "json_each(@ranges) r CROSS JOIN mailboxes_entry e",
            """
            e.folder_id = @folderId
            AND e.uid BETWEEN json_extract(r.value, '$[0]') AND json_extract(r.value, '$[1]')
            """,
            [("@ranges", $"[{json}]")]
        );
    }

    private static UidRanges Postgres(UidRange[] ranges) =>
        new(
            "unnest(@firsts, @lasts) AS r(first, last) JOIN mailboxes_entry e ON e.uid BETWEEN r.first AND r.last",
            "e.folder_id = @folderId",
            [
                ("@firsts", ranges.Select(r => (long)r.First).ToArray()),
                ("@lasts", ranges.Select(r => (long)r.Last).ToArray()),
            ]
        );
}
