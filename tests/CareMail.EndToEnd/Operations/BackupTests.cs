using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.Operations;

/// <summary>What an operator does on the day the machine is lost: with the executable, its verbs and a copy of the key.</summary>
public sealed class BackupTests
{
    /// <summary>Prints the X-Test number of each message in an inbox.</summary>
    private const string ListNumbers = """
        import imaplib, ssl, sys
        context = ssl.create_default_context(); context.check_hostname = False; context.verify_mode = ssl.CERT_NONE
        imap = imaplib.IMAP4_SSL("127.0.0.1", int(sys.argv[1]), ssl_context=context)
        imap.login(sys.argv[2], sys.argv[3])
        imap.select("INBOX", readonly=True)
        for part in imap.fetch("1:*", "(BODY.PEEK[])")[1]:
            if isinstance(part, tuple):
                for line in part[1].splitlines():
                    if line.startswith(b"X-Test: "):
                        print(line[8:].decode(), len(part[1].split(b"\r\n\r\n", 1)[1]))
        """;

    [Fact]
    public async Task A_backup_made_under_load_restored_elsewhere_has_all_that_was_acknowledged_before_it()
    {
        await using var server = await CareMailProcess.StartAsync(
            "demo",
            settings: new() { ["CAREMAIL_TRUSTED_NETS"] = "127.0.0.0/8" }
        );
        var reader = SignIns.Of(server).First(person => person.DevicePassword != "");
        var acknowledged = new ConcurrentDictionary<int, int>();
        using var done = new CancellationTokenSource();
        var load = Enumerable
            .Range(0, 3)
            .Select(n => Task.Run(() => SendAsync(server.Smtp, reader.Email, n, acknowledged, done.Token)))
            .ToList();
        while (acknowledged.Count < 150)
        {
            // A sender ends now only by failing, and then says why.
            await await Task.WhenAny([Task.Delay(10), .. load]);
        }

        var promised = acknowledged.ToArray();
        var folder = Path.Combine(Directory.CreateTempSubdirectory("caremail-backup-").FullName, "today");
        (await server.RunVerbAsync("backup", folder, "--key-escrowed", "the trustees' safe")).Succeeded();
        Assert.True(acknowledged.Count > promised.Length, "Mail went on arriving while the backup was made.");
        await done.CancelAsync();
        await Task.WhenAll(load);
        Assert.Contains(
            "verify: clean",
            (await server.RunVerbAsync("verify")).Succeeded().Output,
            StringComparison.Ordinal
        );

        var elsewhere = Directory.CreateTempSubdirectory("caremail-restored-").FullName;
        File.Copy(Path.Combine(server.DataFolder, "master.key"), Path.Combine(elsewhere, "master.key"));
        await server.KillAsync();
        (await server.RunVerbOnAsync(elsewhere, "restore", folder)).Succeeded();
        var verified = (await server.RunVerbOnAsync(elsewhere, "verify")).Succeeded();
        Assert.Contains("verify: clean", verified.Output, StringComparison.Ordinal);

        await using var restored = await CareMailProcess.StartAsync("demo", elsewhere);
        var found = await NumbersAsync(restored, reader);
        Assert.All(promised, message => Assert.Equal([message.Value], found[message.Key]));
        Assert.All(found, message => Assert.Single(message));
    }

    private static async Task<ILookup<int, int>> NumbersAsync(CareMailProcess server, DemoSignIn reader) =>
        (
            await Tool.RunAsync(
                "/usr/bin/python3",
                [
                    "-c",
                    ListNumbers,
                    server.Imaps.ToString(CultureInfo.InvariantCulture),
                    reader.Email,
                    reader.DevicePassword,
                ]
            )
        )
            .Succeeded()
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture)).ToArray())
            .ToLookup(words => words[0], words => words[1]);

    /// <summary>One server that sends, message after message; what it was answered 250 for is noted with the length of its text.</summary>
    private static async Task SendAsync(
        int port,
        string recipient,
        int n,
        ConcurrentDictionary<int, int> acknowledged,
        CancellationToken stop
    )
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", port, CancellationToken.None);
        await using var stream = tcp.GetStream();
        using var reader = new StreamReader(stream);
        await ExpectAsync(reader, "220");
        await SayAsync(stream, "EHLO sender.example\r\n");
        await ExpectAsync(reader, "250");
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var number = (i * 10) + n;
            // Some are large enough for a file of their own.
            var text = new string('x', 70) + "\r\n";
            var body = string.Concat(Enumerable.Repeat(text, i % 50 == 49 ? 30_000 : 1 + (i % 90)));
            await SayAsync(stream, $"MAIL FROM:<ward@outside.example>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n");
            await ExpectAsync(reader, "250");
            await ExpectAsync(reader, "250");
            await ExpectAsync(reader, "354");
            await SayAsync(
                stream,
                $"From: <ward@outside.example>\r\nTo: <{recipient}>\r\nSubject: Note\r\nX-Test: {number}\r\n\r\n{body}.\r\n"
            );
            await ExpectAsync(reader, "250");
            acknowledged[number] = body.Length;
        }
    }

    private static Task SayAsync(NetworkStream stream, string text) =>
        stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text)).AsTask();

    private static async Task ExpectAsync(StreamReader reader, string code)
    {
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
            Assert.StartsWith(code, line, StringComparison.Ordinal);
        } while (line![3] == '-');
    }
}
