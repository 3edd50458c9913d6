using System.Buffers;
using System.Text;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Mime;

public class ContentDecoderTests
{
    [Theory]
    // RFC 2045 §6.8
    [InlineData("base64", "aGVsbG8=", "hello")]
    [InlineData("base64", "aGVs\r\nbG8=\r\n", "hello")]
    [InlineData("base64", "aGVsbG8", "hello")]
    [InlineData("base64", "aGVsb", "hel")]
    [InlineData("base64", "a!G*V s-b_G 8=", "hello")]
    [InlineData("base64", "aGVs=bG8=", "hello")]
    [InlineData("base64", "aGVsbG8=IHRo\r\nZXJl", "hello there")]
    [InlineData("base64", "====", "")]
    [InlineData("base64", "", "")]
    // RFC 2045 §6.7
    [InlineData("quoted-printable", "a=3Db", "a=b")]
    [InlineData("quoted-printable", "a=\r\nb", "ab")]
    [InlineData("quoted-printable", "a= \t\r\nb", "ab")]
    [InlineData("quoted-printable", "a=\nb", "ab")]
    [InlineData("quoted-printable", "a  \r\nb \t", "a\r\nb \t")]
    [InlineData("quoted-printable", "a=c3=a9", "a\u00c3\u00a9")]
    [InlineData("quoted-printable", "100%=zz=4", "100%=zz=4")]
    [InlineData("quoted-printable", "a==3Db", "a==b")]
    [InlineData("quoted-printable", "a=", "a=")]
    [InlineData("quoted-printable", "=4=41", "=4A")]
    [InlineData("8bit", "a=3D\r\n", "a=3D\r\n")]
    [InlineData("x-unknown", "a=3D", "a=3D")]
    public void Bodies_are_decoded_however_they_are_cut(string encoding, string body, string expected)
    {
        var bytes = Encoding.Latin1.GetBytes(body);

        Assert.Equal(expected, Encoding.Latin1.GetString(ContentDecoder.Decode(encoding, bytes)));
        for (var size = 1; size <= bytes.Length; size++)
        {
            var decoder = ContentDecoder.For(encoding);
            var decoded = new ArrayBufferWriter<byte>();
            foreach (var piece in bytes.Chunk(size))
            {
                decoder.Decode(piece, decoded);
            }
            decoder.Complete(decoded);
            Assert.Equal(expected, Encoding.Latin1.GetString(decoded.WrittenSpan));
        }
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("quoted-printable")]
    [InlineData("7bit")]
    public async Task A_stream_gives_what_decoding_at_once_gives(string encoding)
    {
        var body = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("QUJD=\r\nREVG = =41 x\r\n", 5_000)));
        await using var stream = ContentDecoder.Decoding(encoding, new MemoryStream(body));
        using var decoded = new MemoryStream();

        await stream.CopyToAsync(decoded);

        Assert.Equal(ContentDecoder.Decode(encoding, body), decoded.ToArray());
    }

    [Theory]
    [InlineData("utf-8", "C3A9", "é")]
    [InlineData("UTF8", "EFBBBFC3A9", "é")]
    [InlineData("us-ascii", "E9", "é")]
    [InlineData(null, "C3A9E9", "éé")]
    [InlineData("iso-8859-1", "93E994", "“é”")]
    [InlineData("iso-8859-15", "A4", "€")]
    [InlineData("windows-1251", "CFF0", "Пр")]
    [InlineData("gb2312", "C4E3", "你")]
    [InlineData("gb18030", "8139EE39", "㐀")]
    [InlineData("big5", "A741", "你")]
    [InlineData("euc-jp", "C6FC", "日")]
    [InlineData("euc-kr", "C7D1", "한")]
    [InlineData("ks_c_5601-1987", "C7D1", "한")]
    [InlineData("utf-16", "41004200", "AB")]
    [InlineData("utf-16be", "00410042", "AB")]
    [InlineData("macintosh", "8E", "é")]
    [InlineData("ibm850", "82", "é")]
    [InlineData("iso-8859-8-i", "E0", "א")]
    [InlineData("tis-620", "A1", "ก")]
    // B61
    [InlineData("utf-7", "2B4144772D", "+ADw-")]
    [InlineData("x-unknown", "41E9", "Aé")]
    [InlineData("", "41", "A")]
    public void Text_is_read_in_the_charset_named_or_the_likeliest_one(string? charset, string hex, string expected) =>
        Assert.Equal(expected, ContentDecoder.ToText(Convert.FromHexString(hex), charset));

    [Fact]
    public void No_charset_makes_decoding_fail()
    {
        var bytes = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        byte[] all = [.. bytes, .. bytes.Reverse(), 0x1b, 0x24, 0x42, 0xff, 0x7e, 0x7b];

        foreach (
            var name in Encoding
                .GetEncodings()
                .Select(e => e.Name)
                .Concat(CodePagesEncodingProvider.Instance.GetEncodings().Select(e => e.Name))
        )
        {
            Assert.NotNull(ContentDecoder.ToText(all, name));
        }
    }
}
