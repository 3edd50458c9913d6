using System.Buffers;

namespace CareMail.Mailboxes;

/// <summary>Holds a message in rented pieces: small mail needs one, and none is copied when the next is added.</summary>
internal sealed class MessageBuffer : IDisposable
{
    private const int FirstPiece = 8 * 1024;
    private const int Piece = 64 * 1024;

    private readonly List<(byte[] Bytes, int Length)> _pieces = [];

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_pieces is not [.., var last] || last.Length == last.Bytes.Length)
            {
                last = (ArrayPool<byte>.Shared.Rent(_pieces.Count == 0 ? FirstPiece : Piece), 0);
                _pieces.Add(last);
            }

            var count = Math.Min(bytes.Length, last.Bytes.Length - last.Length);
            bytes[..count].CopyTo(last.Bytes.AsSpan(last.Length));
            _pieces[^1] = (last.Bytes, last.Length + count);
            bytes = bytes[count..];
        }
    }

    /// <summary>What was written, behind <paramref name="lead"/>. Good until disposed.</summary>
    public ReadOnlySequence<byte> After(ReadOnlyMemory<byte> lead)
    {
        var first = new Segment(lead, null);
        var last = first;
        foreach (var (bytes, length) in _pieces)
        {
            last = new Segment(bytes.AsMemory(0, length), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    public void Dispose()
    {
        foreach (var (bytes, _) in _pieces)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _pieces.Clear();
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
