using System.Text;

namespace CareMail.Protocols.Mime;

/// <summary>The fields whose values the summary needs, of one header block, as they came.</summary>
internal sealed class KnownFields(MimeLimits limits)
{
    private byte[] _bytes = new byte[1024];
    private int _used;
    private readonly List<(HeaderField Field, int Start, int End)> _fields = [];
    private int _seen;
    private bool _keeping;
    private int _left = limits.AllHeaderBytes;

    public MimeDefects Defects { get; set; }

    /// <summary>Ready for the next header block; the buffer stays.</summary>
    public void Clear()
    {
        _fields.Clear();
        _left -= _used;
        _used = 0;
        _seen = 0;
        _keeping = false;
    }

    /// <summary>One line of the header without its line end.</summary>
    public void Line(ReadOnlySpan<byte> line, bool isMessage)
    {
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            // RFC 5322 §2.2.3: unfolding takes the line end away and leaves the white space.
            if (_keeping)
            {
                Append(line);
            }
            return;
        }
        _keeping = false;
        if (++_seen > limits.Fields)
        {
            Defects |= MimeDefects.HeaderCut;
            return;
        }
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            return;
        }
        // RFC 5322 §4.5: white space before the colon is obsolete, not another field.
        var field = Recognise(line[..colon].TrimEnd(" \t"u8));
        if (field == HeaderField.None || (field < HeaderField.ContentType && !isMessage))
        {
            return;
        }
        _fields.Add((field, _used, _used));
        _keeping = true;
        Append(line[(colon + 1)..]);
    }

    /// <summary>The value of a field that stands once; of several the first counts.</summary>
    public string? First(HeaderField field, string? charset = null)
    {
        string? value = null;
        foreach (var (candidate, start, end) in _fields)
        {
            if (candidate != field)
            {
                continue;
            }
            if (value is not null)
            {
                Defects |= MimeDefects.RepeatedField;
                break;
            }
            value = Text(start, end, charset);
        }
        return value;
    }

    /// <summary>All values of an address field; RFC 5322 §3.6 allows one, mail has more.</summary>
    public IReadOnlyList<HeaderAddress> Addresses(
        HeaderField field,
        string? charset,
        ref int left,
        bool onlyFirst = false
    )
    {
        List<HeaderAddress>? found = null;
        foreach (var (candidate, start, end) in _fields)
        {
            if (candidate != field || left <= 0)
            {
                continue;
            }
            if (found is not null && onlyFirst)
            {
                Defects |= field == HeaderField.From ? MimeDefects.UnclearFrom : MimeDefects.RepeatedField;
                break;
            }
            var addresses = HeaderText.ParseAddresses(Text(start, end, charset), Math.Min(left, limits.Addresses));
            left -= addresses.Count;
            (found ??= []).AddRange(addresses);
        }
        return found ?? (IReadOnlyList<HeaderAddress>)[];
    }

    private string Text(int start, int end, string? charset)
    {
        var bytes = _bytes.AsSpan(start, end - start).Trim(" \t"u8);
        if (Ascii.IsValid(bytes) && !bytes.ContainsAnyInRange((byte)0, (byte)31))
        {
            return Encoding.ASCII.GetString(bytes);
        }
        if (!Ascii.IsValid(bytes))
        {
            Defects |= MimeDefects.EightBitHeader;
        }
        // RFC 6532 §3: UTF-8. Before it, the charset of the text was what senders meant.
        var text = System.Text.Unicode.Utf8.IsValid(bytes)
            ? Encoding.UTF8.GetString(bytes)
            : ContentDecoder.ToText(bytes, charset);
        return WithoutControls(text);
    }

    private static string WithoutControls(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            kept.Append(
                c switch
                {
                    '\t' => "\t",
                    _ when char.IsControl(c) => "",
                    _ => c.ToString(),
                }
            );
        }
        return kept.ToString().Trim();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var room = Math.Min(
            limits.FieldBytes - (_used - _fields[^1].Start),
            Math.Min(limits.HeaderBytes, _left) - _used
        );
        if (bytes.Length > room)
        {
            Defects |= MimeDefects.HeaderCut;
            bytes = bytes[..Math.Max(0, room)];
            _keeping = false;
        }
        if (_used + bytes.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + bytes.Length));
        }
        bytes.CopyTo(_bytes.AsSpan(_used));
        if (bytes.Contains((byte)0))
        {
            Defects |= MimeDefects.NulByte;
        }
        _used += bytes.Length;
        _fields[^1] = _fields[^1] with { End = _used };
    }

    private static HeaderField Recognise(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 when Is(name, "to"u8) => HeaderField.To,
            2 when Is(name, "cc"u8) => HeaderField.Cc,
            3 when Is(name, "bcc"u8) => HeaderField.Bcc,
            4 when Is(name, "from"u8) => HeaderField.From,
            4 when Is(name, "date"u8) => HeaderField.Date,
            6 when Is(name, "sender"u8) => HeaderField.Sender,
            7 when Is(name, "subject"u8) => HeaderField.Subject,
            8 when Is(name, "reply-to"u8) => HeaderField.ReplyTo,
            10 when Is(name, "message-id"u8) => HeaderField.MessageId,
            10 when Is(name, "references"u8) => HeaderField.References,
            11 when Is(name, "in-reply-to"u8) => HeaderField.InReplyTo,
            10 when Is(name, "content-id"u8) => HeaderField.ContentId,
            11 when Is(name, "content-md5"u8) => HeaderField.ContentMd5,
            12 when Is(name, "content-type"u8) => HeaderField.ContentType,
            16 when Is(name, "content-language"u8) => HeaderField.ContentLanguage,
            16 when Is(name, "content-location"u8) => HeaderField.ContentLocation,
            19 when Is(name, "content-description"u8) => HeaderField.ContentDescription,
            19 when Is(name, "content-disposition"u8) => HeaderField.ContentDisposition,
            25 when Is(name, "content-transfer-encoding"u8) => HeaderField.ContentTransferEncoding,
            _ => HeaderField.None,
        };

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lowerCase) =>
        Ascii.EqualsIgnoreCase(name, lowerCase);
}

/// <summary>The fields of a message first, those of every part from <see cref="ContentType"/> on.</summary>
internal enum HeaderField
{
    None,
    From,
    Sender,
    ReplyTo,
    To,
    Cc,
    Bcc,
    Date,
    Subject,
    MessageId,
    InReplyTo,
    References,
    ContentType,
    ContentTransferEncoding,
    ContentDisposition,
    ContentId,
    ContentDescription,
    ContentMd5,
    ContentLanguage,
    ContentLocation,
}
