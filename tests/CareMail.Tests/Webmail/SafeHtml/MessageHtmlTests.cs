using System.Diagnostics;
using AngleSharp.Html.Parser;
using CareMail.Webmail.SafeHtml;

namespace CareMail.Tests.Webmail.SafeHtml;

public class MessageHtmlTests
{
    // Far above what linear work takes here.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("<p>Hello <b>there</b></p>", "<p>Hello <b>there</b></p>")]
    [InlineData("<html><head><title>t</title></head><body>x</body></html>", "x")]
    [InlineData("a &lt;b&gt; &amp; \"c\"", "a &lt;b&gt; &amp; &quot;c&quot;")]
    [InlineData("<p class=x id=y name=z data-a=b>t</p>", "<p>t</p>")]
    [InlineData("<blink>t</blink><o:p>u</o:p><custom-x>v</custom-x>", "tuv")]
    [InlineData("<form action=//evil.example><label>t</label><input name=p></form>", "t")]
    [InlineData(
        "<table width=100% bgcolor=#fff><tr><td colspan=2>t</table>",
        "<table width=\"100%\" bgcolor=\"#fff\"><tbody><tr><td colspan=\"2\">t</td></tr></tbody></table>"
    )]
    [InlineData("<!-- c --><![CDATA[d]]><?php e ?>f", "f")]
    [InlineData("a<br>b<hr>", "a<br>b<hr>")]
    public void What_letters_are_made_of_stays(string html, string expected) => Assert.Equal(expected, Body(html));

    [Theory]
    [InlineData("https://home.example/a?b=c&d", "https://home.example/a?b=c&amp;d")]
    [InlineData("HTTP://home.example", "http://home.example/")]
    [InlineData("mailto:a@home.example?subject=x%20y", "mailto:a@home.example?subject=x%20y")]
    [InlineData("tel:+441632960001", "tel:+441632960001")]
    [InlineData("//home.example/x", "https://home.example/x")]
    [InlineData(" https://home.example/ ", "https://home.example/")]
    [InlineData("java\nscript:alert(1)", null)]
    [InlineData("&#106;avascript:alert(1)", null)]
    [InlineData("\u0001javascript:alert(1)", null)]
    [InlineData("javascript&colon;alert(1)", null)]
    [InlineData("jav&#x09;ascript:alert(1)", null)]
    [InlineData("vbscript:x", null)]
    [InlineData("data:text/html,<script>alert(1)</script>", null)]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("/sign-out", null)]
    [InlineData("#top", null)]
    [InlineData("x", null)]
    [InlineData("blob:https://home.example/x", null)]
    [InlineData("https:", null)]
    [InlineData("https://", null)]
    [InlineData("http:\\\\evil.example\\x", null)]
    public void Links_lead_to_the_web_mail_or_telephone_and_nowhere_else(string href, string? expected)
    {
        var html = Body($"<a href=\"{href}\" target=_top onclick=x>t</a>");

        Assert.Equal(
            expected is null
                ? "<a>t</a>"
                : $"<a href=\"{expected}\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">t</a>",
            html
        );
    }

    [Theory]
    [InlineData("color: red; font-weight:bold", "color:red;font-weight:bold")]
    [InlineData("COLOR: RGB(1, 2, 3) !important", "color:RGB(1, 2, 3) !important")]
    [InlineData("font-family: 'Arial', sans-serif", "font-family:&#39;Arial&#39;, sans-serif")]
    [InlineData("position:fixed;top:0;z-index:9", null)]
    [InlineData("background:url(https://evil.example/x)", null)]
    [InlineData("background: red url( 'x' )", null)]
    [InlineData("background-image:image-set('https://evil.example/x' 1x)", null)]
    [InlineData("background:image-set('https://evil.example/x' 1x)", null)]
    [InlineData("list-style: u\\72l(x)", null)]
    [InlineData("color: expression(alert(1))", null)]
    [InlineData("width:/**/expression(alert(1))", null)]
    [InlineData("behavior:url(x);-moz-binding:url(y)", null)]
    [InlineData("color:red;@import 'x'", "color:red")]
    [InlineData("color:var(--x);width:calc(1px + attr(y))", null)]
    [InlineData("content:'x';cursor:url(x),auto;filter:url(#x)", null)]
    [InlineData("color:'red;background:url(x)';width:1px", "width:1px")]
    [InlineData("color:red\"onmouseover=alert(1)", null)]
    [InlineData("font-family:\"a;color:blue", "color:blue")]
    [InlineData(
        "background-color:#ffeeaa;border:1px solid rgba(0,0,0,.5)",
        "background-color:#ffeeaa;border:1px solid rgba(0,0,0,.5)"
    )]
    [InlineData("color:red}body{display:none", null)]
    public void Styles_may_look_different_and_do_nothing_else(string style, string? expected)
    {
        var html = Body($"<p style=\"{style.Replace("\"", "&quot;", StringComparison.Ordinal)}\">t</p>");

        Assert.Equal(expected is null ? "<p>t</p>" : $"<p style=\"{expected}\">t</p>", html);
    }

    [Theory]
    [InlineData("<img src=https://track.example/p.gif alt=logo width=1>")]
    [InlineData("<img src=//track.example/p.gif alt=logo width=1>")]
    [InlineData(
        "<img src=\" HTTP://track.example/p.gif\" alt=logo width=1 srcset='https://track.example/2x 2x' lowsrc=x dynsrc=y>"
    )]
    public void B68_a_remote_picture_is_fetched_by_the_proxy_when_the_reader_asks_and_not_before(string html)
    {
        var closed = MessageHtml.Sanitise(html, new SafeHtmlOptions());
        var open = MessageHtml.Sanitise(
            html,
            new SafeHtmlOptions { RemoteImage = url => "/mail/proxy?u=" + Uri.EscapeDataString(url) }
        );

        Assert.Equal("<div><img alt=\"logo\" width=\"1\"></div>", closed.Html);
        Assert.Equal(1, closed.RemoteImages);
        Assert.Contains("src=\"/mail/proxy?u=http", open.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("//track.example", open.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<link rel=stylesheet href=https://t.example/x>")]
    [InlineData("<link rel=prefetch href=https://t.example/x><link rel=dns-prefetch href=//t.example>")]
    [InlineData("<meta http-equiv=refresh content='0;url=https://t.example/x'>")]
    [InlineData(
        "<style>@import 'https://t.example/x'; @font-face{font-family:a;src:url(https://t.example/f)} p{background:url(https://t.example/y)}</style>"
    )]
    [InlineData("<p style=\"background:url(https://t.example/x)\">a</p>")]
    [InlineData("<p style=\"background-image:-webkit-image-set(url(https://t.example/x) 1x)\">a</p>")]
    [InlineData("<p style=\"b\\61ckground:u\\72l(https://t.example/x)\">a</p>")]
    [InlineData(
        "<table background=https://t.example/x><td background=https://t.example/y></table><body background=https://t.example/z>"
    )]
    [InlineData("<video poster=https://t.example/x src=https://t.example/v><source src=https://t.example/w></video>")]
    [InlineData(
        "<audio src=https://t.example/x autoplay></audio><embed src=https://t.example/x><object data=https://t.example/x></object>"
    )]
    [InlineData("<picture><source srcset=https://t.example/x><img srcset=https://t.example/y></picture>")]
    [InlineData("<iframe src=https://t.example/x srcdoc='<img src=https://t.example/y>'></iframe>")]
    [InlineData("<input type=image src=https://t.example/x><isindex src=https://t.example/x><image src=/x>")]
    [InlineData("<a ping=https://t.example/x>a</a><blockquote cite=https://t.example/x>a</blockquote>")]
    [InlineData(
        "<svg><image href=https://t.example/x /><use href=https://t.example/x#y /><style>@import 'https://t.example'</style></svg>"
    )]
    [InlineData("<base href=https://t.example/><p>a</p>")]
    [InlineData("<frameset><frame src=https://t.example/x></frameset>")]
    [InlineData("<bgsound src=https://t.example/x><html manifest=https://t.example/x>")]
    public void B68_nothing_else_in_a_message_is_ever_fetched(string html)
    {
        var safe = MessageHtml.Sanitise(html, new SafeHtmlOptions { RemoteImage = url => url });

        Assert.DoesNotContain("t.example", safe.Html, StringComparison.OrdinalIgnoreCase);
        AssertHarmless(safe.Html);
    }

    [Theory]
    [InlineData("<svg><animate attributeName=href values=javascript:alert(1) /></svg>")]
    [InlineData("<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>")]
    [InlineData("<svg><set attributeName=onload to=alert(1) />")]
    public void B63_animated_svg_is_removed(string html) => Assert.Equal("", Body(html));

    [Theory]
    [InlineData("<svg><use href=\"data:image/svg+xml;base64,PHN2ZyBpZD0neCc+\" /></svg>")]
    [InlineData("<svg><image href=x onerror=alert(1) /></svg>")]
    [InlineData("<svg/onload=alert(1)>")]
    [InlineData("<img src=\"data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+\">")]
    [InlineData("<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">")]
    public void B64_svg_of_any_kind_is_removed(string html) => Assert.True(Body(html) is "" or "<img>", Body(html));

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<scr<script>ipt>alert(1)</scr</script>ipt>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<img/src=x/onerror=alert(1)//")]
    [InlineData("<img src=`x`onerror=alert(1)>")]
    [InlineData("<IMG SRC=\"javascript:alert(1)\">")]
    [InlineData("<a href=\"javascript:alert(1)\" xlink:href=javascript:alert(1)>x</a>")]
    [InlineData("<body onload=alert(1) onpageshow=alert(2)>x")]
    [InlineData("<div onmouseover=alert(1) style=width:100%>x</div>")]
    [InlineData("<details open ontoggle=alert(1)>x</details>")]
    [InlineData(
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">"
    )]
    [InlineData("<math><mtext><mglyph><style><math><table></table></math><img src onerror=alert(1)></style>")]
    [InlineData("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>")]
    [InlineData("<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">")]
    [InlineData("<svg><desc><table><a><style><title></style><img src=x onerror=alert(1)></title>")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">")]
    [InlineData("<noembed><img title=\"</noembed><img src onerror=alert(1)>\"></noembed>")]
    [InlineData("<xmp><p title=\"</xmp><img src onerror=alert(1)>\">")]
    [InlineData("<textarea><p title=\"</textarea><img src onerror=alert(1)>\">")]
    [InlineData("<title><p title=\"</title><img src onerror=alert(1)>\">")]
    [InlineData("<style><p title=\"</style><img src onerror=alert(1)>\">")]
    [InlineData("<iframe><p title=\"</iframe><img src onerror=alert(1)>\"></iframe>")]
    [InlineData("<template><img src=x onerror=alert(1)></template>")]
    [InlineData("<plaintext><img src=x onerror=alert(1)>")]
    [InlineData(
        "<select><template><style><!--</style><a rel=\"--></style></template></select><img id=x src onerror=alert(1)>\">"
    )]
    [InlineData("<a title=\"x`><img src=x onerror=alert(1)>`\">x</a>")]
    [InlineData("<p title='\"><img src=x onerror=alert(1)>'>x</p>")]
    [InlineData("<p title=&quot;&gt;&lt;img&#32;src=x&#32;onerror=alert(1)&gt;>x</p>")]
    [InlineData("&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("<!--><img src=x onerror=alert(1)>-->")]
    [InlineData("<!--!><img src=x onerror=alert(1)>--!>")]
    [InlineData("<![CDATA[><img src=x onerror=alert(1)>]]>")]
    [InlineData("<?xml-stylesheet href=javascript:alert(1)?><img src=x onerror=alert(1)>")]
    [InlineData("<meta http-equiv=Content-Security-Policy content=''><base href=javascript:/a/-alert(1)///>")]
    [InlineData("<a href=x id=body name=cookie><img name=getElementById>")]
    [InlineData("<form id=x><input name=attributes><input name=parentNode></form>")]
    [InlineData("<isindex action=javascript:alert(1) type=image>")]
    [InlineData("<button formaction=javascript:alert(1)>x</button>")]
    [InlineData("<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>")]
    [InlineData("<a href=\"\u0000javascript:alert(1)\">x</a>")]
    [InlineData("<a href=' \u2028javascript:alert(1)'>x</a>")]
    [InlineData("<img src=x:x onerror\u0000=alert(1)>")]
    [InlineData("\u0000<script\u0000>alert(1)</script\u0000>")]
    [InlineData("<xss is=x-y onfocus=alert(1) tabindex=1 contenteditable autofocus accesskey=x>x</xss>")]
    [InlineData("<table><tr><td><form><td><img src onerror=alert(1)></form></table>")]
    [InlineData("<b><a><b><p></a><img src onerror=alert(1)>")]
    [InlineData("<%<!--'%><script>alert(1);</script -->")]
    [InlineData("<</script/script><script>eval('\\u'+'0061'+'lert(1)')//</script>")]
    [InlineData("+ADw-script+AD4-alert(1)+ADw-/script+AD4-")]
    public void B70_no_payload_survives_as_anything_but_text(string html)
    {
        var once = MessageHtml.Sanitise(html, new SafeHtmlOptions { RemoteImage = url => url }).Html;

        AssertHarmless(once);
        // What is written reads back as the same thing: there is nothing left to mutate.
        Assert.Equal(once, Body(once));
    }

    [Fact]
    public void Pictures_of_the_message_itself_come_from_our_own_origin()
    {
        // RFC 2392 §2
        var options = new SafeHtmlOptions { InlineImage = id => id == "logo@x y" ? "/mail/part/2" : null };

        Assert.Equal(
            "<div><img src=\"/mail/part/2\"></div>",
            MessageHtml.Sanitise("<img src='CID:logo@x%20y'>", options).Html
        );
        Assert.Equal("<div><img></div>", MessageHtml.Sanitise("<img src=cid:other>", options).Html);
        Assert.Equal(
            "<img src=\"data:image/png;base64,iVBORw0KGgo=\">",
            Body("<img src='data:image/PNG;base64,iVBORw0KGgo='>")
        );
    }

    [Fact]
    public void The_colours_of_the_body_are_kept_on_a_division() =>
        Assert.Equal(
            "<div style=\"margin:0;color:#333\" bgcolor=\"#eee\">x</div>",
            MessageHtml.Sanitise("<body style='margin:0;color:#333' bgcolor=#eee onload=x class=y>x", new()).Html
        );

    [Theory]
    [InlineData("<div>")]
    [InlineData("<p>")]
    [InlineData("<b><p>")]
    [InlineData("<b>")]
    [InlineData("<a href=x>")]
    [InlineData("<table>")]
    [InlineData("<table><tr><td>")]
    [InlineData("<svg>")]
    [InlineData("<li>")]
    [InlineData("<ul><li>")]
    [InlineData("<font size=1><p></font>")]
    [InlineData("<button><p>")]
    [InlineData("<select><option>")]
    [InlineData("<math><mi>")]
    [InlineData("<template>")]
    [InlineData("</p>")]
    [InlineData("</br>")]
    [InlineData("<!--")]
    [InlineData("&")]
    [InlineData("<")]
    [InlineData("<a b")]
    [InlineData("<style>")]
    public void Much_of_anything_takes_bounded_time_and_depth(string mark)
    {
        var html = string.Concat(Enumerable.Repeat(mark, 400_000 / mark.Length)) + "end";

        var watch = Stopwatch.StartNew();
        var safe = MessageHtml.Sanitise(html, new SafeHtmlOptions());

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
        var depth = 0;
        var deepest = 0;
        foreach (var at in Enumerable.Range(0, Math.Max(0, safe.Html.Length - 1)).Where(i => safe.Html[i] == '<'))
        {
            depth += safe.Html[at + 1] == '/' ? -1 : 1;
            deepest = Math.Max(deepest, safe.Html.StartsWith("<br", StringComparison.Ordinal) ? 0 : depth);
        }
        Assert.True(mark is "</br>" || deepest <= SafeHtmlLimits.Depth + 2, $"{deepest} deep");
    }

    [Fact]
    public void A_message_that_is_too_large_is_cut_and_says_so()
    {
        var safe = MessageHtml.Sanitise("<p>" + new string('x', 2_000_000), new SafeHtmlOptions());

        Assert.True(safe.IsCut);
        Assert.InRange(safe.Html.Length, 900_000, SafeHtmlLimits.Characters + 100);
        Assert.False(MessageHtml.Sanitise("<p>x", new SafeHtmlOptions()).IsCut);
    }

    private static string Body(string html)
    {
        var safe = MessageHtml.Sanitise(html, new SafeHtmlOptions { RemoteImage = url => url }).Html;
        Assert.StartsWith("<div", safe, StringComparison.Ordinal);
        return safe.StartsWith("<div>", StringComparison.Ordinal) ? safe["<div>".Length..^"</div>".Length] : safe;
    }

    /// <summary>Reads the result as a browser would and looks at everything in it.</summary>
    private static void AssertHarmless(string html)
    {
        foreach (var isScripting in new[] { true, false })
        {
            using var document = new HtmlParser(new HtmlParserOptions { IsScripting = isScripting }).ParseDocument(
                html
            );
            foreach (var element in document.Body!.QuerySelectorAll("*"))
            {
                Assert.True(AllowedMarkup.Elements.Contains(element.LocalName), element.LocalName);
                Assert.Equal("http://www.w3.org/1999/xhtml", element.NamespaceUri);
                foreach (var attribute in element.Attributes)
                {
                    Assert.True(
                        AllowedMarkup.Attributes.Contains(attribute.Name)
                            || attribute.Name is "style" or "href" or "src" or "target" or "rel",
                        attribute.Name
                    );
                    Assert.False(
                        attribute.Name is "href" or "src"
                            && !attribute.Value.StartsWith("http", StringComparison.Ordinal)
                            && !attribute.Value.StartsWith("mailto:", StringComparison.Ordinal)
                            && !attribute.Value.StartsWith("data:image/", StringComparison.Ordinal),
                        attribute.Value
                    );
                }
            }
            Assert.Empty(document.Head!.Children);
        }
    }
}
