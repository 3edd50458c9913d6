using System.Net;
using System.Text;
using System.Xml.Linq;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts.MailPrograms;

/// <summary>What mail programs ask when somebody types an address, and the profile an iPhone takes.</summary>
public class AutoConfigurationTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private const string Outlook = "/autodiscover/autodiscover.xml";

    [Theory]
    [InlineData("/.well-known/autoconfig/mail/config-v1.1.xml")]
    [InlineData("/mail/config-v1.1.xml?emailaddress=nobody%40caremail.example")]
    public async Task Thunderbird_finds_the_servers(string path)
    {
        var server = await servers.OnAsync(Engine.Sqlite);

        var answer = await server.Http.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal("text/xml", answer.Content.Headers.ContentType?.MediaType);
        var xml = XDocument.Parse(await answer.Content.ReadAsStringAsync());
        var incoming = xml.Descendants("incomingServer").Single();
        var outgoing = xml.Descendants("outgoingServer").Single();
        Assert.Equal(("imap", "smtp"), (incoming.Attribute("type")!.Value, outgoing.Attribute("type")!.Value));
        Assert.All(
            new[] { incoming, outgoing },
            found =>
            {
                Assert.Equal(server.Settings.Hostname, found.Element("hostname")!.Value);
                // RFC 8314 §3: TLS from the first byte.
                Assert.Equal("SSL", found.Element("socketType")!.Value);
                Assert.Equal("%EMAILADDRESS%", found.Element("username")!.Value);
            }
        );
    }

    [Fact]
    public async Task B80_Autodiscover_answers_alike_for_somebody_and_for_nobody()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var person = await new TestPeople(server.Services).PersonAsync();

        var known = await AskAsync(server, Request(person.Address));
        var unknown = await AskAsync(server, Request("nobody@caremail.example"));

        Assert.Equal(HttpStatusCode.OK, known.Status);
        Assert.Equal(
            known.Text.Replace(person.Address, "X", StringComparison.Ordinal),
            unknown.Text.Replace("nobody@caremail.example", "X", StringComparison.Ordinal)
        );
        var protocols = XDocument.Parse(known.Text).Descendants().Where(e => e.Name.LocalName == "Protocol").ToList();
        Assert.Equal(["IMAP", "SMTP"], protocols.Select(p => p.Elements().First().Value));
        Assert.All(protocols, p => Assert.Equal("on", p.Elements().Single(e => e.Name.LocalName == "SSL").Value));
    }

    [Theory]
    [InlineData("not xml")]
    [InlineData("")]
    [InlineData("<Autodiscover/>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>")]
    public async Task B71_what_is_no_request_is_refused_without_being_read_further(string body)
    {
        var server = await servers.OnAsync(Engine.Sqlite);

        var answer = await AskAsync(server, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.DoesNotContain("root:", answer.Text, StringComparison.Ordinal);
        Assert.Empty(server.AboveInformation);
    }

    [Theory]
    [InlineData("somebody@elsewhere.example")]
    [InlineData("&lt;img src=x onerror=alert(1)&gt;@caremail.example")]
    [InlineData("no address")]
    public async Task B71_an_address_that_is_not_ours_is_not_answered(string address)
    {
        var server = await servers.OnAsync(Engine.Sqlite);

        var answer = await AskAsync(server, Request(address));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.DoesNotContain("onerror", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_has_a_limit()
    {
        var server = await servers.OnAsync(Engine.Sqlite);

        var answer = await AskAsync(server, Request(new string('x', 9000) + "@caremail.example"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_iPhone_gets_a_profile_for_each_mailbox_of_its_owner_and_for_no_other(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var person = await people.PersonAsync(site);
        var shared = await people.SharedMailboxAsync(site, person);
        var stranger = await people.PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var own = await ProfileAsync(browser, person.MailboxId);
        var team = await ProfileAsync(browser, shared.MailboxId);

        Assert.Equal(person.Address, own["EmailAddress"]);
        Assert.Equal(person.Address, own["IncomingMailServerUsername"]);
        Assert.False(own.ContainsKey("IncomingMailServerIMAPPathPrefix"));
        Assert.Equal(shared.Address.ToString(), team["EmailAddress"]);
        Assert.Equal(person.Address, team["OutgoingMailServerUsername"]);
        Assert.Equal("Shared/" + shared.Address.LocalPart, team["IncomingMailServerIMAPPathPrefix"]);
        Assert.Equal("EmailTypeIMAP", team["EmailAccountType"]);
        // The device asks for the password: a file that lies in a downloads folder holds none.
        Assert.DoesNotContain(team.Keys, key => key is "IncomingPassword" or "OutgoingPassword");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/account/apple/{stranger.MailboxId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/account/apple/{Guid.NewGuid()}")).Status);
    }

    [Fact]
    public async Task B71_a_mailbox_s_name_is_text_in_its_profile()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync(first: "<true/>&amp;");
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        Assert.Equal("<true/>&amp; Balogun", (await ProfileAsync(browser, person.MailboxId))["EmailAccountName"]);
    }

    [Fact]
    public async Task The_guides_name_the_servers_and_the_mailboxes()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var site = await people.OrganisationAsync();
        var person = await people.PersonAsync(site);
        var shared = await people.SharedMailboxAsync(site, person);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var page = await browser.GetAsync("/account/mail-program/guides");

        Assert.Contains(server.Settings.Hostname, page.Html, StringComparison.Ordinal);
        Assert.Equal(
            ["Outlook on a computer", "iPhone or iPad", "Android", "Thunderbird"],
            page.Page.QuerySelectorAll("details summary").Select(s => s.TextContent.Trim())
        );
        Assert.Equal(
            [$"/account/apple/{person.MailboxId}", $"/account/apple/{shared.MailboxId}"],
            page.Page.QuerySelectorAll("#iphone a").Select(a => a.GetAttribute("href"))
        );
    }

    private static string Request(string address) =>
        $"""
            <?xml version="1.0" encoding="utf-8"?>
            <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>
            <EMailAddress>{address}</EMailAddress>
            <AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a</AcceptableResponseSchema>
            </Request></Autodiscover>
            """;

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(RunningServer server, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "text/xml");
        var answer = await server.Http.PostAsync(new Uri(Outlook, UriKind.Relative), content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<Dictionary<string, string>> ProfileAsync(TestBrowser browser, Guid mailbox)
    {
        var answer = await browser.GetAsync($"/account/apple/{mailbox}");
        Assert.Equal("application/x-apple-aspen-config", answer.Response.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith(
            ".mobileconfig",
            answer.Response.Content.Headers.ContentDisposition?.FileName?.Trim('"'),
            StringComparison.Ordinal
        );
        var settings = new System.Xml.XmlReaderSettings
        {
            DtdProcessing = System.Xml.DtdProcessing.Ignore,
            XmlResolver = null,
        };
        using var reader = System.Xml.XmlReader.Create(new StringReader(answer.Html.TrimStart('\uFEFF')), settings);
        var account = XDocument.Load(reader).Descendants("array").Single().Element("dict")!;
        return account.Elements("key").ToDictionary(key => key.Value, key => key.ElementsAfterSelf().First().Value);
    }
}
