using System.Collections.Frozen;
using System.Text;

namespace CareMail.Protocols.Mime;

/// <summary>From the charset names met in mail to encodings that never throw on bytes.</summary>
internal static class Charsets
{
    private const int LongestName = 40;

    private static readonly Encoding Windows1252 = Required(1252);

    /// <summary>UTF-8 where the bytes are, windows-1252 byte by byte where they are not: right for most unlabelled mail.</summary>
    public static readonly Encoding Lenient = Encoding.GetEncoding(
        "utf-8",
        EncoderFallback.ReplacementFallback,
        new SingleByteFallback(Windows1252)
    );

    /// <summary>Names that .NET does not know, or that in mail mean their superset.</summary>
    private static readonly FrozenDictionary<string, int> CodePages = new Dictionary<string, int>
    {
        ["iso-8859-1"] = 1252,
        ["iso8859-1"] = 1252,
        ["iso_8859-1"] = 1252,
        ["latin1"] = 1252,
        ["latin-1"] = 1252,
        ["l1"] = 1252,
        ["cp1252"] = 1252,
        ["ansi"] = 1252,
        ["windows-1252http-equivcontent-type"] = 1252,
        ["iso-8859-9"] = 1254,
        ["iso-8859-11"] = 874,
        ["tis-620"] = 874,
        ["cp874"] = 874,
        ["iso-8859-8-i"] = 28598,
        ["iso-8859-8-e"] = 28598,
        ["iso-8859-6-i"] = 28596,
        ["iso-8859-6-e"] = 28596,
        ["cp1250"] = 1250,
        ["cp1251"] = 1251,
        ["cp1253"] = 1253,
        ["cp1254"] = 1254,
        ["cp1255"] = 1255,
        ["cp1256"] = 1256,
        ["cp1257"] = 1257,
        ["cp1258"] = 1258,
        ["cp850"] = 850,
        ["cp-850"] = 850,
        ["cp437"] = 437,
        ["cp866"] = 866,
        ["cp932"] = 932,
        ["ms932"] = 932,
        ["windows-31j"] = 932,
        ["sjis"] = 932,
        ["x-sjis"] = 932,
        ["shift-jis"] = 932,
        ["cp936"] = 54936,
        ["gb2312"] = 54936,
        ["gb_2312-80"] = 54936,
        ["gbk"] = 54936,
        ["x-gbk"] = 54936,
        ["euc-cn"] = 54936,
        ["cp949"] = 949,
        ["uhc"] = 949,
        ["euc-kr"] = 949,
        ["ks_c_5601"] = 949,
        ["ks_c_5601-1987"] = 949,
        ["cp950"] = 950,
        ["big5-hkscs"] = 950,
        ["iso-2022-jp-1"] = 50220,
        ["iso-2022-jp-2"] = 50220,
        ["iso-2022-jp-3"] = 50220,
        ["cp65001"] = 65001,
        ["mac"] = 10000,
        ["x-mac-roman"] = 10000,
        ["koi8-ru"] = 21866,
        ["unicode"] = 1200,
        ["ucs-2"] = 1201,
    }.ToFrozenDictionary();

    /// <summary>Never fails: what is not known, and what is unsafe (UTF-7 hides markup), reads as UTF-8 or windows-1252.</summary>
    public static Encoding Find(string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > LongestName)
        {
            return Lenient;
        }
        var key = name.Trim(' ', '"', '\'').ToLowerInvariant();
        if (key is "utf-8" or "utf8" or "us-ascii" or "ascii" or "" || key.Contains("utf-7") || key.Contains("utf7"))
        {
            return Lenient;
        }
        try
        {
            return CodePages.TryGetValue(key, out var page)
                ? page == 65001
                    ? Lenient
                    : Required(page)
                : CodePagesEncodingProvider.Instance.GetEncoding(key) ?? Encoding.GetEncoding(key);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return Lenient;
        }
    }

    private static Encoding Required(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);

    /// <summary>Bytes that are no UTF-8 read as a one-byte code page.</summary>
    private sealed class SingleByteFallback(Encoding encoding) : DecoderFallback
    {
        // At most three bytes of a sequence are found bad at once.
        public override int MaxCharCount => 4;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(encoding);

        private sealed class Buffer(Encoding encoding) : DecoderFallbackBuffer
        {
            private string _text = "";
            private int _next;

            public override int Remaining => _text.Length - _next;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                _text = encoding.GetString(bytesUnknown);
                _next = 0;
                return _text.Length > 0;
            }

            public override char GetNextChar() => _next < _text.Length ? _text[_next++] : '\0';

            public override bool MovePrevious()
            {
                if (_next == 0)
                {
                    return false;
                }
                _next--;
                return true;
            }

            public override void Reset()
            {
                _text = "";
                _next = 0;
            }
        }
    }
}
