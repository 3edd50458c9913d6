using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;
using CareMail.Webmail;

namespace CareMail.Tests.Webmail;

public class HostileMailTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private const string Payload = "<img src=x onerror=alert(1)><script>alert(2)</script>";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B67_files_are_saved_and_never_opened_as_a_page_of_ours(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        foreach (
            var (name, type) in new[] { ("a.svg", "image/svg+xml"), ("a.html", "text/html"), ("a.xml", "text/xml") }
        )
        {
            var uid = await home.ArrivesAsync(
                Letters.WithFile(
                    name,
                    type,
                    "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
                    "Content-ID: <p@x>\n"
                )
            );
            var inbox = await home.FolderAsync(SpecialUse.Inbox);

            var file = await amina.GetAsync(MailLinks.File(inbox.Id, uid, "2"));
            var asPicture = await amina.GetAsync(MailLinks.Picture(inbox.Id, uid, "2"));
            var whole = await amina.GetAsync(MailLinks.Original(inbox.Id, uid));

            foreach (var answer in new[] { file, whole })
            {
                Assert.StartsWith("attachment", answer.Header("Content-Disposition"), StringComparison.Ordinal);
                Assert.Equal("application/octet-stream", answer.Header("Content-Type"));
                Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
                Assert.Contains("sandbox", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
                Assert.Equal("no-store", answer.Header("Cache-Control"));
            }

            Assert.Equal(System.Net.HttpStatusCode.NotFound, asPicture.Status);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    // RFC 6266 §4.3: a quote or a line end in the name must not end it.
    public async Task B61_a_file_name_cannot_break_out_of_its_header(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        var uid = await home.ArrivesAsync(
            Letters.WithFile("../../x%0d%0aSet-Cookie: a=b\\\"; y=z.pdf", "application/pdf", "%PDF")
        );

        var file = await amina.GetAsync(MailLinks.File((await home.FolderAsync(SpecialUse.Inbox)).Id, uid, "2"));

        Assert.Equal("", file.Header("Set-Cookie"));
        Assert.DoesNotContain("/", file.Header("Content-Disposition"), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B70_markup_in_names_subjects_and_file_names_is_text_everywhere(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await home.ArrivesAsync(
            Letters
                .WithFile(Payload.Replace("\"", "", StringComparison.Ordinal) + ".pdf", "application/pdf", "%PDF")
                .Replace("Ruth Vale", $"\"{Payload}\"", StringComparison.Ordinal)
                .Replace("Subject: A file", "Subject: " + Payload, StringComparison.Ordinal)
        );
        var made = await home.Get<FolderTree>().CreateAsync(home.MailboxId, Payload);
        var message = await home.MessageAsync(SpecialUse.Inbox);
        var at = message.Split('/');
        string[] pages =
        [
            await home.InboxAsync(),
            message,
            await home.InboxAsync() + "?select=1",
            MailLinks.Folders,
            MailLinks.Search(home.MailboxId, Payload),
            MailLinks.Answer("reply-all", Guid.Parse(at[2]), uint.Parse(at[3], null)),
            MailLinks.Answer("forward", Guid.Parse(at[2]), uint.Parse(at[3], null)),
            MailLinks.Folder(made.Folder!.Id),
        ];

        foreach (var page in pages)
        {
            var seen = await amina.GetAsync(page);
            Assert.Equal(System.Net.HttpStatusCode.OK, seen.Status);
            Assert.Empty(seen.All("img[src=x], script:not([src])"));
            Assert.DoesNotContain("<img src=x", seen.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B30_a_name_that_pretends_to_be_an_address_shows_the_real_one_and_outside(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await home.ArrivesAsync(Letters.Plain("Reset", "Click", "\"it-support@caremail.example\" <x@evil.example>"));

        var list = await amina.GetAsync(await home.InboxAsync());
        var read = await amina.GetAsync(await home.MessageAsync(SpecialUse.Inbox));

        Assert.Equal("x@evil.example", list.Words(".cm-row__who"));
        Assert.Equal("Outside", list.Words(".cm-row .cm-chip"));
        Assert.Equal("x@evil.example", read.Words(".cm-from b"));
        Assert.Contains("That is only a name.", read.Words(".cm-doubt"), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B30_an_address_of_ours_that_nobody_signed_in_for_is_unproven(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await home.ArrivesAsync(Letters.Plain("Rota", "See you", $"Joy Okafor <{home.Joy.Address}>"));

        var list = await amina.GetAsync(await home.InboxAsync());

        Assert.Equal("Unproven", list.Words(".cm-row .cm-chip"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B30_turned_text_is_straightened_and_look_alike_domains_are_shown_as_they_travel(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await home.ArrivesAsync(
            Letters
                .WithFile("=?utf-8?q?invoice=E2=80=AEfdp.exe?=", "application/pdf", "%PDF")
                .Replace("ruth@postbox.example", "ruth@c\u00e0remail.example", StringComparison.Ordinal)
        );

        var read = await amina.GetAsync(await home.MessageAsync(SpecialUse.Inbox));

        Assert.DoesNotContain('\u202E', read.Text);
        Assert.Contains("xn--cremail-8va.example", read.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task B68_pictures_from_outside_are_fetched_only_when_the_reader_asks_and_through_us(Engine engine)
    {
        var home = await MailHome.OnAsync(await servers.OnAsync(engine));
        using var amina = await home.SignInAsync(home.Amina);
        await home.ArrivesAsync(
            Letters.Html(
                "<p>Hello<script>alert(1)</script></p><img src='https://tracker.example/p.gif'><div style='background:url(https://tracker.example/b)'>x</div>"
            )
        );
        var message = await home.MessageAsync(SpecialUse.Inbox);

        var read = await amina.GetAsync(message);
        var letter = await amina.GetAsync(read.One("iframe").GetAttribute("src")!);
        var asked = await amina.GetAsync(read.One(".cm-pictures a").GetAttribute("href")!);
        var shown = await amina.GetAsync(asked.One("iframe").GetAttribute("src")!);

        Assert.DoesNotContain("tracker.example", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("script", letter.Text, StringComparison.OrdinalIgnoreCase);
        var policy = letter.Header("Content-Security-Policy");
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("sandbox allow-same-origin allow-popups", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", read.One("iframe").GetAttribute("sandbox")!, StringComparison.Ordinal);
        Assert.StartsWith("/mail/picture/", shown.One("img").GetAttribute("src")!, StringComparison.Ordinal);
        Assert.DoesNotContain("https://tracker.example", shown.Text, StringComparison.Ordinal);
    }
}
