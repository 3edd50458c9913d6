using System.Buffers;
using System.Security.Cryptography;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace CareMail.Tests.Storage;

/// <summary>A message log on a disk of the test's choice, and what it said it stored.</summary>
internal sealed class LogUnderTest(IFileLayer disk, StorageOptions options) : IAsyncDisposable
{
    public const int SegmentBytes = 256 << 10;

    public MessageLog Log { get; } = new(options, TimeProvider.System, NullLogger<MessageLog>.Instance, disk);

    public static async Task<LogUnderTest> OpenAsync(IFileLayer disk, string? folder = null)
    {
        var log = new LogUnderTest(
            disk,
            new StorageOptions { DataFolder = folder ?? "/fragile", SegmentBytes = SegmentBytes }
        );
        await log.Log.OpenAsync();
        return log;
    }

    public static Task<LogUnderTest> OnRealFilesAsync(string? folder = null) =>
        OpenAsync(new DiskFiles(), folder ?? TestFolder.Make());

    public async Task<Stored> AppendAsync(byte[] bytes)
    {
        var (id, key) = (Ids.New(), MessageKey.New());
        return new Stored(id, key, bytes, await Log.AppendAsync(id, new ReadOnlySequence<byte>(bytes), key));
    }

    /// <summary>The file that holds this segment's records.</summary>
    public string PathOf(long segment) =>
        Path.Combine(options.MessageFolder, SegmentFormat.NameOf(segment, StoredBytes.Record));

    public Task<Stored> AppendAsync(int length) => AppendAsync(RandomNumberGenerator.GetBytes(length));

    public async Task<Stored> AppendLargeAsync(int length, int pieces, int leadLength)
    {
        var (id, key) = (Ids.New(), MessageKey.New());
        var (body, lead) = (RandomNumberGenerator.GetBytes(length), RandomNumberGenerator.GetBytes(leadLength));
        await using var large = Log.BeginLarge(id, key);
        for (var at = 0; at < length; at += pieces)
        {
            await large.WriteAsync(body.AsMemory(at, Math.Min(pieces, length - at)));
        }

        return new Stored(id, key, [.. lead, .. body], await large.CompleteAsync(lead));
    }

    public async Task<byte[]> ReadAsync(Stored stored, long offset, long length)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await Log.ReadAsync(stored.Where, stored.Key, offset, length, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    public async Task AssertHoldsAsync(IEnumerable<Stored> all)
    {
        foreach (var stored in all)
        {
            Assert.Equal(stored.Bytes, await ReadAsync(stored, 0, stored.Bytes.Length));
        }
    }

    public ValueTask DisposeAsync() => Log.DisposeAsync();

    public sealed record Stored(Guid Id, MessageKey Key, byte[] Bytes, StoredBytes Where);
}
