using System.Buffers;

namespace CareMail.Protocols.Mime;

/// <summary>From the bytes on the wire to bytes and text as they were meant. Nothing here throws on content.</summary>
public static class ContentDecoder
{
    /// <summary>A decoder for a Content-Transfer-Encoding; unknown ones pass bytes through.</summary>
    public static TransferDecoder For(string encoding) => throw new NotImplementedException();

    public static byte[] Decode(string encoding, ReadOnlySpan<byte> body) => throw new NotImplementedException();

    /// <summary>A read-only stream of the decoded bytes of <paramref name="raw"/>; owns it.</summary>
    public static Stream Decoding(string encoding, Stream raw) => throw new NotImplementedException();

    /// <summary>Text in the charset named, or in what it most likely is if the name is unknown or wrong.</summary>
    public static string ToText(ReadOnlySpan<byte> bytes, string? charset) => throw new NotImplementedException();
}

/// <summary>Decodes one body piece by piece.</summary>
public abstract class TransferDecoder
{
    public abstract void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output);

    /// <summary>Writes what a truncated end still holds.</summary>
    public virtual void Complete(IBufferWriter<byte> output) { }
}
