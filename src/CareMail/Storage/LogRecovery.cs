namespace CareMail.Storage;

/// <summary>
/// What a start does with the segments the last run left. A crash can leave one that was being written, one that was being
/// prepared, and large messages half arrived. Nothing that anybody was told is stored is touched.
/// </summary>
internal sealed class LogRecovery(SegmentFiles segments, SegmentSupply supply, ILogger log)
{
    /// <summary>Gives the segments that hold something, closed for good.</summary>
    public IReadOnlyList<(long Segment, int Kind)> Run()
    {
        var found = segments.List();
        segments.StartNumbersAfter(found.Count == 0 ? 0 : found[^1].Segment);
        return [.. found.Where(s => s.Kind == StoredBytes.OwnFile || Recover(s.Segment))];
    }

    /// <summary>True if there is anything in it.</summary>
    private bool Recover(long segment)
    {
        var file = segments.Layer.Open(segments.PathOf(segment, StoredBytes.Record), forWriting: true);
        var kept = false;
        try
        {
            if (SegmentFormat.TryReadTrailer(file, out _, out _, out _))
            {
                return true;
            }

            var length = file.Length;
            var header = new byte[SegmentFormat.HeaderSize];
            var known =
                file.ReadFully(header, 0) == header.Length
                && SegmentFormat.IsHeader(header, segment, StoredBytes.Record);
            var scan = new LogScan(file);
            var (records, torn) = (0L, 0L);
            foreach (var record in scan.Records(length))
            {
                records += record.Whole ? 1 : 0;
                torn += record.Whole ? 0 : 1;
            }

            if (records == 0 && scan.TornBytes == 0)
            {
                // Prepared and never written to. One such is enough.
                kept = known && supply.TryReuse(segment, file);
                if (!kept)
                {
                    segments.Delete(segment, StoredBytes.Record);
                }

                return false;
            }

            // Only zeros are cut off. Torn bytes stay where they are until the segment is compacted.
            Segment.Seal(file, scan.End, records);
            StorageLog.SegmentRecovered(log, segment, records, scan.End, scan.TornBytes, torn);
            return true;
        }
        finally
        {
            if (!kept)
            {
                file.Dispose();
            }
        }
    }
}
