using CareMail.Webmail.SafeHtml;

namespace CareMail.Tests.Webmail.SafeHtml;

public class PlainTextHtmlTests
{
    private const string Marks = "\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">";

    [Theory]
    [InlineData("a\r\nb\n\nc", "a<br>b<br><br>c")]
    [InlineData("a\n> b\n>> c\n> d\ne", "a<blockquote>b<blockquote>c</blockquote>d</blockquote>e")]
    [InlineData("> > a", "<blockquote><blockquote>a</blockquote></blockquote>")]
    [InlineData("", "")]
    [InlineData("<b> & \"c\" 'd'", "&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;")]
    [InlineData(
        "see https://home.example/a?b=1&c=2.",
        "see <a href=\"https://home.example/a?b=1&amp;c=2" + Marks + "https://home.example/a?b=1&amp;c=2</a>."
    )]
    [InlineData(
        "(https://home.example/x_(y))",
        "(<a href=\"https://home.example/x_(y)" + Marks + "https://home.example/x_(y)</a>)"
    )]
    [InlineData("www.home.example!", "<a href=\"https://www.home.example/" + Marks + "www.home.example</a>!")]
    [InlineData(
        "mail office@home.example,",
        "mail <a href=\"mailto:office@home.example" + Marks + "office@home.example</a>,"
    )]
    [InlineData(
        "<https://home.example/>",
        "&lt;<a href=\"https://home.example/" + Marks + "https://home.example/</a>&gt;"
    )]
    [InlineData("javascript:alert(1) data:x file:///x", "javascript:alert(1) data:x file:///x")]
    public void Plain_text_becomes_lines_quotes_and_links(string text, string html) =>
        Assert.Equal(html, MessageHtml.FromPlainText(text));

    [Theory]
    [InlineData("http://home.example/\"onmouseover=\"alert(1)")]
    [InlineData("http://home.example/'onmouseover='alert(1)")]
    [InlineData("http://home.example/<script>alert(1)</script>")]
    [InlineData("[<img src=x onerror=alert(1)>](http://home.example)")]
    [InlineData("http://home.example/<!--\"><img src=x onerror=alert(1)>-->")]
    [InlineData("http://##str_replacement_0##/ [http://home.example/[0]onerror=alert(1)//]")]
    [InlineData("a\"onclick=alert(1)@home.example")]
    [InlineData("www.\"><script>alert(1)</script>.example")]
    [InlineData("https://`><svg/onload=alert(1)>`")]
    [InlineData("http://[<script>]/ http://home.example:99999/<b> http://%")]
    [InlineData("&lt;script&gt; &#60;script&#62;")]
    [InlineData(">>>>>>>>>>>>>>>>>>>>>>>> <script>alert(1)</script>")]
    public void B66_text_made_to_break_the_linkifier_stays_text(string text)
    {
        var html = MessageHtml.FromPlainText(text);

        // Every tag is one of ours, and reading the text of it gives the letters back.
        var tags = System.Text.RegularExpressions.Regex.Matches(html, "<[^>]*>").Select(tag => tag.Value);
        Assert.All(
            tags,
            tag =>
                Assert.Matches(
                    "^<(br|blockquote|/blockquote|/a|a href=\"(https?|mailto):[^\"<>\\s]*\" target=\"_blank\" rel=\"noopener noreferrer nofollow\")>$",
                    tag
                )
        );
        var shown = System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(html, "<[^>]*>", ""));
        Assert.Equal(text.TrimStart('>', ' '), shown.TrimStart('>', ' '));
    }

    [Fact]
    public void B66_a_million_half_links_take_bounded_time()
    {
        foreach (var mark in new[] { "http://", "www.", "a@", "a@b.", ">", "(", "https://a)" })
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            MessageHtml.FromPlainText(string.Concat(Enumerable.Repeat(mark, 1_000_000 / mark.Length)));
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }
    }
}
