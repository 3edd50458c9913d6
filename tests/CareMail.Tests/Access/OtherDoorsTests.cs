using CareMail.Access;
using CareMail.Storage;
using CareMail.Tests.Imap;
using CareMail.Tests.Support;
using CareMail.Tests.Webmail;
using CareMail.Webmail;

namespace CareMail.Tests.Access;

/// <summary>The doors that have no address: the mail program's, and the open stream of a browser.</summary>
public class OtherDoorsTests(RunningServers servers) : IClassFixture<RunningServers>
{
    /// <summary>Longer than changes are gathered before a browser hears of them.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task In_a_mail_program_no_role_opens_a_mailbox_that_was_not_shared(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var world = await AccessWorld.OnAsync(server);
        var (own, other) = (world.Own.Address.LocalPart, world.Other.Address.LocalPart);
        foreach (var role in Enum.GetValues<Role>())
        {
            var person = await world.PersonAsync(role);
            var device = await new TestPeople(server.Services).DevicePasswordAsync(person);
            await using var program = await ImapClient.ConnectAsync(server.Imaps, tls: true);
            await program.ExpectAsync("* OK …");
            await program.DoAsync($"LOGIN {person.Address} {device.Password}");

            var listed = string.Join('\n', await program.DoAsync("LIST \"\" \"*\""));

            var shares = role is Role.Owner or Role.Member;
            Assert.Equal(shares, listed.Contains($"Shared/{own}/INBOX", StringComparison.Ordinal));
            Assert.DoesNotContain(other, listed, StringComparison.Ordinal);
            await program.DoAsync($"STATUS Shared/{own}/INBOX (MESSAGES)", shares ? "OK" : "NO [NONEXISTENT]");
            await program.DoAsync($"EXAMINE Shared/{other}/INBOX", "NO [NONEXISTENT]");
            await program.DoAsync($"SELECT Shared/{other}/INBOX", "NO [NONEXISTENT]");
        }
    }

    [Theory]
    [InlineData(Engine.Sqlite, Role.Owner)]
    [InlineData(Engine.Sqlite, Role.Caseworker)]
    [InlineData(Engine.Sqlite, Role.Platform)]
    [InlineData(Engine.Postgres, Role.Owner)]
    public async Task An_open_browser_hears_nothing_of_another_homes_mail(Engine engine, Role role)
    {
        var server = await servers.OnAsync(engine);
        var world = await AccessWorld.OnAsync(server);
        var person = await world.PersonAsync(role);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        using var request = new HttpRequestMessage(HttpMethod.Get, MailLinks.Events);
        using var answer = await browser.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await stream.ReadLineAsync().WaitAsync(Patience) is not "data: ") { }

        var heard = NextAsync(stream);
        await world.Other.ArrivesAsync(Letters.Plain("Not yours", "Nothing."));
        await Task.Delay(Silence);
        Assert.False(heard.IsCompleted, "Told of mail that is not theirs.");

        await world.Own.ArrivesAsync(Letters.Plain("Yours", "Something."), person.MailboxId, person.Address);
        Assert.Equal("event: mail", await heard.WaitAsync(Patience));
    }

    private static async Task<string?> NextAsync(StreamReader stream)
    {
        string? line;
        do
        {
            line = await stream.ReadLineAsync();
        } while (line is "" or ":");

        return line;
    }
}
