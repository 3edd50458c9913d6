using System.Diagnostics;
using System.Text;
using CareMail.Hosting;
using CareMail.Inbound;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Inbound;

/// <summary>A server with limits that a test can reach.</summary>
public sealed class NarrowServer : IAsyncLifetime, IAsyncDisposable
{
    internal static readonly SmtpLimits Limits = SmtpLimits.Default with
    {
        MessageSize = 64 * 1024,
        SubmittedHeader = 4 * 1024,
        RecipientsFromOutside = 2,
        Command = TimeSpan.FromSeconds(1),
        DataBlock = TimeSpan.FromSeconds(1),
        Mistakes = 5,
        IdleCommands = 5,
        FreeGuesses = 3,
        Guesses = 6,
        GuessDelay = TimeSpan.FromMilliseconds(30),
    };

    internal RunningServer Server { get; private set; } = null!;

    internal CareHome Home { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await RunningServer.StartAsync(replace: services => services.AddSingleton(Limits));
        Home = await CareHome.AtAsync(Server);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();
}

/// <summary>Each number of SmtpLimits, pushed against. RFC 5321 §4.5.3.</summary>
public sealed class SmtpLimitTests(NarrowServer narrow) : IClassFixture<NarrowServer>, IDisposable
{
    private readonly RunningServer _server = narrow.Server;
    private readonly CareHome _home = narrow.Home;

    /// <summary>Whatever a client does, the operator is not called.</summary>
    public void Dispose() => Assert.Empty(_server.AboveInformation);

    [Fact]
    public async Task B18_a_line_without_end_is_cut_off_and_memory_stays_flat()
    {
        await using var script = await WireScript.ConnectAsync(_server.Smtp);
        await script.PlayAsync("< 220 *");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var block = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
        try
        {
            for (var i = 0; i < 1_000; i++)
            {
                await script.SendAsync(block);
            }
        }
        catch (IOException)
        {
            // The server has cut the line, which is the point.
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 * 1024 * 1024);
    }

    [Theory]
    [InlineData("> DATA\n< 354 *\n> Subject: x", "> y")]
    [InlineData("| BDAT 1\\r\\nS\n< 250 *\n| BDAT 100\\r\\nx", "| y")]
    public async Task Who_drips_a_message_for_ever_is_cut_off(string beginning, string more)
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(replace: s => s.AddSingleton<TimeProvider>(clock));
        var home = await CareHome.AtAsync(server);
        await using var script = await WireScript.ConnectAsync(server.Smtp);
        await script.PlayAsync(
            $"< 220 *\n> EHLO c.example\n<- 250 *\n> MAIL FROM:<>\n< 250 *\n> RCPT TO:<{home.Carer.Address}>\n< 250 *\n{beginning}"
        );

        clock.Advance(SmtpLimits.Default.WholeMessage);
        await script.PlayAsync(more);

        await script.PlayAsync("< 421 4.4.2 Waited too long, goodbye\n<EOF");
        Assert.Empty(await home.MailAsync(home.Carer.MailboxId));
    }

    [Fact]
    public async Task B18_a_command_of_five_thousand_letters_and_one_with_nul_are_refused()
    {
        await WireScript.PlayAsync(_server.Smtp, $"< 220 *\n> NOOP {new string('x', 5_000)}\n< 500 5.5.2 *\n<EOF");
        await WireScript.PlayAsync(_server.Smtp, "< 220 *\n| EHLO a\\0b\\r\\n\n< 500 5.5.2 *\n> EHLO c\n<- 250 *");
    }

    [Fact]
    public async Task Bare_line_ends_in_commands_are_refused()
    {
        await WireScript.PlayAsync(_server.Smtp, "< 220 *\n| EHLO c\\n\n< 500 5.5.2 Lines end with CR LF\n<EOF");
    }

    [Fact]
    public async Task B19_a_message_larger_than_it_said_is_refused_as_soon_as_the_limit_is_passed()
    {
        await using var script = await WireScript.ConnectAsync(_server.Smtp);
        await script.PlayAsync(Until("DATA", " SIZE=100"));
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 998) + "\r\n", 10)));
        for (var i = 0; i < 8; i++)
        {
            await script.SendAsync(block);
        }

        Assert.Equal("552 5.3.4 Message too large", await script.ReadLineAsync());
        Assert.Null(await script.ReadLineAsync());
        Assert.Empty(await _home.MailAsync(_home.Nurse.MailboxId));
    }

    [Fact]
    public async Task A_message_a_little_too_large_is_heard_to_its_end_and_refused()
    {
        await using var script = await WireScript.ConnectAsync(_server.Smtp);
        await script.PlayAsync(Until("DATA"));
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 998) + "\r\n", 10)));
        for (var i = 0; i < 8; i++)
        {
            await script.SendAsync(block);
        }

        await script.PlayAsync("> .\n< 552 5.3.4 *\n> NOOP\n< 250 *");
        Assert.Empty(await _home.MailAsync(_home.Nurse.MailboxId));
    }

    [Theory]
    [InlineData("BDAT 9223372036854775807")]
    [InlineData("BDAT 9223372036854775808")]
    [InlineData("BDAT 99999 LAST")]
    public async Task B20_a_chunk_past_every_limit_ends_the_connection(string command) =>
        await WireScript.PlayAsync(_server.Smtp, Until(command) + "\n< 552 5.3.4 *\n<EOF");

    [Fact]
    public async Task B20_a_chunk_without_mail_is_swallowed_and_refused() =>
        await WireScript.PlayAsync(
            _server.Smtp,
            """
            < 220 *
            > EHLO c.example
            <- 250 *
            | BDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nRSET\r\n
            < 503 *
            < 503 *
            > BDAT x
            < 501 *
            <EOF
            """
        );

    [Fact]
    public async Task Between_chunks_nothing_else_is_heard() =>
        await WireScript.PlayAsync(
            _server.Smtp,
            Until("BDAT 2\nab").Replace("> BDAT 2\n> ab", "| BDAT 2\\r\\nab", StringComparison.Ordinal)
                + "\n< 250 *\n> DATA\n< 503 *\n> RCPT TO:<a@b.example>\n< 503 *\n> RSET\n< 250 *\n> DATA\n< 503 *"
        );

    [Fact]
    public async Task One_recipient_too_many_is_to_be_sent_separately() =>
        await WireScript.PlayAsync(
            _server.Smtp,
            Until($"RCPT TO:<{_home.Carer.Address}>")
                + $"\n< 250 *\n> RCPT TO:<{_home.SharedAddress}>\n< 452 4.5.3 *\n> DATA\n< 354 *"
        );

    [Fact]
    public async Task A_silent_client_is_told_that_its_time_is_up()
    {
        await WireScript.PlayAsync(_server.Smtp, "< 220 *\n< 421 4.4.2 *\n<EOF");
        await WireScript.PlayAsync(_server.Smtp, Until("DATA") + "\n> From: x\n< 421 4.4.2 *\n<EOF");
        Assert.Empty(await _home.MailAsync(_home.Nurse.MailboxId));
    }

    [Fact]
    public async Task A_client_that_only_makes_mistakes_is_sent_away() =>
        await WireScript.PlayAsync(
            _server.Smtp,
            "< 220 *\n> A\n< 500 *\n> B\n< 500 *\n> C\n< 500 *\n> D\n< 500 *\n> E\n< 500 *\n< 421 4.7.0 *\n<EOF"
        );

    [Fact]
    public async Task A_client_that_only_talks_is_sent_away() =>
        await WireScript.PlayAsync(
            _server.Smtp,
            "< 220 *\n" + string.Concat(Enumerable.Repeat("> EHLO c\n<- 250 *\n", 5)) + "> EHLO c\n< 421 4.7.0 *\n<EOF"
        );

    [Fact]
    public async Task A_header_too_long_to_rewrite_is_refused() =>
        await WireScript.PlayAsync(
            _server.Submissions,
            $"""
            < 220 *
            > EHLO c.example
            <- 250 *
            > AUTH PLAIN {_home.Nurse.Plain}
            < 235 *
            > MAIL FROM:<{_home.Nurse.Address}>
            < 250 *
            > RCPT TO:<{_home.Carer.Address}>
            < 250 *
            > DATA
            < 354 *
            > From: {_home.Nurse.Address}
            > X-Long: {new string('x', 5_000)}
            >
            > .
            < 552 5.3.4 Header too long
            """,
            tls: true
        );

    [Fact]
    public async Task B16_guessing_gets_slower_for_right_and_wrong_alike_and_ends()
    {
        // A server of its own: the guesser's network is that of all the other tests.
        await using var guessed = new NarrowServer();
        await guessed.InitializeAsync();
        await using var script = await WireScript.ConnectAsync(guessed.Server.Smtp);
        await script.PlayAsync("< 220 *\n> EHLO c.example\n<- 250 *\n> MAIL FROM:<a@b.example>\n< 250 *");
        for (var i = 0; i < 5; i++)
        {
            await script.PlayAsync($"> RCPT TO:<guess{i}@caremail.example>\n< 550 *");
        }

        var watch = Stopwatch.StartNew();
        await script.PlayAsync($"> RCPT TO:<{guessed.Home.Nurse.Address}>\n< 250 *");
        // Two guesses beyond the free ones: a known name waits like an unknown one.
        Assert.InRange(watch.ElapsedMilliseconds, 55, 5_000);
        await script.PlayAsync("> RCPT TO:<last@caremail.example>\n< 421 4.7.0 *\n<EOF");
    }

    [Fact]
    public async Task B22_one_address_gets_no_more_than_its_share_of_connections()
    {
        var open = new List<WireScript>();
        try
        {
            for (var i = 0; i < 100; i++)
            {
                open.Add(await WireScript.ConnectAsync(_server.Smtp));
                Assert.StartsWith("220", await open[^1].ReadLineAsync(), StringComparison.Ordinal);
            }

            await WireScript.PlayAsync(_server.Smtp, "< 421 4.7.0 Too many connections, try later\n<EOF");
        }
        finally
        {
            foreach (var script in open)
            {
                await script.DisposeAsync();
            }
        }
    }

    [Fact]
    public void B22_all_doors_together_take_fewer_connections_than_there_are_file_handles() =>
        Assert.InRange(
            (2 * ConnectionLimits.ForSmtp().Total) + ConnectionLimits.ForImap().Total + ConnectionLimits.ForWeb().Total,
            1,
            FileHandles.Limit - 100
        );

    [Fact]
    public void B22_places_are_counted_by_network_and_given_back()
    {
        var limits = new ConnectionLimits(total: 3, perAddress: 2);
        var first = limits.TryEnter(System.Net.IPAddress.Parse("2001:db8::1"));
        using var second = limits.TryEnter(System.Net.IPAddress.Parse("2001:db8::2"));

        // The same /64 is the same customer.
        Assert.Null(limits.TryEnter(System.Net.IPAddress.Parse("2001:db8::3")));
        using var trusted = limits.TryEnter(System.Net.IPAddress.Parse("2001:db8::3"), isTrusted: true);
        Assert.NotNull(trusted);
        Assert.Null(limits.TryEnter(System.Net.IPAddress.Parse("192.0.2.1")));
        first!.Dispose();
        first.Dispose();
        Assert.Equal(2, limits.Count);
        using var again = limits.TryEnter(System.Net.IPAddress.Parse("2001:db8::4"));
        Assert.NotNull(again);
    }

    /// <summary>A dialogue up to a command after RCPT.</summary>
    private string Until(string command, string mailParameters = "") =>
        $"""
            < 220 *
            > EHLO c.example
            <- 250 *
            > MAIL FROM:<a@b.example>{mailParameters}
            < 250 *
            > RCPT TO:<{_home.Nurse.Address}>
            < 250 *

            """.Replace("\r", "", StringComparison.Ordinal)
        + string.Join('\n', command.Split('\n').Select(line => "> " + line))
        + (command == "DATA" ? "\n< 354 *" : "");
}
