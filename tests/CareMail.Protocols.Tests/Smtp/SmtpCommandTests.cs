using CareMail.Protocols.Smtp;

namespace CareMail.Protocols.Tests.Smtp;

/// <summary>RFC 5321 §4.1 and RFC 6531 §3.3.</summary>
public class SmtpCommandTests
{
    [Theory]
    [InlineData("EHLO client.example", SmtpVerb.Ehlo, "client.example")]
    [InlineData("ehlo client.example", SmtpVerb.Ehlo, "client.example")]
    [InlineData("mail FROM:<a@b.example> SIZE=1", SmtpVerb.Mail, "FROM:<a@b.example> SIZE=1")]
    [InlineData("STARTTLS", SmtpVerb.StartTls, "")]
    [InlineData("QUIT ", SmtpVerb.Quit, "")]
    [InlineData("BDAT 100 LAST", SmtpVerb.Bdat, "100 LAST")]
    [InlineData("VRFY Müller", SmtpVerb.Vrfy, "Müller")]
    [InlineData("XYZZY", SmtpVerb.Unknown, "")]
    [InlineData("", SmtpVerb.Unknown, "")]
    [InlineData("DATAX", SmtpVerb.Unknown, "")]
    public void The_verb_is_known_in_any_case(string line, SmtpVerb verb, string argument)
    {
        Assert.True(SmtpCommand.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out var command));
        Assert.Equal(new SmtpCommand(verb, argument), command);
    }

    [Theory]
    [InlineData("EHLO a\0b")]
    [InlineData("MAIL FROM:<a\tb@c.example>")]
    [InlineData("NOOP \u007f")]
    public void B18_control_characters_make_a_line_unreadable(string line) =>
        Assert.False(SmtpCommand.TryParse(System.Text.Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void Bytes_that_are_no_utf8_make_a_line_unreadable() =>
        Assert.False(SmtpCommand.TryParse([.. "VRFY "u8, 0xFF, 0xC0], out _));
}
