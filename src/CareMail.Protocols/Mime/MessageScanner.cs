using System.Text;

namespace CareMail.Protocols.Mime;

/// <summary>
/// Reads a message as it arrives and makes its summary: linear time, flat memory, any split of the bytes gives the same
/// summary, and no content makes it throw.
/// </summary>
/// <remarks>
/// A line is looked at only where it can mean something: every line of a header, and in a body below a multipart those that
/// begin with two hyphens (RFC 2049 §2 says what a reader must understand of them). Everything else is searched for the next such place and counted, whole buffers at a time.
/// </remarks>
public sealed class MessageScanner
{
    // RFC 2046 §5.1.1 allows boundaries of 70 characters. Longer ones work here, up to a line of this length.
    private const int LongestBoundaryLine = 512;

    private readonly MimeLimits _limits;
    private readonly KnownFields _fields;
    private readonly List<Entity> _open = [];
    private readonly Entity _root;
    private readonly PreviewCollector _preview;
    private Entity _current;
    private bool _inHeader = true;
    private int _parts = 1;
    private int _boundaries;
    private int _addressesLeft;
    private ThreadKeys? _threads;

    // Offset of the first byte that is not dealt with; the beginning of its line may be held.
    private long _position;
    private long _newlines;
    private byte _last;
    private byte _lastButOne;
    private byte _lastButTwo;
    private bool _atLineStart;

    // The beginning of a line whose end has not come yet; of a very long one only as much as anyone looks at.
    private byte[] _held = new byte[256];
    private int _heldKept;
    private long _heldLength;

    public MessageScanner()
        : this(MimeLimits.Default) { }

    public MessageScanner(MimeLimits limits)
    {
        _limits = limits;
        _fields = new KnownFields(limits);
        _preview = new PreviewCollector(limits);
        _addressesLeft = limits.Addresses * 4;
        _root = new Entity { IsMessageRoot = true };
        _current = _root;
        _open.Add(_root);
    }

    public static MessageSummary Scan(ReadOnlySpan<byte> message, MimeLimits? limits = null)
    {
        var scanner = new MessageScanner(limits ?? MimeLimits.Default);
        scanner.Feed(message);
        return scanner.Complete();
    }

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = _inHeader ? FeedHeader(bytes) : FeedBody(bytes);
        }
    }

    /// <param name="leadLength">Header bytes that were put before the message after it was scanned; offsets move by it.</param>
    public MessageSummary Complete(long leadLength = 0)
    {
        TakeUnfinishedLine();
        while (_inHeader)
        {
            EndHeader(_position);
        }
        var hasOpenLine = _position > 0 && _last != '\n';
        foreach (var entity in _open)
        {
            entity.BodyEnd = _position;
            entity.Lines = _newlines - entity.NewlinesBefore + (hasOpenLine && entity.BodyStart < _position ? 1 : 0);
        }
        _preview.End();
        return new MessageSummary
        {
            Envelope = _root.Envelope ?? Envelope.Empty,
            Root = MimeTree.Build(_root, leadLength),
            Preview = _preview.Text,
            Threads = _threads ?? ThreadKeys.None,
            Size = _position + leadLength,
            Lines = _newlines + (hasOpenLine ? 1 : 0),
            Defects = _fields.Defects,
        };
    }

    // ── header ──────────────────────────────────────────────────────────────────────────────────────────────────────

    private ReadOnlySpan<byte> FeedHeader(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var piece = end < 0 ? bytes : bytes[..end];
        Remember(piece);
        if (end < 0 || _heldLength > 0)
        {
            Hold(piece, _limits.FieldBytes + LongestBoundaryLine);
        }
        if (end < 0)
        {
            return default;
        }
        var line = _heldLength > 0 ? Held : piece;
        var lineStart = _position;
        var length = Math.Max(_heldLength, piece.Length);
        if (length == 0 || _last != '\r')
        {
            _fields.Defects |= MimeDefects.BareLineFeed;
        }
        Remember("\n"u8);
        _position += length + 1;
        _heldLength = _heldKept = 0;
        HeaderLine(line.TrimEnd((byte)'\r'), lineStart, newlines: 1);
        return bytes[(end + 1)..];
    }

    private void HeaderLine(ReadOnlySpan<byte> line, long lineStart, int newlines)
    {
        if (line.IsEmpty)
        {
            _newlines += newlines;
            EndHeader(_position);
        }
        else if (line[0] == '-' && FindBoundary(line, out var isClose) is >= 0 and var index)
        {
            // A header that no empty line ended, cut off by the next part.
            _current.IsCut = true;
            EndHeader(lineStart);
            Boundary(index, isClose, lineStart, 0, false);
            _newlines += newlines;
        }
        else
        {
            _newlines += newlines;
            _fields.Line(line, _current.IsMessageRoot);
        }
    }

    private void EndHeader(long bodyStart)
    {
        var entity = _current;
        entity.BodyStart = bodyStart;
        entity.NewlinesBefore = _newlines;
        ContentHeader.Read(_fields, _limits, entity);
        if (entity.IsMessageRoot)
        {
            entity.Envelope = EnvelopeReader.Read(
                _fields,
                entity.Parameter("charset"),
                entity == _root,
                ref _addressesLeft
            );
            _threads ??= EnvelopeReader.Threads(_fields, entity.Envelope, _limits);
        }
        _fields.Clear();
        _inHeader = false;
        _atLineStart = true;
        if (entity.Type == "multipart")
        {
            OpenMultipart(entity);
        }
        else if (entity.Type == "message" && entity.Subtype is "rfc822" or "global" or "news")
        {
            OpenMessage(entity);
        }
        if (entity.Kind == EntityKind.Leaf)
        {
            _preview.Begin(entity, _open);
        }
    }

    private void OpenMultipart(Entity entity)
    {
        var boundary = entity.Parameter("boundary")?.TrimEnd();
        if (entity.IsCut || string.IsNullOrEmpty(boundary) || boundary.Length > LongestBoundaryLine - 6)
        {
            // RFC 2046 §5.1.1 wants one. Without it the text is still there to be read.
            _fields.Defects |= MimeDefects.MissingBoundary;
            entity.Retype("text", "plain");
        }
        else if (_open.Count > _limits.Depth)
        {
            _fields.Defects |= MimeDefects.TooDeep;
            entity.Retype("application", "octet-stream");
        }
        else
        {
            entity.Kind = EntityKind.Multipart;
            entity.Boundary = Encoding.UTF8.GetBytes("--" + boundary);
            _boundaries++;
        }
    }

    private void OpenMessage(Entity entity)
    {
        var isTooDeep = _open.Count > _limits.Depth;
        var isTooMany = _parts >= _limits.Parts;
        if (entity.IsCut || isTooDeep || isTooMany || !ContentDecoder.IsIdentity(entity.Encoding))
        {
            _fields.Defects |=
                isTooDeep ? MimeDefects.TooDeep
                : isTooMany ? MimeDefects.TooManyParts
                : MimeDefects.None;
            entity.Retype("application", "octet-stream");
            return;
        }
        entity.Kind = EntityKind.Message;
        Open(new Entity { IsMessageRoot = true }, entity);
    }

    private void Open(Entity child, Entity parent)
    {
        _parts++;
        child.HeaderStart = _position;
        parent.Children.Add(child);
        _open.Add(child);
        _current = child;
        _inHeader = true;
    }

    // ── body ────────────────────────────────────────────────────────────────────────────────────────────────────────

    private ReadOnlySpan<byte> FeedBody(ReadOnlySpan<byte> bytes)
    {
        if (_boundaries == 0)
        {
            // No boundary can come: only count.
            Skip(bytes);
            return default;
        }
        if (_heldLength > 0 || (_atLineStart && bytes[0] == '-'))
        {
            return FeedCandidate(bytes);
        }
        // A line end at the end of these bytes may be followed by a hyphen in the next ones.
        var next = bytes.IndexOf("\n-"u8);
        var taken = next < 0 ? bytes : bytes[..(next + 1)];
        Skip(taken);
        _atLineStart = taken[^1] == '\n';
        return bytes[taken.Length..];
    }

    /// <summary>A line that begins with a hyphen: kept until its end comes or it cannot be a boundary.</summary>
    private ReadOnlySpan<byte> FeedCandidate(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var piece = end < 0 ? bytes : bytes[..end];
        if (!MayBeBoundary(piece))
        {
            Skip(Held);
            _heldLength = _heldKept = 0;
            Skip(piece);
            _atLineStart = false;
            return bytes[piece.Length..];
        }
        if (end < 0 || _heldLength > 0)
        {
            Hold(piece, LongestBoundaryLine);
        }
        if (end < 0)
        {
            return default;
        }
        var line = _heldLength > 0 ? Held : piece;
        _heldLength = _heldKept = 0;
        if (!TakeBoundary(line, line.Length + 1))
        {
            Skip(line);
            Skip("\n"u8);
            _atLineStart = true;
        }
        return bytes[(end + 1)..];
    }

    private bool MayBeBoundary(ReadOnlySpan<byte> piece) =>
        _heldLength + piece.Length <= LongestBoundaryLine
        && _heldLength switch
        {
            0 => piece is not [_, not (byte)'-', ..],
            1 => piece is not [not (byte)'-', ..],
            _ => true,
        };

    private bool TakeBoundary(ReadOnlySpan<byte> line, int lengthWithEnd)
    {
        var index = FindBoundary(line, out var isClose);
        if (index < 0)
        {
            return false;
        }
        // RFC 2046 §5.1.1: the line end before the boundary belongs to the boundary.
        var lineEnd =
            _last != '\n' ? 0
            : _lastButOne == '\r' ? 2
            : 1;
        var lineStart = _position;
        var byteBefore = lineEnd == 2 ? _lastButTwo : _lastButOne;
        _position += lengthWithEnd;
        Remember(line);
        if (lengthWithEnd > line.Length)
        {
            Remember("\n"u8);
        }
        Boundary(index, isClose, lineStart, lineEnd, byteBefore == '\n');
        _newlines += lengthWithEnd - line.Length;
        return true;
    }

    /// <summary>The innermost open multipart whose boundary this line is.</summary>
    private int FindBoundary(ReadOnlySpan<byte> line, out bool isClose)
    {
        isClose = false;
        if (_boundaries == 0 || line.Length > LongestBoundaryLine || !line.StartsWith("--"u8))
        {
            return -1;
        }
        // RFC 2046 §5.1.1: white space may have been added on the way.
        line = line.TrimEnd(" \t\r"u8);
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            var boundary = _open[i].Boundary;
            if (boundary is null || !line.StartsWith(boundary))
            {
                continue;
            }
            var rest = line[boundary.Length..];
            isClose = rest.SequenceEqual("--"u8);
            if (rest.IsEmpty || isClose)
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>Ends what is open below the multipart, and opens its next part.</summary>
    /// <param name="index">The multipart among the open entities.</param>
    /// <param name="isClose">It was the multipart's last boundary.</param>
    /// <param name="lineStart">Offset of the boundary's first hyphen.</param>
    /// <param name="lineEnd">Bytes of the line end before it.</param>
    /// <param name="afterEmptyLine">The line before it has nothing but its line end, which is the boundary's.</param>
    private void Boundary(int index, bool isClose, long lineStart, int lineEnd, bool afterEmptyLine)
    {
        _preview.End();
        var bodyEnd = lineStart - lineEnd;
        for (var i = _open.Count - 1; i > index; i--)
        {
            var entity = _open[i];
            if (bodyEnd < entity.BodyStart)
            {
                // Nothing between the header and the boundary: the line end is the header's.
                bodyEnd = entity.BodyStart;
                lineEnd = 0;
            }
            var losesLine = lineEnd > 0 && (afterEmptyLine || bodyEnd == entity.BodyStart);
            entity.BodyEnd = bodyEnd;
            entity.Lines = Math.Max(0, _newlines - entity.NewlinesBefore - (losesLine ? 1 : 0));
            _boundaries -= entity.Boundary is null ? 0 : 1;
        }
        _open.RemoveRange(index + 1, _open.Count - index - 1);
        var multipart = _open[index];
        _current = multipart;
        _inHeader = false;
        _atLineStart = true;
        if (isClose)
        {
            multipart.Boundary = null;
            _boundaries--;
        }
        else if (_parts >= _limits.Parts)
        {
            _fields.Defects |= MimeDefects.TooManyParts;
        }
        else
        {
            Open(new Entity { IsInDigest = multipart.Subtype == "digest" }, multipart);
        }
    }

    // ── bytes ───────────────────────────────────────────────────────────────────────────────────────────────────────

    private ReadOnlySpan<byte> Held => _held.AsSpan(0, _heldKept);

    private void Hold(ReadOnlySpan<byte> bytes, int limit)
    {
        _heldLength += bytes.Length;
        var room = limit - _heldKept;
        if (bytes.Length > room)
        {
            _fields.Defects |= MimeDefects.HeaderCut;
            bytes = bytes[..room];
        }
        if (_heldKept + bytes.Length > _held.Length)
        {
            Array.Resize(ref _held, Math.Max(_held.Length * 2, _heldKept + bytes.Length));
        }
        bytes.CopyTo(_held.AsSpan(_heldKept));
        _heldKept += bytes.Length;
    }

    private void TakeUnfinishedLine()
    {
        if (_heldLength == 0)
        {
            return;
        }
        var line = Held;
        if (_inHeader)
        {
            var lineStart = _position;
            _position += _heldLength;
            HeaderLine(line.TrimEnd((byte)'\r'), lineStart, newlines: 0);
        }
        else if (!TakeBoundary(line, line.Length))
        {
            Skip(line);
        }
        _heldLength = _heldKept = 0;
    }

    private void Skip(ReadOnlySpan<byte> bytes)
    {
        _newlines += bytes.Count((byte)'\n');
        _preview.Body(bytes);
        Remember(bytes);
        _position += bytes.Length;
    }

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        for (var i = Math.Max(0, bytes.Length - 3); i < bytes.Length; i++)
        {
            (_lastButTwo, _lastButOne, _last) = (_lastButOne, _last, bytes[i]);
        }
    }
}
