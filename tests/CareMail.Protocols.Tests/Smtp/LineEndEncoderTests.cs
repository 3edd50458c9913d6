using System.Text;
using CareMail.Protocols.Smtp;

namespace CareMail.Protocols.Tests.Smtp;

/// <summary>RFC 5321 §2.3.8: CR and LF are only ever sent together.</summary>
public class LineEndEncoderTests
{
    [Theory]
    [InlineData("a\nb\rc\r\n", "a\r\nb\r\nc\r\n")]
    [InlineData("a", "a\r\n")]
    [InlineData("", "")]
    [InlineData("\r\r\n", "\r\n\r\n")]
    [InlineData("\n.\n", "\r\n.\r\n")]
    public void B05_every_line_end_becomes_crlf(string text, string expected) =>
        Assert.All(EverySplit(text, stuff: false), result => Assert.Equal(expected, result));

    [Theory]
    [InlineData("\n.\nMAIL FROM:<x@evil.example>", "\r\n..\r\nMAIL FROM:<x@evil.example>\r\n.\r\n")]
    [InlineData("\r.\rx", "\r\n..\r\nx\r\n.\r\n")]
    [InlineData(".a\r\n..\r\n", "..a\r\n...\r\n.\r\n")]
    [InlineData("", ".\r\n")]
    public void B05_dots_that_begin_a_line_are_doubled_on_the_wire(string text, string expected) =>
        Assert.All(EverySplit(text, stuff: true), result => Assert.Equal(expected, result));

    private static IEnumerable<string> EverySplit(string text, bool stuff)
    {
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var encoder = new LineEndEncoder(stuff);
            var wire = new byte[LineEndEncoder.MaxEncodedLength(text.Length) + 8];
            var length = encoder.Encode(Encoding.ASCII.GetBytes(text[..cut]), wire);
            length += encoder.Encode(Encoding.ASCII.GetBytes(text[cut..]), wire.AsSpan(length));
            length += encoder.Finish(wire.AsSpan(length));
            yield return Encoding.ASCII.GetString(wire, 0, length);
        }
    }
}
