using System.Buffers;
using System.Text;
using CareMail.Protocols.Framing;

namespace CareMail.Protocols.Tests.Framing;

/// <summary>RFC 5321 §2.3.8: lines end with CRLF and nothing else.</summary>
public class LineReaderTests
{
    [Theory]
    [InlineData("", LineStatus.Incomplete)]
    [InlineData("EHLO", LineStatus.Incomplete)]
    [InlineData("EHLO\r", LineStatus.Incomplete)]
    [InlineData("EHLO\n", LineStatus.BareLineEnd)]
    [InlineData("EHLO\rX", LineStatus.BareLineEnd)]
    [InlineData("\r\n", LineStatus.Complete)]
    [InlineData("12345678\r\n", LineStatus.Complete)]
    [InlineData("123456789\r\n", LineStatus.TooLong)]
    [InlineData("1234567890", LineStatus.TooLong)]
    [InlineData("12345678", LineStatus.Incomplete)]
    [InlineData("12345678\r", LineStatus.Incomplete)]
    public void A_line_is_complete_or_says_why_not(string text, LineStatus expected)
    {
        var buffer = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text));

        Assert.Equal(expected, LineReader.TryRead(buffer, 8, out _, out _));
    }

    [Fact]
    public void Every_truncation_of_a_line_asks_for_more_and_consumes_nothing()
    {
        var whole = "RCPT TO:<nurse@home.example>\r\nDATA\r\n"u8.ToArray();
        for (var length = 0; length < 30; length++)
        {
            var buffer = new ReadOnlySequence<byte>(whole, 0, length);

            Assert.Equal(LineStatus.Incomplete, LineReader.TryRead(buffer, 100, out _, out var next));
            Assert.Equal(buffer.Start, next);
        }

        Assert.Equal(LineStatus.Complete, LineReader.TryRead(new(whole), 100, out var line, out var rest));
        Assert.Equal("RCPT TO:<nurse@home.example>", Encoding.ASCII.GetString(line));
        Assert.Equal("DATA\r\n", Encoding.ASCII.GetString(new ReadOnlySequence<byte>(whole).Slice(rest)));
    }
}
