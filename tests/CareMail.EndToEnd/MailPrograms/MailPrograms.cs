using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.MailPrograms;

/// <summary>A demo world and, for each test, a folder of its own on disk for the program's settings and mail.</summary>
public sealed class MailProgramWorld : IAsyncLifetime
{
    private CareMailProcess? _server;
    private DirectoryInfo? _files;

    public CareMailProcess Server => _server ?? throw new InvalidOperationException("Not started.");

    public string Certificate => Path.Combine(Server.DataFolder, "tls", "certificate.pem");

    public async Task InitializeAsync()
    {
        _server = await CareMailProcess.StartAsync("demo");
        _files = Directory.CreateTempSubdirectory("caremail-programs-");
        // The server makes its certificate for the first client that asks; the others want the file.
        await Tool.RunAsync("curl", ["-sk", $"imaps://localhost:{Server.Imaps}/"]);
    }

    public async Task DisposeAsync()
    {
        _files?.Delete(recursive: true);
        await Server.DisposeAsync();
    }

    public DemoSignIn Person(string name) => SignIns.Of(Server).Single(s => s.Name == name);

    /// <summary>A fresh folder that is gone after the tests.</summary>
    public string Folder(string name) => _files!.CreateSubdirectory(name).FullName;

    /// <summary>
    /// Runs Python on imaplib, the client that adds nothing of its own. <c>m</c> is a connection that has signed in,
    /// <c>args</c> what follows; what the script prints is returned.
    /// </summary>
    public async Task<string> ImaplibAsync(DemoSignIn person, string script, params string[] args)
    {
        ArgumentNullException.ThrowIfNull(person);
        const string Opening = """
            import imaplib, socket, ssl, sys, time, hashlib, glob, os, re
            port, user, password, ca = sys.argv[1:5]
            args = sys.argv[5:]
            imaplib._MAXLINE = 10000000
            m = imaplib.IMAP4_SSL('localhost', int(port), ssl_context=ssl.create_default_context(cafile=ca))
            m.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            m.login(user, password)
            def ok(answer):
                assert answer[0] == 'OK', answer
                return answer[1]
            def messages(folder):
                ok(m.select('"%s"' % folder, readonly=True))
                answer = ok(m.uid('FETCH', '1:*', '(FLAGS BODY.PEEK[])'))
                return [part[1] for part in answer if isinstance(part, tuple)]

            """;
        string[] arguments =
        [
            "-c",
            Opening + script,
            $"{Server.Imaps}",
            person.Email,
            person.DevicePassword,
            Certificate,
            .. args,
        ];
        var said = await Tool.RunAsync("/usr/bin/python3", arguments, patience: TimeSpan.FromMinutes(5));
        return said.Succeeded().Output.ReplaceLineEndings("\n").Trim();
    }

    /// <summary>
    /// Puts letters into a folder of the server: <paramref name="count"/> of them, of 100 bytes to 3 kB.
    /// Each is read back and is what was put in, byte for byte.
    /// </summary>
    public Task<string> FillAsync(DemoSignIn person, string folder, int count) =>
        ImaplibAsync(
            person,
            """
            folder, count = args[0], int(args[1])
            m.create('"%s"' % folder)
            letters = []
            for n in range(count):
                head = 'From: Ward %d <ward@hospital.example>\r\nTo: %s\r\nSubject: Letter %d\r\nMessage-ID: <%s.%d@hospital.example>\r\nDate: Thu, 19 Nov 2026 10:00:00 +0000\r\n\r\nBody %d\r\n' % (n, user, n, folder, n, n)
                letters.append(head.encode() + b'x' * (n * 7 % 3000) + b'\r\n')
                ok(m.append('"%s"' % folder, '', None, letters[-1]))
            assert messages(folder) == letters
            """,
            folder,
            $"{count}"
        );
}

/// <summary>One program after the other: they share the world and the two cores.</summary>
[CollectionDefinition(Name)]
public sealed class MailProgramTests : ICollectionFixture<MailProgramWorld>
{
    public const string Name = "Mail programs";
}
