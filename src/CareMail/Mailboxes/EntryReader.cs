using System.Data.Common;
using System.Runtime.CompilerServices;
using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>Reads entries with what belongs to them. Every read is one query of bounded size on a connection soon given back.</summary>
internal sealed class EntryReader(Database database, MessageOpener opener)
{
    // First a screenful, so that the client sees something at once; then as much as is cheap to hold.
    private const int FirstSlice = 200;
    private const int Slice = 500;

    public static async Task<List<uint>> UidsAsync(
        Database database,
        Guid folderId,
        UidSet uids,
        string condition,
        CancellationToken ct
    )
    {
        var found = new List<uint>();
        foreach (var range in UidRanges.Of(database.Engine, uids))
        {
            found.AddRange(
                await database.ListAsync(
                    $"SELECT e.uid FROM {range.From} WHERE {range.Condition} AND {condition}",
                    row => (uint)row.GetInt64(0),
                    ct,
                    [("@folderId", SqlIds.Value(database.Engine, folderId)), .. range.Parameters]
                )
            );
        }

        found.Sort();
        return found;
    }

    /// <summary>Summary and wrapped key of the messages in a set.</summary>
    public static async Task<List<(Guid Id, byte[] Summary, byte[] Wrapped)>> KeysAsync(
        Database database,
        Guid folderId,
        UidSet uids,
        Guid organisationId,
        CancellationToken ct
    )
    {
        var found = new List<(Guid, byte[], byte[])>();
        foreach (var range in UidRanges.Of(database.Engine, uids))
        {
            found.AddRange(
                await database.ListAsync(
                    $"""
                    SELECT m.id, m.summary, k.wrapped FROM {range.From}
                    JOIN mailboxes_message m ON m.id = e.message_id
                    JOIN mailboxes_message_key k ON k.message_id = m.id AND k.organisation_id = @organisationId
                    WHERE {range.Condition}
                    """,
                    row => (row.GetId(0), row.GetBytes(1), row.GetBytes(2)),
                    ct,
                    [
                        ("@folderId", SqlIds.Value(database.Engine, folderId)),
                        ("@organisationId", SqlIds.Value(database.Engine, organisationId)),
                        .. range.Parameters,
                    ]
                )
            );
        }

        return found;
    }

    public async Task<List<FolderEntry>> EntriesAsync(
        Guid folderId,
        UidSet uids,
        ulong changedSince,
        CancellationToken ct
    )
    {
        var found = new List<FolderEntry>();
        foreach (var range in UidRanges.Of(database.Engine, uids))
        {
            found.AddRange(
                await database.ListAsync(
                    $"SELECT {EntryTable.Columns} FROM {range.From} WHERE {range.Condition} AND e.modseq > @since",
                    EntryTable.Read,
                    ct,
                    [.. Parameters(folderId, changedSince), .. range.Parameters]
                )
            );
        }

        found.Sort((a, b) => a.Uid.CompareTo(b.Uid));
        return found;
    }

    public async IAsyncEnumerable<FetchedEntry> FetchAsync(
        Guid folderId,
        UidSet uids,
        FetchParts parts,
        ulong changedSince,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var take = FirstSlice;
        foreach (var range in uids.Ranges.Count > 1 ? Pieces(uids) : [uids])
        {
            var rest = range;
            while (!rest.IsEmpty)
            {
                var slice = await SliceAsync(folderId, rest, parts, changedSince, take, ct);
                foreach (var entry in slice)
                {
                    yield return entry;
                }

                // Many single UIDs come whole; a long range comes piece by piece, each beginning where the last ended.
                rest =
                    range.Ranges.Count > 1 || slice.Count < take || slice[^1].Uid == uint.MaxValue
                        ? UidSet.None
                        : UidSet.Of([new UidRange(slice[^1].Uid + 1, range.Ranges[0].Last)]);
                take = Slice;
            }
        }
    }

    /// <summary>
    /// Long ranges alone, short ones together: a piece of several ranges is read by one query without a limit, so it must
    /// not be able to hold more than a slice.
    /// </summary>
    private static IEnumerable<UidSet> Pieces(UidSet uids)
    {
        var piece = new List<UidRange>();
        var width = 0L;
        foreach (var range in uids.Ranges)
        {
            var next = (long)range.Last - range.First + 1;
            if (piece.Count > 0 && (width + next > FirstSlice || piece.Count == FirstSlice))
            {
                yield return UidSet.Of(piece);
                (piece, width) = ([], 0);
            }

            piece.Add(range);
            width += next;
        }

        yield return UidSet.Of(piece);
    }

    private Task<List<FetchedEntry>> SliceAsync(
        Guid folderId,
        UidSet uids,
        FetchParts parts,
        ulong changedSince,
        int take,
        CancellationToken ct
    )
    {
        var range = UidRanges.Of(database.Engine, uids).Single();
        return FetchAsync(
            range.From,
            $"{range.Condition} AND e.modseq > @since",
            uids.Ranges.Count > 1 ? "ORDER BY e.uid" : $"ORDER BY e.folder_id, e.uid LIMIT {take}",
            parts,
            [.. Parameters(folderId, changedSince), .. range.Parameters],
            ct
        );
    }

    /// <summary>Entries that meet a condition, with the parts asked for.</summary>
    public async Task<List<FetchedEntry>> FetchAsync(
        string from,
        string condition,
        string tail,
        FetchParts parts,
        IReadOnlyList<(string Name, object Value)> parameters,
        CancellationToken ct
    )
    {
        var rows = await database.ListAsync(
            $"SELECT {EntryTable.Columns}, e.folder_id{Columns(parts)} FROM {from}{Joins(parts)} WHERE {condition} {tail}",
            row => ReadFetched(row, parts),
            ct,
            parameters
        );
        var entries = new List<FetchedEntry>(rows.Count);
        foreach (var row in rows)
        {
            var content = row.Place is { } place
                ? await opener.OpenAsync(row.Entry.MessageId, place, row.Summary, ct)
                : null;
            entries.Add(new FetchedEntry(row.FolderId, row.Entry, row.Summary, content));
        }

        return entries;
    }

    private (string Name, object Value)[] Parameters(Guid folderId, ulong changedSince) =>
        [("@folderId", SqlIds.Value(database.Engine, folderId)), ("@since", (long)changedSince)];

    public static string Joins(FetchParts parts) =>
        parts == FetchParts.Entry ? ""
        : parts.HasFlag(FetchParts.Content)
            ? """
                 JOIN mailboxes_message m ON m.id = e.message_id
                 JOIN mailboxes_folder ef ON ef.id = e.folder_id
                 JOIN mailboxes_mailbox em ON em.id = ef.mailbox_id
                 JOIN mailboxes_message_key k ON k.message_id = m.id AND k.organisation_id = em.organisation_id
                """
        : " JOIN mailboxes_message m ON m.id = e.message_id";

    public static string Columns(FetchParts parts) =>
        (parts == FetchParts.Entry ? "" : ", m.summary")
        + (parts.HasFlag(FetchParts.Content) ? $", {MessageTable.PlaceColumns}, k.organisation_id, k.wrapped" : "");

    private static FetchedRow ReadFetched(DbDataReader row, FetchParts parts)
    {
        const int At = EntryTable.ColumnCount + 1;
        return new FetchedRow(
            row.GetId(EntryTable.ColumnCount),
            EntryTable.Read(row),
            parts == FetchParts.Entry ? ReadOnlyMemory<byte>.Empty : row.GetBytes(At),
            parts.HasFlag(FetchParts.Content)
                ? new MessagePlace(MessageTable.ReadPlace(row, At + 1), row.GetId(At + 6), row.GetBytes(At + 7))
                : null
        );
    }

    private readonly record struct FetchedRow(
        Guid FolderId,
        FolderEntry Entry,
        ReadOnlyMemory<byte> Summary,
        MessagePlace? Place
    );
}
