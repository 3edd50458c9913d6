using System.Text;

namespace CareMail.Tests.Imap;

/// <summary>Before anybody is signed in. RFC 9051 §6.1, §6.2; RFC 4616, RFC 4959, RFC 8314.</summary>
public sealed class SignInDialogueTests(ImapServer server) : IClassFixture<ImapServer>, IDisposable
{
    /// <summary>Whatever a client does, the operator is not called.</summary>
    public void Dispose() => Assert.Empty(server.World.Server.AboveInformation);

    [Fact]
    public async Task In_clear_text_no_password_is_asked_for_or_taken()
    {
        await using var client = await ImapClient.ConnectAsync(server.World.Server.Imap, tls: false);

        await client.PlayAsync(
            """
            < * OK [CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID ENABLE STARTTLS LOGINDISABLED] mail.… CareMail is ready
            > a1 LOGIN anna secret
            < a1 NO [PRIVACYREQUIRED] Use STARTTLS first
            > a2 AUTHENTICATE PLAIN AGFubmEAc2VjcmV0
            < a2 NO [PRIVACYREQUIRED] Use STARTTLS first
            > a3 SELECT INBOX
            < a3 BAD Sign in first
            > a4 LOGOUT
            < * BYE Goodbye
            < a4 OK Signed out
            """
        );
        Assert.Null(await client.LineAsync());
    }

    [Fact]
    public async Task After_starttls_a_device_password_opens_the_door()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await ImapClient.ConnectAsync(server.World.Server.Imap, tls: false);

        await client.PlayAsync(
            """
            < * OK …
            > a1 STARTTLS
            < a1 OK Begin TLS
            """
        );
        await client.StartTlsAsync();
        await client.PlayAsync(
            $"""
            > a2 CAPABILITY
            < * CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ SASL-IR ID ENABLE AUTH=PLAIN
            < a2 OK That is what I can do
            > a3 STARTTLS
            < a3 BAD The line is encrypted already
            > a4 LOGIN {anna.Name} {anna.Password}
            < a4 OK [CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ … UIDPLUS … CONDSTORE …] Welcome
            > a5 LOGIN {anna.Name} {anna.Password}
            < a5 BAD Select a folder first
            """
        );
    }

    [Fact]
    public async Task Plain_works_with_and_without_an_initial_response()
    {
        var anna = await server.World.PersonAsync();
        var response = Plain("", anna.Name, anna.Password);
        await using var first = await server.World.ConnectAsync();
        await first.PlayAsync($"> a AUTHENTICATE PLAIN {response}\n< a OK …");

        await using var second = await server.World.ConnectAsync();
        await second.PlayAsync($"> a AUTHENTICATE PLAIN\n< + \n> {response}\n< a OK …");
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_the_third_ends_the_connection()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await server.World.ConnectAsync();

        await client.PlayAsync(
            $"""
            > a LOGIN {anna.Name} wrong
            < a NO [AUTHENTICATIONFAILED] Wrong name or password. Mail programs need a device password
            > b LOGIN nobody@elsewhere.example wrong
            < b NO [AUTHENTICATIONFAILED] Wrong name or password. Mail programs need a device password
            > c LOGIN {anna.Name} again
            < c NO [AUTHENTICATIONFAILED] …
            < * BYE Too many refused sign-ins
            """
        );
        Assert.Null(await client.LineAsync());
    }

    [Fact]
    public async Task B39_nobody_signs_in_as_somebody_else()
    {
        var (anna, ben) = (await server.World.PersonAsync(), await server.World.PersonAsync());
        await using var client = await server.World.ConnectAsync();

        await client.PlayAsync(
            $"""
            > a AUTHENTICATE PLAIN {Plain(ben.Name, anna.Name, anna.Password)}
            < a NO [AUTHORIZATIONFAILED] Sign in as yourself
            > b LIST "" *
            < b BAD Sign in first
            > c AUTHENTICATE PLAIN {Plain(anna.Name, anna.Name, anna.Password)}
            < c OK …
            """
        );
    }

    [Fact]
    public async Task B13_broken_sign_ins_fail_alone_while_others_get_in()
    {
        var anna = await server.World.PersonAsync();
        var broken = Enumerable
            .Range(0, 100)
            .Select(async n =>
            {
                await using var client = await server.World.ConnectAsync();
                switch (n % 4)
                {
                    case 0:
                        await client.PlayAsync("> a AUTHENTICATE PLAIN !!!!\n< a BAD …");
                        break;
                    case 1:
                        await client.PlayAsync("> a AUTHENTICATE PLAIN\n< + \n> *\n< a BAD Called off");
                        break;
                    case 2:
                        await client.PlayAsync("> a AUTHENTICATE PLAIN\n< + \n> " + new string('A', 5_000));
                        break;
                    default:
                        await client.PlayAsync("> a AUTHENTICATE PLAIN\n< + \n>> AGFu");
                        break;
                }
            });
        await Task.WhenAll(broken);

        await using var good = await anna.SignInAsync();
        await good.PlayAsync("> a AUTHENTICATE GSSAPI\n< a BAD …");
    }

    [Fact]
    public async Task B37_what_was_sent_in_clear_behind_starttls_is_never_run()
    {
        await using var client = await ImapClient.ConnectAsync(server.World.Server.Imap, tls: false);
        await client.ExpectAsync("* OK …");

        await client.SendRawAsync("a STARTTLS\r\nb LOGIN anna secret\r\n");

        Assert.Equal("a BAD Nothing may follow STARTTLS", await client.LineAsync());
        Assert.Null(await client.LineAsync());
    }

    [Theory]
    [InlineData("a LOGIN {4294967296}")]
    [InlineData("a LOGIN {18446744073709551616}")]
    [InlineData("a LOGIN {4294967296+}")]
    [InlineData("a LOGIN {5000}")]
    public async Task B31_a_large_literal_before_sign_in_is_refused_without_a_continuation(string command)
    {
        await using var client = await server.World.ConnectAsync();

        await client.SendRawAsync(command + "\r\n");

        var answer = await client.LineAsync();
        Assert.True(
            answer!.StartsWith("a BAD [TOOBIG]", StringComparison.Ordinal)
                || answer.StartsWith("* BYE", StringComparison.Ordinal),
            answer
        );
        while (await client.LineAsync() is { } line)
        {
            Assert.False(line.StartsWith('+'));
        }
    }

    [Fact]
    public async Task A_line_without_end_is_cut_off()
    {
        await using var client = await server.World.ConnectAsync();

        await client.SendRawAsync(new string('x', 20_000));

        Assert.Equal("* BYE A command may not be that long", await client.LineAsync());
    }

    [Fact]
    public async Task A_client_that_makes_no_sense_is_sent_away()
    {
        await using var client = await server.World.ConnectAsync();

        await client.SendRawAsync(string.Concat(Enumerable.Repeat("GET / HTTP/1.1\r\n", 10)));

        string? line,
            last = null;
        while ((line = await client.LineAsync()) is not null)
        {
            last = line;
        }

        Assert.Equal("* BYE Too many commands that make no sense", last);
    }

    [Fact]
    public async Task Names_and_passwords_may_come_as_literals()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await server.World.ConnectAsync();

        await client.PlayAsync(
            $$"""
            > a LOGIN {{{anna.Name.Length}}}
            < + OK
            > {{anna.Name}} {{{anna.Password.Length}}+}
            > {{anna.Password}}
            < a OK …
            """
        );
    }

    [Fact]
    public async Task Anyone_may_ask_who_we_are() // RFC 2971
    {
        await using var client = await server.World.ConnectAsync();

        await client.PlayAsync(
            """
            > a ID ("name" "sodr" "version" "19.34" "vendor" NIL)
            < * ID ("name" "CareMail")
            < a OK Pleased to meet you
            > b ID NIL
            < * ID …
            < b OK …
            """
        );
    }

    private static string Plain(string authorization, string name, string password) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{authorization}\0{name}\0{password}"));
}
