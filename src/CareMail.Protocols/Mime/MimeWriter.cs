using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace CareMail.Protocols.Mime;

/// <summary>Writes fields and entities. Every line ends with CRLF and holds at most 998 octets; nothing given to it ends a line early.</summary>
internal sealed class MimeWriter(Stream destination, CancellationToken cancellationToken)
{
    // RFC 5322 §2.1.1: 78 characters are polite, 998 the limit.
    private const int PoliteLine = 78;

    // 57 bytes are 76 characters of base64 (RFC 2045 §6.8); some hundred lines at once.
    private const int BytesPerLine = 57;
    private const int FileChunk = BytesPerLine * 256;

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    public async Task FlushAsync()
    {
        await destination.WriteAsync(_buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _buffer.ResetWrittenCount();
    }

    public void FieldIfAny(string name, string value)
    {
        if (value.Length > 0)
        {
            Field(name, value);
        }
    }

    /// <summary>Folds where there is a space (RFC 5322 §2.2.3).</summary>
    public void Field(string name, string value)
    {
        if (!IsFieldName(name))
        {
            throw new ArgumentException("Not a field name (RFC 5322 §3.6.8).", nameof(name));
        }
        var line = new StringBuilder(name).Append(':');
        var hasWord = false;
        foreach (var word in value.Split(' '))
        {
            if (hasWord && word.Length > 0 && line.Length + 1 + word.Length > PoliteLine)
            {
                Line(line.ToString());
                line.Clear();
                hasWord = false;
            }
            line.Append(' ').Append(word);
            hasWord |= word.Length > 0;
        }
        Line(line.ToString().TrimEnd(' '));
    }

    public async Task MultipartAsync(string subtype, string boundary, IReadOnlyList<Func<MimeWriter, Task>> parts)
    {
        Line($"Content-Type: multipart/{subtype};");
        Line($" boundary=\"{boundary}\"");
        Line("");
        foreach (var part in parts)
        {
            Line("--" + boundary);
            await part(this).ConfigureAwait(false);
            Line("");
        }
        Line($"--{boundary}--");
    }

    public Task TextAsync(string subtype, string text)
    {
        text = WithCrLf(text);
        var isAscii = Ascii.IsValid(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        var encoding =
            isAscii && IsShortLines(bytes) ? "7bit"
            : bytes.Count(b => b >= 0x80) * 3 > bytes.Length ? "base64"
            : "quoted-printable";
        Line($"Content-Type: text/{subtype}; charset={(isAscii ? "us-ascii" : "utf-8")}");
        Line("Content-Transfer-Encoding: " + encoding);
        Line("");
        switch (encoding)
        {
            case "7bit":
                _buffer.Write(bytes);
                break;
            case "base64":
                Base64Lines(bytes);
                break;
            default:
                QuotedPrintable(bytes);
                break;
        }
        return FlushAsync();
    }

    public async Task FileAsync(OutgoingAttachment file)
    {
        var isMessage = file.MediaType.Equals("message/rfc822", StringComparison.OrdinalIgnoreCase);
        var slash = file.MediaType.IndexOf('/');
        var isKnown =
            slash > 0
            && MimeParameters.IsToken(file.MediaType.AsSpan(0, slash))
            && MimeParameters.IsToken(file.MediaType.AsSpan(slash + 1));
        Line("Content-Type: " + (isKnown ? file.MediaType.ToLowerInvariant() : "application/octet-stream"));
        // RFC 2046 §5.2.1: a message goes as it is.
        Line("Content-Transfer-Encoding: " + (isMessage ? "8bit" : "base64"));
        Disposition(file);
        Line("");
        var content = await file.Open(cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            await (isMessage ? MessageAsync(content) : Base64Async(content)).ConfigureAwait(false);
        }
    }

    private void Disposition(OutgoingAttachment file)
    {
        var name = HeaderText.SafeFileName(file.FileName) ?? "attachment";
        Line($"Content-Disposition: {(file.ContentId is null ? "attachment" : "inline")};");
        if (name.All(c => c is >= ' ' and < '\x7f' and not ('"' or '\\')) && name.Length < 60)
        {
            Line($" filename=\"{name}\"");
        }
        else
        {
            Continued("filename", name);
        }
        var id = string.Concat((file.ContentId ?? "").Where(c => c is > ' ' and < '\x7f' and not ('<' or '>')));
        if (id.Length > 0)
        {
            Field("Content-ID", $"<{id}>");
        }
    }

    /// <summary>RFC 2231 §4: percent-encoded UTF-8, in pieces where it is long.</summary>
    private void Continued(string name, string value)
    {
        const int room = 50;
        var pieces = new List<string>();
        var piece = new StringBuilder("utf-8''");
        foreach (var rune in value.EnumerateRunes())
        {
            var escaped = Escape(rune);
            if (piece.Length + escaped.Length > room)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            piece.Append(escaped);
        }
        pieces.Add(piece.ToString());
        for (var i = 0; i < pieces.Count; i++)
        {
            var section = pieces.Count == 1 ? "" : "*" + i.ToString(CultureInfo.InvariantCulture);
            Line($" {name}{section}*={pieces[i]}{(i < pieces.Count - 1 ? ";" : "")}");
        }
    }

    private static string Escape(Rune rune)
    {
        if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '.' or '-' or '_'))
        {
            return rune.ToString();
        }
        Span<byte> bytes = stackalloc byte[4];
        var escaped = new StringBuilder();
        foreach (var b in bytes[..rune.EncodeToUtf8(bytes)])
        {
            escaped.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }
        return escaped.ToString();
    }

    private async Task Base64Async(Stream content)
    {
        var chunk = new byte[FileChunk];
        int read;
        do
        {
            read = await content.ReadAtLeastAsync(chunk, chunk.Length, false, cancellationToken).ConfigureAwait(false);
            Base64Lines(chunk.AsSpan(0, read));
            await FlushAsync().ConfigureAwait(false);
        } while (read == chunk.Length);
    }

    private void Base64Lines(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var line = bytes[..Math.Min(BytesPerLine, bytes.Length)];
            _ = Base64.EncodeToUtf8(line, _buffer.GetSpan(80), out _, out var written);
            _buffer.Advance(written);
            _buffer.Write("\r\n"u8);
            bytes = bytes[line.Length..];
        }
    }

    /// <summary>As it came, but every line end CRLF: a bare LF would let the content speak SMTP somewhere on its way.</summary>
    private async Task MessageAsync(Stream content)
    {
        var chunk = new byte[FileChunk];
        var afterReturn = false;
        int read;
        while ((read = await content.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0)
        {
            foreach (var b in chunk.AsSpan(0, read))
            {
                if (afterReturn && b == '\n')
                {
                    afterReturn = false;
                    continue;
                }
                afterReturn = b == '\r';
                _buffer.Write(b is (byte)'\r' or (byte)'\n' ? "\r\n"u8 : [b]);
            }
            await FlushAsync().ConfigureAwait(false);
        }
    }

    private void QuotedPrintable(ReadOnlySpan<byte> bytes)
    {
        const int longest = 75;
        var column = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (b == '\r')
            {
                // Only as CRLF: the text has been normalised.
                _buffer.Write("\r\n"u8);
                i++;
                column = 0;
                continue;
            }
            var endsLine = i + 1 == bytes.Length || bytes[i + 1] == '\r';
            // A dot or "From " at the start of a line is touched by some servers, white space at its end by others.
            var isPlain =
                b is > (byte)' ' and < 0x7f and not (byte)'='
                    && !(column == 0 && b is (byte)'.' or (byte)'F' && (b == '.' || bytes[i..].StartsWith("From "u8)))
                || (b is (byte)' ' or (byte)'\t' && !endsLine);
            var width = isPlain ? 1 : 3;
            if (column + width > longest)
            {
                _buffer.Write("=\r\n"u8);
                column = 0;
            }
            if (isPlain)
            {
                _buffer.Write([b]);
            }
            else
            {
                _buffer.Write([(byte)'=', Hex(b >> 4), Hex(b & 15)]);
            }
            column += width;
        }
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);

    private static string WithCrLf(string text)
    {
        var normal = text.ReplaceLineEndings("\r\n").Replace("\0", "", StringComparison.Ordinal);
        return normal.Length == 0 || normal.EndsWith("\r\n", StringComparison.Ordinal) ? normal : normal + "\r\n";
    }

    private static bool IsShortLines(ReadOnlySpan<byte> text)
    {
        foreach (var range in text.Split("\r\n"u8))
        {
            var line = text[range];
            var isTouched = line.StartsWith("."u8) || line.StartsWith("From "u8) || line.EndsWith(" "u8);
            if (
                line.Length > PoliteLine
                || isTouched
                || line.StartsWith("--"u8)
                || line.ContainsAnyInRange((byte)0, (byte)8)
            )
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsFieldName(string name) =>
        name.Length is > 0 and <= 76 && name.All(c => c is > ' ' and < '\x7f' and not ':');

    private void Line(string line)
    {
        // The one place where header text leaves: a line end in it would be a header of somebody else's.
        foreach (var c in line)
        {
            if (c is '\r' or '\n' or '\0')
            {
                throw new ArgumentException("A header line may not hold a line end.", nameof(line));
            }
        }
        Encoding.UTF8.GetBytes(line, _buffer);
        _buffer.Write("\r\n"u8);
    }
}
