using System.Buffers;
using System.Text;

namespace CareMail.Protocols.Mime;

/// <summary>
/// The stored form of a <see cref="MessageSummary"/>: a version, then values in a fixed order; numbers as LEB128, strings as
/// length + 1 and UTF-8 (0 is null). The envelope comes first, so that it can be read alone.
/// </summary>
internal static class SummaryCodec
{
    private const byte Version = 1;

    public static byte[] Write(MessageSummary summary)
    {
        var to = new Writer();
        to.Byte(Version);
        Write(to, summary.Envelope);
        to.Number(summary.Size);
        to.Number(summary.Lines);
        to.Number((int)summary.Defects);
        to.Text(summary.Preview);
        to.Text(summary.Threads.MessageId);
        to.Texts(summary.Threads.References);
        to.Text(summary.Threads.BaseSubject);
        to.Byte(summary.Threads.IsReply ? (byte)1 : (byte)0);
        Write(to, summary.Root, 0);
        return to.ToArray();
    }

    public static MessageSummary Read(ReadOnlySpan<byte> bytes)
    {
        var from = Open(bytes);
        return new MessageSummary
        {
            Envelope = ReadEnvelope(ref from),
            Size = from.Number(),
            Lines = from.Number(),
            Defects = (MimeDefects)from.Number(),
            Preview = from.Text() ?? "",
            Threads = new ThreadKeys(from.Text(), from.Texts(), from.Text() ?? "", from.Byte() == 1),
            Root = ReadPart(ref from, 0),
        };
    }

    public static Envelope ReadEnvelope(ReadOnlySpan<byte> bytes)
    {
        var from = Open(bytes);
        return ReadEnvelope(ref from);
    }

    private static Reader Open(ReadOnlySpan<byte> bytes)
    {
        var from = new Reader(bytes);
        var version = from.Byte();
        return version == Version
            ? from
            : throw new InvalidDataException($"Summary version {version} is newer than this program.");
    }

    private static void Write(Writer to, Envelope envelope)
    {
        to.Text(envelope.Date);
        // Minutes of the zone with the instant: SORT wants the one, people the other.
        to.Number(envelope.Sent is null ? 0 : 1);
        if (envelope.Sent is { } sent)
        {
            to.Signed(sent.ToUnixTimeSeconds());
            to.Signed((long)sent.Offset.TotalMinutes);
        }
        to.Text(envelope.RawSubject);
        to.Text(envelope.Subject == (envelope.RawSubject ?? "") ? null : envelope.Subject);
        Write(to, envelope.From);
        Write(to, envelope.Sender);
        Write(to, envelope.ReplyTo);
        Write(to, envelope.To);
        Write(to, envelope.Cc);
        Write(to, envelope.Bcc);
        to.Text(envelope.InReplyTo);
        to.Text(envelope.MessageId);
    }

    private static Envelope ReadEnvelope(ref Reader from)
    {
        var date = from.Text();
        DateTimeOffset? sent = null;
        if (from.Number() == 1)
        {
            var instant = DateTimeOffset.FromUnixTimeSeconds(from.Signed());
            sent = instant.ToOffset(TimeSpan.FromMinutes(from.Signed()));
        }
        var rawSubject = from.Text();
        return new Envelope
        {
            Date = date,
            Sent = sent,
            RawSubject = rawSubject,
            Subject = from.Text() ?? rawSubject ?? "",
            From = ReadAddresses(ref from),
            Sender = ReadAddresses(ref from),
            ReplyTo = ReadAddresses(ref from),
            To = ReadAddresses(ref from),
            Cc = ReadAddresses(ref from),
            Bcc = ReadAddresses(ref from),
            InReplyTo = from.Text(),
            MessageId = from.Text(),
        };
    }

    private static void Write(Writer to, IReadOnlyList<HeaderAddress> addresses)
    {
        to.Number(addresses.Count);
        foreach (var address in addresses)
        {
            to.Text(address.RawName);
            to.Text(address.LocalPart);
            to.Text(address.Domain);
        }
    }

    private static HeaderAddress[] ReadAddresses(ref Reader from)
    {
        var count = from.Count();
        if (count == 0)
        {
            return [];
        }
        var addresses = new HeaderAddress[count];
        for (var i = 0; i < count; i++)
        {
            addresses[i] = new HeaderAddress(from.Text(), from.Text(), from.Text());
        }
        return addresses;
    }

    /// <summary>Offsets are written as the distance from the one before: small numbers are short.</summary>
    private static void Write(Writer to, MimePart part, long origin)
    {
        to.Text(part.Type);
        to.Text(part.Subtype);
        Write(to, part.Parameters);
        to.Text(part.ContentId);
        to.Text(part.Description);
        to.Text(part.Md5);
        to.Text(part.Location);
        to.Text(part.Encoding);
        to.Text(part.Disposition);
        Write(to, part.DispositionParameters);
        to.Texts(part.Languages);
        to.Text(part.Path);
        to.Text(part.FileName);
        to.Signed(part.HeaderStart - origin);
        to.Signed(part.BodyStart - part.HeaderStart);
        to.Signed(part.BodyEnd - part.BodyStart);
        to.Number(part.Lines);
        to.Number(part.Envelope is null ? 0 : 1);
        if (part.Envelope is { } envelope)
        {
            Write(to, envelope);
        }
        to.Number(part.Children.Count);
        foreach (var child in part.Children)
        {
            Write(to, child, part.BodyStart);
        }
    }

    private static MimePart ReadPart(ref Reader from, long origin)
    {
        var type = from.Text() ?? "";
        var subtype = from.Text() ?? "";
        var parameters = ReadParameters(ref from);
        var contentId = from.Text();
        var description = from.Text();
        var md5 = from.Text();
        var location = from.Text();
        var encoding = from.Text() ?? "";
        var disposition = from.Text();
        var dispositionParameters = ReadParameters(ref from);
        var languages = from.Texts();
        var path = from.Text() ?? "";
        var fileName = from.Text();
        var headerStart = origin + from.Signed();
        var bodyStart = headerStart + from.Signed();
        var bodyEnd = bodyStart + from.Signed();
        var lines = from.Number();
        var envelope = from.Number() == 1 ? ReadEnvelope(ref from) : null;
        var children = new MimePart[from.Count()];
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = ReadPart(ref from, bodyStart);
        }
        return new MimePart
        {
            Type = type,
            Subtype = subtype,
            Parameters = parameters,
            ContentId = contentId,
            Description = description,
            Md5 = md5,
            Location = location,
            Encoding = encoding,
            Disposition = disposition,
            DispositionParameters = dispositionParameters,
            Languages = languages,
            Path = path,
            FileName = fileName,
            HeaderStart = headerStart,
            BodyStart = bodyStart,
            BodyEnd = bodyEnd,
            Lines = lines,
            Envelope = envelope,
            Children = children,
        };
    }

    private static void Write(Writer to, IReadOnlyList<(string Name, string Value)> parameters)
    {
        to.Number(parameters.Count);
        foreach (var (name, value) in parameters)
        {
            to.Text(name);
            to.Text(value);
        }
    }

    private static (string, string)[] ReadParameters(ref Reader from)
    {
        var count = from.Count();
        var parameters = count == 0 ? [] : new (string, string)[count];
        for (var i = 0; i < count; i++)
        {
            parameters[i] = (from.Text() ?? "", from.Text() ?? "");
        }
        return parameters;
    }

    private sealed class Writer
    {
        private readonly ArrayBufferWriter<byte> _to = new(512);

        public byte[] ToArray() => _to.WrittenSpan.ToArray();

        public void Byte(byte value) => _to.Write([value]);

        public void Number(long value)
        {
            var rest = (ulong)value;
            while (rest >= 0x80)
            {
                Byte((byte)(rest | 0x80));
                rest >>= 7;
            }
            Byte((byte)rest);
        }

        // Zigzag: small negative numbers are short as well.
        public void Signed(long value) => Number((value << 1) ^ (value >> 63));

        public void Text(string? text)
        {
            if (text is null)
            {
                Byte(0);
                return;
            }
            Number(Encoding.UTF8.GetByteCount(text) + 1);
            Encoding.UTF8.GetBytes(text, _to);
        }

        public void Texts(IReadOnlyList<string> texts)
        {
            Number(texts.Count);
            foreach (var text in texts)
            {
                Text(text);
            }
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        public byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw new InvalidDataException("Damaged summary.");

        public long Number()
        {
            ulong value = 0;
            for (var shift = 0; shift < 64; shift += 7)
            {
                var next = Byte();
                value |= (ulong)(next & 0x7f) << shift;
                if (next < 0x80)
                {
                    break;
                }
            }
            return (long)value;
        }

        public int Count()
        {
            var count = Number();
            return count >= 0 && count <= _bytes.Length - _at
                ? (int)count
                : throw new InvalidDataException("Damaged summary.");
        }

        public long Signed()
        {
            var value = (ulong)Number();
            return (long)(value >> 1) ^ -(long)(value & 1);
        }

        public string? Text()
        {
            var length = Number();
            if (length == 0)
            {
                return null;
            }
            if (length < 0 || length - 1 > _bytes.Length - _at)
            {
                throw new InvalidDataException("Damaged summary.");
            }
            var text = _bytes.Slice(_at, (int)length - 1);
            _at += text.Length;
            return Known(text) ?? Encoding.UTF8.GetString(text);
        }

        public string[] Texts()
        {
            var count = Count();
            var texts = count == 0 ? [] : new string[count];
            for (var i = 0; i < count; i++)
            {
                texts[i] = Text() ?? "";
            }
            return texts;
        }

        /// <summary>The words in nearly every message, made once.</summary>
        private static string? Known(ReadOnlySpan<byte> text) =>
            text.Length switch
            {
                0 => "",
                1 when text[0] == '1' => "1",
                4 when text.SequenceEqual("text"u8) => "text",
                4 when text.SequenceEqual("7bit"u8) => "7bit",
                4 when text.SequenceEqual("8bit"u8) => "8bit",
                4 when text.SequenceEqual("html"u8) => "html",
                5 when text.SequenceEqual("plain"u8) => "plain",
                5 when text.SequenceEqual("utf-8"u8) => "utf-8",
                6 when text.SequenceEqual("base64"u8) => "base64",
                7 when text.SequenceEqual("charset"u8) => "charset",
                9 when text.SequenceEqual("multipart"u8) => "multipart",
                16 when text.SequenceEqual("quoted-printable"u8) => "quoted-printable",
                _ => null,
            };
    }
}
