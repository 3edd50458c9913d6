namespace CareMail.Operations;

/// <summary>Copies a segment without the zeros at its end, which it was filled with in advance.</summary>
internal static class SparseCopy
{
    private const int BufferSize = 1 << 20;

    public static async Task RunAsync(string from, string to, CancellationToken ct)
    {
        // The server has the file open for writing.
        await using var source = new FileStream(
            from,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        await using var target = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[BufferSize];
        var zeros = 0L;
        for (int read; (read = await source.ReadAsync(buffer, ct)) > 0; )
        {
            if (buffer.AsSpan(0, read).IndexOfAnyExcept((byte)0) < 0)
            {
                zeros += read;
                continue;
            }

            // Zeros with something behind them are a hole of the same length.
            target.Seek(zeros, SeekOrigin.Current);
            zeros = 0;
            await target.WriteAsync(buffer.AsMemory(0, read), ct);
        }
    }
}
