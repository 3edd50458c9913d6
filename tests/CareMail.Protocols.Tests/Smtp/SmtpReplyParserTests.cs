using System.Buffers;
using System.Text;
using CareMail.Protocols.Smtp;

namespace CareMail.Protocols.Tests.Smtp;

/// <summary>RFC 5321 §4.2 and RFC 2034 §4, from the client's side.</summary>
public class SmtpReplyParserTests
{
    [Fact]
    public void A_reply_of_several_lines_is_one_reply()
    {
        var reply = Read("250-mail.example\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", out var rest);

        Assert.Equal(250, reply!.Code);
        Assert.Equal(["mail.example", "SIZE 1000", "STARTTLS"], reply.Lines);
        Assert.Equal("", rest);
    }

    [Fact]
    public void An_enhanced_code_is_taken_out_of_the_text()
    {
        var reply = Read("550-5.1.1 No such mailbox\r\n550 5.1.1 here\r\n", out _);

        Assert.Equal("5.1.1", reply!.Enhanced);
        Assert.Equal("550 No such mailbox here", reply.Summary);
    }

    [Theory]
    [InlineData("250 4.1.1 classes differ\r\n")]
    [InlineData("250 1.1.1 no class\r\n")]
    [InlineData("250 2.x.1 text\r\n")]
    public void What_is_no_enhanced_code_stays_text(string wire) => Assert.Null(Read(wire, out _)!.Enhanced);

    [Fact]
    public void Every_truncation_asks_for_more()
    {
        const string whole = "250-mail.example\r\n250 OK\r\n";
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Equal(ReplyStatus.Incomplete, Status(whole[..length]));
        }
    }

    [Theory]
    [InlineData("hello\r\n")]
    [InlineData("25\r\n")]
    [InlineData("150 x\r\n")]
    [InlineData("650 x\r\n")]
    [InlineData("250_x\r\n")]
    [InlineData("250-a\r\n251 b\r\n")]
    [InlineData("250 a\n")]
    [InlineData("250 a\rb\r\n")]
    public void What_is_no_reply_is_invalid(string wire) => Assert.Equal(ReplyStatus.Invalid, Status(wire));

    [Fact]
    public void A_server_that_talks_without_end_is_invalid()
    {
        Assert.Equal(ReplyStatus.Invalid, Status("250 " + new string('x', 5_000)));
        Assert.Equal(ReplyStatus.Invalid, Status(string.Concat(Enumerable.Repeat("250-x\r\n", 1_000))));
    }

    [Fact]
    public void Control_characters_of_a_server_do_not_survive() =>
        Assert.Equal("a b c", Read("250 a\u001bb\u0000c\r\n", out _)!.Lines[0]);

    private static ReplyStatus Status(string wire)
    {
        var buffer = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(wire));
        return SmtpReplyParser.TryRead(ref buffer, out _);
    }

    private static ServerReply? Read(string wire, out string rest)
    {
        var buffer = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(wire));
        Assert.Equal(ReplyStatus.Complete, SmtpReplyParser.TryRead(ref buffer, out var reply));
        rest = Encoding.UTF8.GetString(buffer);
        return reply;
    }
}
