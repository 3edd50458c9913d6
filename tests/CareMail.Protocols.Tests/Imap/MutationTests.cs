using System.Buffers;
using System.Text;
using CareMail.Protocols.Imap;

namespace CareMail.Protocols.Tests.Imap;

/// <summary>Commands with every byte replaced by every troublesome one: refused or understood, never a crash. RFC 9051 §9.</summary>
public class MutationTests
{
    private static readonly byte[] Troublesome = [.. "\0(){}\"\\\r\n %*[]<>+-~,:$&/09aZ"u8, 0x7F, 0x80, 0xC3, 0xFF];

    [Theory]
    [MemberData(nameof(FramerTests.Commands), MemberType = typeof(FramerTests))]
    [InlineData("a1 APPEND \"x\" (\\Seen) \"17-Jul-2026 02:44:25 +0000\" {310+}\r\n")]
    public void No_single_wrong_byte_breaks_the_parser(string command)
    {
        var bytes = Encoding.UTF8.GetBytes(command);
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var wrong in Troublesome)
            {
                var mutant = bytes.ToArray();
                mutant[at] = wrong;
                Understand(mutant);
                Understand([.. mutant[..at], wrong, .. bytes[at..]]);
                Understand([.. mutant[..at], .. bytes[(at + 1)..]]);
            }
        }
    }

    private static void Understand(byte[] bytes)
    {
        var framer = new ImapFramer();
        ImapFrame frame;
        do
        {
            frame = framer.Next(new ReadOnlySequence<byte>(bytes), ImapLimits.SignedIn);
        } while (frame == ImapFrame.NeedContinuation);

        Assert.True(frame is ImapFrame.NeedMore || framer.Length <= bytes.Length);
        foreach (var utf8 in new[] { false, true })
        {
            var parse = ImapCommandParser.Parse(bytes, ImapLimits.SignedIn, utf8);
            var append = ImapCommandParser.ParseAppend(bytes, ImapLimits.SignedIn, utf8);
            Assert.True(parse.Request is null == parse.Error is not null);
            Assert.True(append.Request is null == append.Error is not null);
        }
    }
}
