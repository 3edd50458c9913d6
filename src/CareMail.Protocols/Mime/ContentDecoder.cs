using System.Buffers;

namespace CareMail.Protocols.Mime;

/// <summary>From the bytes on the wire to bytes and text as they were meant. Nothing here throws on content.</summary>
public static class ContentDecoder
{
    /// <summary>A decoder for a Content-Transfer-Encoding; unknown ones pass bytes through.</summary>
    public static TransferDecoder For(string encoding) =>
        encoding switch
        {
            "base64" => new Base64Decoder(),
            "quoted-printable" => new QuotedPrintableDecoder(),
            _ => new IdentityDecoder(),
        };

    /// <summary>True if the stored bytes are the content itself (RFC 2045 §6.2).</summary>
    public static bool IsIdentity(string encoding) => encoding is not ("base64" or "quoted-printable");

    public static byte[] Decode(string encoding, ReadOnlySpan<byte> body)
    {
        if (IsIdentity(encoding))
        {
            return body.ToArray();
        }
        var decoded = new ArrayBufferWriter<byte>(body.Length + 4);
        var decoder = For(encoding);
        decoder.Decode(body, decoded);
        decoder.Complete(decoded);
        return decoded.WrittenSpan.ToArray();
    }

    /// <summary>A read-only stream of the decoded bytes of <paramref name="raw"/>; owns it.</summary>
    public static Stream Decoding(string encoding, Stream raw) =>
        IsIdentity(encoding) ? raw : new DecodingStream(raw, For(encoding));

    /// <summary>Text in the charset named, or in what it most likely is if the name is unknown or wrong.</summary>
    public static string ToText(ReadOnlySpan<byte> bytes, string? charset)
    {
        var text = Charsets.Find(charset).GetString(bytes);
        return text is ['\uFEFF', .. var rest] ? rest : text;
    }

    private sealed class IdentityDecoder : TransferDecoder
    {
        public override void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output) => output.Write(input);
    }
}

/// <summary>Decodes one body piece by piece.</summary>
public abstract class TransferDecoder
{
    public abstract void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output);

    /// <summary>Writes what a truncated end still holds.</summary>
    public virtual void Complete(IBufferWriter<byte> output) { }
}
