using System.Buffers;
using System.Text;
using CareMail.Protocols.Smtp;

namespace CareMail.Protocols.Tests.Smtp;

/// <summary>RFC 5321 §4.2.1, RFC 2034 §4 and RFC 3463.</summary>
public class SmtpReplyTests
{
    [Fact]
    public void Every_line_carries_both_codes_and_the_last_has_no_hyphen() =>
        Assert.Equal("550-5.7.1 One\r\n550 5.7.1 Two\r\n", Wire(new SmtpReply(550, "5.7.1", "One", "Two")));

    [Fact]
    public void No_text_can_start_a_second_reply() =>
        Assert.Equal("250 2.0.0 a  250 b\r\n", Wire(new SmtpReply(250, "2.0.0", "a\r\n250 b")));

    [Theory]
    [InlineData("2.1.5", true)]
    [InlineData("5.12.345", true)]
    [InlineData("3.1.1", false)]
    [InlineData("5.1", false)]
    [InlineData("5..1", false)]
    [InlineData("5.1.1234", false)]
    public void An_enhanced_code_has_three_numbers(string text, bool valid) =>
        Assert.Equal(valid, EnhancedStatus.IsValid(text));

    private static string Wire(SmtpReply reply)
    {
        var output = new ArrayBufferWriter<byte>();
        reply.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
