using System.Text;
using CareMail.Protocols.Imap;

namespace CareMail.Protocols.Tests.Imap;

/// <summary>Folder names, patterns, sequence sets and dates. RFC 3501 §5.1.3, RFC 9051 §6.3.9 and §9.</summary>
public class NamesAndNumbersTests
{
    [Theory]
    [InlineData("INBOX", "INBOX")]
    [InlineData("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-")]
    [InlineData("Tom & Jerry", "Tom &- Jerry")]
    [InlineData("Größe", "Gr&APYA3w-e")]
    [InlineData("😀", "&2D3eAA-")]
    public void Modified_utf7_goes_both_ways(string name, string wire)
    {
        Assert.Equal(wire, ModifiedUtf7.Encode(name));
        Assert.Equal(name, ModifiedUtf7.Decode(wire));
    }

    [Theory]
    [InlineData("*", "a/b/c", true)]
    [InlineData("%", "a", true)]
    [InlineData("%", "a/b", false)]
    [InlineData("a/%", "a/b", true)]
    [InlineData("a/%", "a/b/c", false)]
    [InlineData("a*c", "a/b/c", true)]
    [InlineData("inbox", "INBOX", true)]
    [InlineData("INBOX*", "INBOX/x", true)]
    [InlineData("archive", "Archive", false)]
    [InlineData("", "a", false)]
    [InlineData("%/%", "a/b", true)]
    [InlineData("*%*%*x", "aaa", false)]
    public void Patterns_match_as_the_standard_says(string pattern, string name, bool matches) =>
        Assert.Equal(matches, new ListPattern(pattern).Matches(name));

    [Fact]
    public void A_pattern_of_many_stars_ends_quickly() =>
        Assert.False(
            new ListPattern(string.Concat(Enumerable.Repeat("*a", 5_000)) + "b").Matches(new string('a', 200))
        );

    [Fact]
    public void Sets_are_sorted_and_merged_and_the_star_is_the_largest()
    {
        Assert.Equal([new(1, 4), new(7, 9)], Set("3:4,1:2,9:7,8").Resolve(100));
        Assert.Equal([new(5, 10)], Set("*:5").Resolve(10));
        Assert.Equal([new(10, 15)], Set("15:*").Resolve(10));
        Assert.True(SequenceSet.Contains(Set("1,5:7").Resolve(9), 6));
        Assert.False(SequenceSet.Contains(Set("1,5:7").Resolve(9), 4));
    }

    [Fact]
    public void Numbers_are_written_in_the_shortest_form()
    {
        Assert.Equal("1:3,5,7:8", SequenceSet.Format([1, 2, 3, 5, 7, 8]));
        Assert.Equal("", SequenceSet.Format([]));
        Assert.Equal("4294967295", SequenceSet.Format([uint.MaxValue]));
    }

    [Fact]
    public void Dates_are_read_and_written()
    {
        Assert.True(ImapDate.TryTime("17-Jul-2026 02:44:25 -0700", out var time));
        var text = new byte[28];
        ImapDate.Write(time, text);
        Assert.Equal("\"17-Jul-2026 09:44:25 +0000\"", Encoding.ASCII.GetString(text));
        Assert.False(ImapDate.TryTime("17-Jul-2026", out _));
        Assert.False(ImapDate.TryTime("", out _));
        Assert.True(ImapDate.TryDay("1-Feb-2026", out var day));
        Assert.Equal(new DateOnly(2026, 2, 1), day);
    }

    private static SequenceSet Set(string text)
    {
        var parse = ImapCommandParser.Parse(Encoding.ASCII.GetBytes($"a COPY {text} x\r\n"), ImapLimits.SignedIn);
        return ((CopyArguments)parse.Request!.Arguments).Set;
    }
}
