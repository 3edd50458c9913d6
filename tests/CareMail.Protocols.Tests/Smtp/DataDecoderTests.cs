using System.Buffers;
using System.Text;
using CareMail.Protocols.Smtp;

namespace CareMail.Protocols.Tests.Smtp;

/// <summary>RFC 5321 §4.5.2 and the smuggling of 2023 (CVE-2023-51764).</summary>
public class DataDecoderTests
{
    [Theory]
    [InlineData(".\r\n", "")]
    [InlineData("a\r\n.\r\n", "a\r\n")]
    [InlineData("..\r\n.\r\n", ".\r\n")]
    [InlineData("..a\r\n...b\r\n.\r\n", ".a\r\n..b\r\n")]
    [InlineData(".a\r\n.\r\n", "a\r\n")]
    [InlineData("\r\n\r\n.\r\n", "\r\n\r\n")]
    [InlineData("a.b.\r\n.\r\n", "a.b.\r\n")]
    [InlineData("a\nb\rc\r\n.\r\n", "a\nb\rc\r\n")]
    [InlineData("a\n.b\r\n.\r\n", "a\n.b\r\n")]
    [InlineData("a\r.b\r\n.\r\n", "a\r.b\r\n")]
    [InlineData("a\r\r\n.\r\n", "a\r\r\n")]
    [InlineData("a\n..\r\n.\r\n", "a\n..\r\n")]
    public void The_message_comes_out_without_its_dots(string wire, string message)
    {
        foreach (var (status, text, rest) in EverySplit(wire + "QUIT\r\n"))
        {
            Assert.Equal(OperationStatus.Done, status);
            Assert.Equal(message, text);
            Assert.Equal("QUIT\r\n", rest);
        }
    }

    [Theory]
    [InlineData("a\n.\n")]
    [InlineData("a\n.\r")]
    [InlineData("a\r.\r")]
    [InlineData("a\r.\n")]
    public void B01_a_dot_between_bare_line_ends_is_smuggling(string wire) => AssertSmuggling(wire);

    [Fact]
    public void B02_a_dot_ended_by_a_bare_line_feed_is_smuggling() => AssertSmuggling("a\r\n.\n");

    [Fact]
    public void A_dot_followed_by_a_bare_carriage_return_is_smuggling() => AssertSmuggling("a\r\n.\rb");

    [Theory]
    [InlineData("a\n.\r\n")]
    [InlineData("a\r.\r\n")]
    public void B03_a_dot_after_a_bare_line_end_is_smuggling(string wire) => AssertSmuggling(wire);

    [Fact]
    public void Every_truncation_asks_for_more()
    {
        const string whole = "Subject: x\r\n\r\n..dot\r\nend\r\n.\r\n";
        for (var length = 0; length < whole.Length; length++)
        {
            var decoder = new DataDecoder();
            var status = decoder.Decode(
                Encoding.ASCII.GetBytes(whole[..length]),
                new byte[100],
                out var consumed,
                out _
            );

            Assert.Equal(OperationStatus.NeedMoreData, status);
            Assert.Equal(length, consumed);
        }
    }

    [Fact]
    public void Whatever_was_encoded_decodes_to_itself_with_every_line_end_made_crlf()
    {
        // All texts of up to six letters of the alphabet that matters.
        const string alphabet = "a.\r\n";
        for (var n = 0; n < Math.Pow(4, 6); n++)
        {
            var text = string.Concat(Enumerable.Range(0, 6).Select(i => alphabet[(n >> (2 * i)) & 3]));
            var encoder = new LineEndEncoder(stuffDots: true);
            var wire = new byte[64];
            var length = encoder.Encode(Encoding.ASCII.GetBytes(text), wire);
            length += encoder.Finish(wire.AsSpan(length));

            var decoder = new DataDecoder();
            var message = new byte[64];
            Assert.Equal(
                OperationStatus.Done,
                decoder.Decode(wire.AsSpan(0, length), message, out var consumed, out var written)
            );
            Assert.Equal(length, consumed);
            var expected = text.Replace("\r\n", "\n").Replace('\r', '\n').Replace("\n", "\r\n");
            expected += expected.EndsWith("\r\n", StringComparison.Ordinal) || expected.Length == 0 ? "" : "\r\n";
            Assert.Equal(expected, Encoding.ASCII.GetString(message, 0, written));
        }
    }

    [Fact]
    public void No_text_over_the_dangerous_alphabet_ends_except_by_crlf_dot_crlf()
    {
        const string alphabet = "a.\r\n";
        for (var n = 0; n < Math.Pow(4, 7); n++)
        {
            var text = string.Concat(Enumerable.Range(0, 7).Select(i => alphabet[(n >> (2 * i)) & 3]));
            var decoder = new DataDecoder();
            var status = decoder.Decode(Encoding.ASCII.GetBytes(text), new byte[64], out var consumed, out _);
            if (status == OperationStatus.Done)
            {
                Assert.EndsWith("\r\n.\r\n", "\r\n" + text[..consumed], StringComparison.Ordinal);
            }
        }
    }

    private static void AssertSmuggling(string wire)
    {
        foreach (var (status, _, _) in EverySplit(wire + "\nMAIL FROM:<x@evil.example>\r\n"))
        {
            Assert.Equal(OperationStatus.InvalidData, status);
        }
    }

    /// <summary>Decodes in one go, cut in two at every place, and byte by byte into little room.</summary>
    private static IEnumerable<(OperationStatus Status, string Text, string Left)> EverySplit(string wire)
    {
        var bytes = Encoding.ASCII.GetBytes(wire);
        yield return Run([bytes], 100);
        yield return Run([.. bytes.Select(b => new[] { b })], 3);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            yield return Run([bytes[..cut], bytes[cut..]], 5);
        }
    }

    private static (OperationStatus, string, string) Run(byte[][] pieces, int room)
    {
        var decoder = new DataDecoder();
        var text = new StringBuilder();
        var block = new byte[room];
        for (var i = 0; i < pieces.Length; i++)
        {
            var piece = pieces[i];
            while (true)
            {
                var status = decoder.Decode(piece, block, out var consumed, out var written);
                text.Append(Encoding.ASCII.GetString(block, 0, written));
                piece = piece[consumed..];
                if (status is OperationStatus.Done or OperationStatus.InvalidData)
                {
                    var rest = piece.Concat(pieces.Skip(i + 1).SelectMany(p => p));
                    return (status, text.ToString(), Encoding.ASCII.GetString(rest.ToArray()));
                }

                if (status == OperationStatus.NeedMoreData)
                {
                    break;
                }
            }
        }

        return (OperationStatus.NeedMoreData, text.ToString(), "");
    }
}
