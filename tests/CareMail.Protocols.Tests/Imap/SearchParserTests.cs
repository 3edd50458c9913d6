using System.Text;
using CareMail.Protocols.Imap;

namespace CareMail.Protocols.Tests.Imap;

/// <summary>RFC 9051 §6.4.4; RFC 4731 and RFC 5182 for what RETURN may say.</summary>
public class SearchParserTests
{
    [Fact]
    public void Keys_beside_each_other_must_all_hold()
    {
        var all = Assert.IsType<SearchKey.AllOf>(Key("UNSEEN FROM \"smith\" SINCE 1-Feb-2026"));

        Assert.Equal(
            [
                new SearchKey.Flag(@"\Seen", false),
                new SearchKey.Header("FROM", "smith"),
                new SearchKey.Day(false, new DateOnly(2026, 2, 1), null),
            ],
            all.Keys
        );
    }

    [Theory]
    [InlineData("ALL")]
    [InlineData("ANSWERED")]
    [InlineData("BCC x")]
    [InlineData("BEFORE 1-Feb-2026")]
    [InlineData("BODY \"x y\"")]
    [InlineData("CC x")]
    [InlineData("DELETED")]
    [InlineData("DRAFT")]
    [InlineData("FLAGGED")]
    [InlineData("FROM x")]
    [InlineData("HEADER X-Spam \"\"")]
    [InlineData("KEYWORD $Forwarded")]
    [InlineData("LARGER 1000")]
    [InlineData("NEW")]
    [InlineData("OLD")]
    [InlineData("RECENT")]
    [InlineData("ON \"01-Feb-2026\"")]
    [InlineData("SEEN")]
    [InlineData("SENTBEFORE 1-Feb-2026")]
    [InlineData("SENTON 1-Feb-2026")]
    [InlineData("SENTSINCE 1-Feb-2026")]
    [InlineData("SINCE 1-Feb-2026")]
    [InlineData("SMALLER 5")]
    [InlineData("SUBJECT {3+}\r\na b")]
    [InlineData("TEXT x")]
    [InlineData("TO x")]
    [InlineData("UID 1:*")]
    [InlineData("UNANSWERED")]
    [InlineData("UNDELETED")]
    [InlineData("UNDRAFT")]
    [InlineData("UNFLAGGED")]
    [InlineData("UNKEYWORD $Junk")]
    [InlineData("UNSEEN")]
    [InlineData("2:4,7")]
    [InlineData("$")]
    [InlineData("MODSEQ 620162338")]
    [InlineData("MODSEQ \"/flags/\\\\draft\" all 620162338")]
    [InlineData("YOUNGER 3600")]
    [InlineData("LARGER 5000000000")]
    [InlineData("OLDER 3600")]
    [InlineData("(SEEN DELETED)")]
    public void Every_key_is_known(string key)
    {
        Assert.IsNotType<SearchKey.Negated>(Key(key));
        Assert.IsType<SearchKey.Negated>(Key("NOT " + key));
        Assert.IsType<SearchKey.Either>(Key($"OR {key} ({key} {key})"));
    }

    [Fact]
    public void The_kind_of_answer_can_be_chosen()
    {
        Assert.Null(Search("SEEN").Return);
        Assert.Equal(SearchReturn.All, Search("RETURN () SEEN").Return);
        Assert.Equal(
            SearchReturn.Min | SearchReturn.Max | SearchReturn.Count | SearchReturn.Save,
            Search("RETURN (MIN MAX COUNT SAVE) SEEN").Return
        );
        Assert.Equal("UTF-8", Search("CHARSET UTF-8 TEXT ä").Charset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("NOT")]
    [InlineData("OR SEEN")]
    [InlineData("(SEEN")]
    [InlineData("SEEN)")]
    [InlineData("()")]
    [InlineData("FROM")]
    [InlineData("SINCE yesterday")]
    [InlineData("LARGER x")]
    [InlineData("COLOUR red")]
    [InlineData("RETURN (SEEN")]
    [InlineData("RETURN (FIRST) SEEN")]
    public void A_search_that_makes_no_sense_is_refused(string keys) => Assert.NotNull(Parse(keys).Error);

    [Theory]
    [InlineData("OR SEEN ")]
    [InlineData("NOT ")]
    [InlineData("(")]
    public void B35_nesting_is_limited(string opening)
    {
        Assert.NotNull(Parse(string.Concat(Enumerable.Repeat(opening, 5_000)) + "SEEN").Error);
        // A mail program's chain of some dozen is fine.
        var closing = opening == "(" ? new string(')', 60) : "";
        Assert.Null(Parse(string.Concat(Enumerable.Repeat(opening, 60)) + "SEEN" + closing).Error);
    }

    [Fact]
    public void B35_a_set_with_a_million_ranges_is_refused()
    {
        var set = string.Join(',', Enumerable.Range(1, 1_000_000).Select(n => n * 2));
        Assert.NotNull(Parse(set).Error);
        Assert.NotNull(Parse("UID " + set).Error);
    }

    [Fact]
    public void B35_the_number_of_keys_is_limited() =>
        Assert.NotNull(Parse(string.Join(' ', Enumerable.Repeat("SEEN", 5_000))).Error);

    private static ImapParse Parse(string keys) =>
        ImapCommandParser.Parse(Encoding.UTF8.GetBytes($"a SEARCH {keys}\r\n"), ImapLimits.SignedIn);

    private static SearchArguments Search(string keys)
    {
        var parse = Parse(keys);
        Assert.Null(parse.Error);
        return (SearchArguments)parse.Request!.Arguments;
    }

    private static SearchKey Key(string keys) => Search(keys).Key;
}
