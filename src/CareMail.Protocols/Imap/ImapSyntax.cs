using System.Buffers;
using System.Text;

namespace CareMail.Protocols.Imap;

/// <summary>Character classes of RFC 9051 §9.</summary>
internal static class ImapSyntax
{
    private const string Atoms =
        "!#$&'+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[^_`abcdefghijklmnopqrstuvwxyz|}~";

    /// <summary>ATOM-CHAR: printable, without <c>( ) { % * " \ ]</c> and space.</summary>
    public static readonly SearchValues<byte> AtomChars = SearchValues.Create(Encoding.ASCII.GetBytes(Atoms));

    /// <summary>
    /// ASTRING-CHAR adds <c>]</c>. We also take octets above 127: RFC 9051 forbids them outside quotes, yet a folder
    /// called by its plain UTF-8 name is understood better than refused.
    /// </summary>
    public static readonly SearchValues<byte> AStringChars = SearchValues.Create([
        .. Encoding.ASCII.GetBytes(Atoms),
        (byte)']',
        .. Enumerable.Range(128, 128).Select(b => (byte)b),
    ]);

    /// <summary>list-mailbox: a folder name with <c>%</c> and <c>*</c>.</summary>
    public static readonly SearchValues<byte> PatternChars = SearchValues.Create([
        .. Encoding.ASCII.GetBytes(Atoms),
        .. "]%*"u8,
        .. Enumerable.Range(128, 128).Select(b => (byte)b),
    ]);

    /// <summary>Printable ASCII that a quoted string can hold as it is.</summary>
    public static readonly SearchValues<byte> PlainQuoted = SearchValues.Create([
        .. Enumerable.Range(32, 95).Select(b => (byte)b).Where(b => b is not ((byte)'"' or (byte)'\\')),
    ]);

    public static readonly SearchValues<char> PlainQuotedChars = SearchValues.Create(
        Enumerable.Range(32, 95).Select(b => (char)b).Where(c => c is not ('"' or '\\')).ToArray()
    );

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static bool IsAtom(byte b) => AtomChars.Contains(b);

    public static string Decode(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? StrictUtf8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
}
