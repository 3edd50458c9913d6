using System.Text;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Mime;

public class MessageTextTests
{
    [Theory]
    [InlineData("<p>One</p><p>Two</p>", "One\n\nTwo")]
    [InlineData("a<br>b<br/><br />c", "a\nb\n\nc")]
    [InlineData("<div>a</div><div>b</div>", "a\nb")]
    [InlineData("<ul><li>a<li>b</ul>", "• a\n• b")]
    [InlineData("<table><tr><td>a<td>b</tr><tr><td>c</table>", "a b\nc")]
    [InlineData("a &amp; b &lt;c&gt; &eacute;&#233;&#xE9; &nbsp; d", "a & b <c> ééé d")]
    [InlineData("a &unknown; &amp b &", "a &unknown; & b &")]
    [InlineData("<style>p{}</style><script>if (a<b) '</x>'</script>a", "a")]
    [InlineData("<title>t</title>a<!-- <b>no</b> -- > -->b<!-->c<!doctype html>d", "abcd")]
    [InlineData("<a title=\"1 > 0\" href='x>y'>link</a>", "link")]
    [InlineData("1 < 2 and 3 > 2", "1 < 2 and 3 > 2")]
    [InlineData("<pre>a\n  b</pre>", "a\nb")]
    [InlineData("<STYLE>x</style >y", "y")]
    [InlineData("<style>never closed", "")]
    [InlineData("a<b", "a")]
    [InlineData("a<", "a<")]
    [InlineData("", "")]
    public void Html_becomes_the_words_in_it(string html, string text)
    {
        Assert.Equal(text, MessageText.FromHtml(html));
        var reader = new HtmlTextReader(int.MaxValue);
        foreach (var c in html)
        {
            reader.Feed([c]);
        }
        Assert.Equal(text, reader.Complete());
    }

    [Theory]
    // RFC 3676 §4
    [InlineData("a \r\nb\r\nc", false, "a b\nc")]
    [InlineData("a \r\nb", true, "ab")]
    [InlineData("> a \r\n> b\r\nc", false, "> a b\nc")]
    [InlineData(">> a \r\n> b", false, ">> a \n> b")]
    [InlineData("a\r\n-- \r\nb", false, "a\n-- \nb")]
    [InlineData("  a\r\n From b", false, " a\nFrom b")]
    public void Flowed_lines_come_together(string text, bool deleteSpace, string expected) =>
        Assert.Equal(expected, MessageText.FromFlowed(text, deleteSpace));

    [Fact]
    public void A_preview_shows_words_only()
    {
        Assert.Equal(
            "Hello there",
            MessageText.Preview("\r\n\r\n  Hello\t\r\n> quoted\r\n\u200b\u034f\u00ad there \u202e")
        );
        Assert.Equal(200, MessageText.Preview(new string('x', 500)).Length);
        Assert.Equal("👩‍⚕️ ok", MessageText.Preview("👩‍⚕️ ok"));
        Assert.InRange(MessageText.Preview(string.Concat(Enumerable.Repeat("😀", 150))).Length, 199, 200);
    }

    [Fact]
    public void An_html_letter_with_a_long_style_has_a_preview()
    {
        var style = string.Concat(Enumerable.Repeat(".x{color:red}\r\n", 3_000));
        var message = Encoding.ASCII.GetBytes(
            $"Content-Type: text/html\r\n\r\n<html><head><style>{style}</style></head><body><h1>Rota</h1>for May</body></html>"
        );

        Assert.Equal("Rota for May", MessageScanner.Scan(message).Preview);
    }

    [Fact]
    public void Words_are_found_in_texts_reports_and_attached_messages_and_not_in_files()
    {
        var root = MessageScanner.Scan(Corpus.All["forward"]).Root;

        Assert.Equal(["1", "2.1", "2.2", "3.1"], MessageText.Searchable(root).Select(part => part.Path));
    }

    [Theory]
    // RFC 2387, RFC 1847 and RFC 6522: parts that belong to the text, the envelope or a program.
    [InlineData(
        "related; type=\"text/html\"",
        "Content-Type: text/html\n\nx\n--a\nContent-Type: image/png\nContent-ID: <i>\n\ny",
        ""
    )]
    [InlineData(
        "related",
        "Content-Type: text/html\n\nx\n--a\nContent-Type: application/pdf; name=f.pdf\n\ny",
        "f.pdf"
    )]
    [InlineData(
        "signed",
        "Content-Type: text/plain\n\nx\n--a\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\ny",
        ""
    )]
    [InlineData(
        "report",
        "Content-Type: text/plain\n\nx\n--a\nContent-Type: message/delivery-status\n\ny\n--a\nContent-Type: message/rfc822\n\nSubject: a/b\n\ny",
        "a-b.eml"
    )]
    [InlineData(
        "alternative",
        "\nx\n--a\nContent-Type: text/html\n\ny\n--a\nContent-Type: text/calendar\n\nz",
        "invitation.ics"
    )]
    [InlineData("mixed", "\nx\n--a\nContent-Type: text/plain; name=note.txt\n\ny", "note.txt")]
    [InlineData("mixed", "\nx\n--a\nContent-Type: image/jpeg\nContent-Disposition: inline\n\ny", "picture.jpg")]
    // RFC 2183 §2.8
    [InlineData("mixed", "\nx\n--a\nContent-Disposition: nonsense\n\ny", "")]
    [InlineData("mixed", "\nx\n--a\nContent-Disposition: attachment\n\ny", "attachment.txt")]
    public void Attachments_are_what_a_reader_would_call_files(string subtype, string parts, string names)
    {
        var message = Corpus.Bytes($"Content-Type: multipart/{subtype}; boundary=a\n\n--a\n{parts}\n--a--\n");

        var summary = MessageScanner.Scan(message);

        Assert.Equal(names, string.Join(';', summary.Attachments.Select(file => file.FileName)));
        Assert.Equal(names.Length > 0, summary.HasAttachments);
    }

    [Fact]
    public void The_languages_of_RFC_3282_are_kept()
    {
        // RFC 3282 §2
        var root = MessageScanner.Scan("Content-Language: en-GB, cy, \"no\", x y\r\n\r\n"u8).Root;

        Assert.Equal(["en-GB", "cy"], root.Languages);
    }
}
