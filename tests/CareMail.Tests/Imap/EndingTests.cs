using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity.Devices;
using CareMail.Imap;
using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CareMail.Tests.Imap;

/// <summary>How a session ends when it is not the client who ends it. RFC 9051 §5.4, §7.1.5.</summary>
public class EndingTests(ImapServer server) : IClassFixture<ImapServer>
{
    [Fact]
    public async Task Removing_the_device_password_ends_an_idle_connection_at_once()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.OpenAsync();
        await client.PlayAsync("> a IDLE\n< + idling");

        var devices = await server.World.Get<DevicePasswords>().OfAccountAsync(anna.AccountId);
        await server.World.Get<RevokeDevicePassword>().RunAsync(Actor.Operator("test"), anna.AccountId, devices[0].Id);

        Assert.Equal("* BYE This sign-in has been ended", await client.LineAsync());
        Assert.Null(await client.LineAsync());
    }

    [Fact]
    public async Task Losing_a_shared_mailbox_closes_its_folder_at_once()
    {
        var (anna, ben) = (await server.World.PersonAsync(), await server.World.PersonAsync());
        var local = await server.World.SharedMailboxAsync(anna, ben);
        await using var client = await ben.OpenAsync($"Shared/{local}/INBOX");
        await client.PlayAsync("> a IDLE\n< + idling");

        var access = server.World.Get<MailboxAccess>();
        var shared = (await access.OfAccountAsync(ben.AccountId)).Single(g => g.Mailbox.LocalPart == local).Mailbox;
        await server
            .World.Get<Database>()
            .WriteAsync(async tx => await access.RevokeAsync(tx, shared.Id, ben.AccountId));

        Assert.Equal("* BYE You no longer have access to this folder", await client.LineAsync());
    }

    [Fact]
    public async Task Deleting_the_open_folder_ends_the_session()
    {
        var anna = await server.World.PersonAsync();
        await using var desk = await anna.SignInAsync();
        await desk.DoAsync("CREATE Old");
        await using var client = await anna.OpenAsync("Old");

        await desk.DoAsync("DELETE Old");

        await client.PlayAsync("> a NOOP\n< * BYE The folder has been deleted\n< a OK …");
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_let_go()
    {
        await using var quick = await RunningServer.StartAsync(replace: services =>
            services.AddSingleton(
                ImapSessionLimits.Default with
                {
                    SignInTime = TimeSpan.FromMilliseconds(300),
                    QuietTime = TimeSpan.FromMilliseconds(700),
                }
            )
        );
        var world = await ImapWorld.OnAsync(quick);
        var anna = await world.PersonAsync();
        await using var stranger = await world.ConnectAsync();
        await using var client = await anna.OpenAsync();

        Assert.Equal("* BYE Sign in sooner", await stranger.LineAsync());
        await client.PlayAsync("> a IDLE\n< + idling\n< * BYE Idle for too long");
    }

    [Fact]
    public async Task A_server_that_stops_says_goodbye()
    {
        var stopping = await RunningServer.StartAsync();
        var anna = await (await ImapWorld.OnAsync(stopping)).PersonAsync();
        await using var client = await anna.OpenAsync();
        await client.PlayAsync("> a IDLE\n< + idling");

        var stopped = stopping.DisposeAsync();

        Assert.Equal("* BYE The server is restarting", await client.LineAsync());
        await stopped;
    }

    [Fact]
    public async Task A_client_that_vanishes_in_the_middle_of_anything_is_no_error_of_ours()
    {
        var log = new CollectedLog();
        await using var watched = await RunningServer.StartAsync(replace: services =>
            services.AddSingleton<ILoggerProvider>(log)
        );
        var world = await ImapWorld.OnAsync(watched);
        var anna = await world.PersonAsync();
        await using var steady = await anna.OpenAsync();
        await steady.AppendAsync("INBOX", "Subject: long\r\n\r\n" + new string('x', 2_000_000) + "\r\n");

        string[] beginnings =
        [
            "a APPEND INBOX {100000+}\r\nSubject: half",
            "a FETCH 1 BODY.PEEK[]\r\n",
            "a FETCH 1:* BODY.PEEK[]\r\nb FETCH 1 BODY[]\r\n",
            "a IDLE\r\n",
            "a SEARCH TEXT {5}\r\n",
            "a SEAR",
        ];
        foreach (var beginning in beginnings)
        {
            var client = await anna.OpenAsync();
            await client.SendRawAsync(beginning);
            client.Vanish();
        }

        var stranger = await ImapClient.ConnectAsync(watched.Imap, tls: false);
        await stranger.PlayAsync("< * OK …\n> a STARTTLS\n< a OK Begin TLS");
        await stranger.SendRawAsync("this is no handshake\r\n");
        stranger.Vanish();

        await steady.DoAsync("NOOP");
        await watched.Services.GetRequiredService<ImapProtocol>().UntilAsync(p => p.Count == 1);
        Assert.Empty(log.AboveInformation);
    }
}

internal static class Waiting
{
    /// <summary>Waits for something that will happen by itself; a test that waits too long fails at its end.</summary>
    public static async Task UntilAsync<T>(this T thing, Func<T, bool> happened)
    {
        for (var tries = 0; tries < 1_000 && !happened(thing); tries++)
        {
            await Task.Delay(10);
        }
    }
}
