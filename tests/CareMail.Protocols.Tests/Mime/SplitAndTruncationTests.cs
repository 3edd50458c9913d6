using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Mime;

/// <summary>However the bytes arrive, and wherever they end.</summary>
public class SplitAndTruncationTests
{
    public static TheoryData<string> Messages => Corpus.Names;

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_split_in_two_gives_the_same_summary(string name)
    {
        var message = Corpus.All[name];
        var whole = MessageScanner.Scan(message).Serialize();

        for (var at = 0; at <= message.Length; at++)
        {
            var scanner = new MessageScanner();
            scanner.Feed(message.AsSpan(0, at));
            scanner.Feed(message.AsSpan(at));
            Assert.True(whole.AsSpan().SequenceEqual(scanner.Complete().Serialize()), $"split at {at}");
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Pieces_of_every_small_size_give_the_same_summary(string name)
    {
        var message = Corpus.All[name];
        var whole = MessageScanner.Scan(message).Serialize();

        for (var size = 1; size < 70; size++)
        {
            var scanner = new MessageScanner();
            foreach (var piece in message.Chunk(size))
            {
                scanner.Feed(piece);
            }
            Assert.True(whole.AsSpan().SequenceEqual(scanner.Complete().Serialize()), $"pieces of {size}");
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_truncation_is_a_sound_message(string name)
    {
        var message = Corpus.All[name];

        for (var length = 0; length <= message.Length; length++)
        {
            var part = message[..length];
            Trees.AssertSound(MessageScanner.Scan(part), part);
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Bare_line_feeds_change_offsets_and_nothing_else(string name)
    {
        var message = Corpus.All[name];
        var bare = message.Where(b => b != '\r').ToArray();

        var summary = MessageScanner.Scan(bare);

        Trees.AssertSound(summary, bare);
        var same = MessageScanner.Scan(message);
        Assert.Equal(
            same.Root.All().Select(part => (part.Path, part.MediaType, part.Lines)),
            summary.Root.All().Select(part => (part.Path, part.MediaType, part.Lines))
        );
        Assert.Equal(same.Preview, summary.Preview);
    }

    [Fact]
    public void A_lead_put_before_the_message_moves_every_offset_but_the_beginning()
    {
        var message = Corpus.All["forward"];
        byte[] lead = [.. "Received: x\r\n"u8];

        var scanner = new MessageScanner();
        scanner.Feed(message);
        var moved = scanner.Complete(lead.Length);

        var together = MessageScanner.Scan([.. lead, .. message]);
        Assert.Equal(Trees.Outline(together.Root), Trees.Outline(moved.Root));
        Assert.Equal(together.Size, moved.Size);
    }
}
