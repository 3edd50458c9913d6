using System.Buffers;
using System.Text;
using CareMail.Protocols.Imap;

namespace CareMail.Protocols.Tests.Imap;

/// <summary>Where a command ends. RFC 9051 §4.3, RFC 7888 for literals nobody waits for.</summary>
public class FramerTests
{
    public static readonly TheoryData<string> Commands = new([
        "a1 NOOP\r\n",
        "a1 LOGIN anna \"pass \\\"word\\\"\"\r\n",
        "a1 LOGIN {4}\r\nanna {3}\r\np w\r\n",
        "a1 LOGIN {4+}\r\nanna {3-}\r\np w\r\n",
        "a1 SELECT INBOX (CONDSTORE)\r\n",
        "a1 LIST (SUBSCRIBED) \"\" (INBOX Shared/%) RETURN (CHILDREN STATUS (MESSAGES))\r\n",
        "a1 CREATE \"&2D3eCg-\"\r\n",
        "a1 RENAME {1+}\r\na {1+}\r\nb\r\n",
        "a1 STATUS Archive (MESSAGES UIDNEXT SIZE)\r\n",
        "a1 FETCH 1:*,3 (UID FLAGS BODY.PEEK[HEADER.FIELDS (From {2+}\r\nTo)]<0.100>)\r\n",
        "a1 UID STORE 1 (UNCHANGEDSINCE 12) +FLAGS.SILENT (\\Seen $Forwarded)\r\n",
        "a1 SEARCH RETURN (ALL) CHARSET UTF-8 OR SUBJECT {4+}\r\nünt NOT (SEEN BODY \"x\")\r\n",
        "a1 SEARCH HEADER {0+}\r\n \"\"\r\n",
        "a1 ID (\"name\" \"Thunderbird\" \"os\" NIL)\r\n",
        "a1 UID MOVE $ Archive\r\n",
        "a1 ENABLE IMAP4rev2 CONDSTORE\r\n",
    ]);

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_truncation_of_a_command_needs_more_and_consumes_nothing(string command)
    {
        var bytes = Encoding.UTF8.GetBytes(command);
        var framer = new ImapFramer();

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(ImapFrame.NeedMore, Next(framer, bytes.AsMemory(0, length)));
        }

        Assert.Equal(ImapFrame.Command, Next(framer, bytes));
        Assert.Equal(bytes.Length, framer.Length);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_is_found_wherever_the_network_cuts_it(string command)
    {
        var bytes = Encoding.UTF8.GetBytes(command + "next NOOP\r\n");

        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var framer = new ImapFramer();
            Assert.Equal(ImapFrame.Command, Next(framer, Segments(bytes, cut)));
            Assert.Equal(Encoding.UTF8.GetByteCount(command), framer.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_form_is_understood_whole_and_refused_in_part(string command)
    {
        var bytes = Encoding.UTF8.GetBytes(command);

        Assert.Null(ImapCommandParser.Parse(bytes, ImapLimits.SignedIn).Error);
        for (var length = 0; length < bytes.Length - 2; length++)
        {
            // A shorter text may still be a command; it must only never throw.
            var parse = ImapCommandParser.Parse(bytes.AsSpan(0, length), ImapLimits.SignedIn);
            Assert.True(parse.Request is not null || parse.Error is not null);
        }
    }

    [Fact]
    public void A_synchronising_literal_asks_once_for_a_continuation()
    {
        var framer = new ImapFramer();
        var input = "a LOGIN {4}\r\n"u8.ToArray();

        Assert.Equal(ImapFrame.NeedContinuation, framer.Next(new(input), ImapLimits.SignedIn));
        Assert.Equal(ImapFrame.NeedMore, framer.Next(new(input), ImapLimits.SignedIn));
    }

    [Fact]
    public void An_empty_synchronising_literal_asks_too()
    {
        var framer = new ImapFramer();

        Assert.Equal(ImapFrame.NeedContinuation, framer.Next(new("a LOGIN {0}\r\n"u8.ToArray()), ImapLimits.SignedIn));
        Assert.Equal(ImapFrame.Command, Next(framer, "a LOGIN {0}\r\n x\r\n"u8.ToArray()));
    }

    [Theory]
    [InlineData("a APPEND INBOX {310}\r\n", 310, true, false)]
    [InlineData("a append \"x {1}\" (\\Seen) \"17-Jul-2026 02:44:25 +0000\" {310+}\r\n", 310, false, false)]
    [InlineData("a APPEND ~drafts ~{7}\r\n", 7, true, true)]
    [InlineData("a APPEND {5+}\r\nINBOX {310-}\r\n", 310, false, false)]
    [InlineData("a APPEND INBOX {99999999999999999999999}\r\n", ulong.MaxValue, true, false)]
    public void An_appended_message_is_left_to_the_caller(string command, ulong size, bool waits, bool binary)
    {
        var framer = new ImapFramer();
        var bytes = Encoding.ASCII.GetBytes(command);

        Assert.Equal(ImapFrame.AppendMessage, Next(framer, bytes));
        Assert.Equal(bytes.Length, framer.Length);
        Assert.Equal(new ImapLiteral(size, waits, binary), framer.Literal);
    }

    [Theory]
    [InlineData("\r\n", ImapFrame.Command)]
    [InlineData(" (\\Seen) {12}\r\n", ImapFrame.AppendMessage)]
    public void After_an_appended_message_comes_the_end_or_another(string rest, ImapFrame expected)
    {
        var framer = new ImapFramer();
        framer.ResetInsideAppend();

        Assert.Equal(expected, Next(framer, Encoding.ASCII.GetBytes(rest)));
    }

    [Theory]
    [InlineData("a LOGIN {4294967296}\r\n")]
    [InlineData("a LOGIN {4294967296+}\r\n")]
    [InlineData("a LOGIN {18446744073709551616}\r\n")]
    [InlineData("a LOGIN {104857600+}\r\n")]
    public void B31_a_huge_literal_is_refused_when_announced(string command)
    {
        var framer = new ImapFramer();

        Assert.Equal(
            ImapFrame.LiteralTooLarge,
            framer.Next(new(Encoding.ASCII.GetBytes(command)), ImapLimits.BeforeSignIn)
        );
        Assert.Equal(command.Length, framer.Length);
    }

    [Fact]
    public void A_line_without_end_is_given_up_at_the_limit()
    {
        var limits = new ImapLimits { CommandBytes = 100 };

        Assert.Equal(ImapFrame.NeedMore, new ImapFramer().Next(new(new byte[100]), limits));
        Assert.Equal(ImapFrame.TooLong, new ImapFramer().Next(new(new byte[101]), limits));
    }

    [Fact]
    public void Many_small_literals_count_together()
    {
        var limits = new ImapLimits { CommandBytes = 100, LiteralBytes = 40 };
        var command = "a LOGIN {40+}\r\n" + new string('x', 40) + " {40+}\r\n";

        Assert.Equal(ImapFrame.LiteralTooLarge, new ImapFramer().Next(new(Encoding.ASCII.GetBytes(command)), limits));
    }

    [Fact]
    public void The_number_of_literals_is_limited()
    {
        var limits = new ImapLimits { Literals = 3 };
        var command = "a X" + string.Concat(Enumerable.Repeat(" {0+}\r\n", 4));

        Assert.Equal(ImapFrame.LiteralTooLarge, new ImapFramer().Next(new(Encoding.ASCII.GetBytes(command)), limits));
    }

    private static ImapFrame Next(ImapFramer framer, ReadOnlyMemory<byte> bytes) =>
        Next(framer, new ReadOnlySequence<byte>(bytes));

    private static ImapFrame Next(ImapFramer framer, ReadOnlySequence<byte> bytes)
    {
        var frame = framer.Next(bytes, ImapLimits.SignedIn);
        while (frame == ImapFrame.NeedContinuation)
        {
            frame = framer.Next(bytes, ImapLimits.SignedIn);
        }

        return frame;
    }

    private static ReadOnlySequence<byte> Segments(byte[] bytes, int cut)
    {
        var first = new Segment(bytes.AsMemory(0, cut), null);
        var second = new Segment(bytes.AsMemory(cut), first);
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                previous.Next = this;
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
            }
        }
    }
}
