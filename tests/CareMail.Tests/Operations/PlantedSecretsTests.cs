using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using CareMail.Accounts;
using CareMail.Identity.Secrets;
using CareMail.Identity.SignIn;
using CareMail.Notices;
using CareMail.Operations;
using CareMail.Storage;
using CareMail.Tests.Accounts.Tasks;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CareMail.Tests.Operations;

/// <summary>
/// Secrets made and used as people do, then looked for, in every form they could be written in, in every file there is: the
/// database and its write-ahead log, the rest of the data folder, the backup, the log, and the notices after sending.
/// </summary>
public sealed partial class PlantedSecretsTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task No_planted_secret_is_found_in_any_file_in_clear(Engine engine)
    {
        var (log, phone) = (new WholeLog(), new Phone());
        await using var server = await RunningServer.StartAsync(
            engine,
            replace: services =>
            {
                services.AddSingleton<ILoggerProvider>(log);
                services.AddSingleton<INoticeSender>(phone);
            }
        );
        var began = TimeProvider.System.GetUtcNow().UtcDateTime;
        var secrets = await PlantAsync(server, phone);
        var backup = TestFolder.Make();
        await server.Services.GetRequiredService<Backup>().RunAsync(backup, "the safe", withoutEscrow: false);

        string[] folders = [server.Settings.DataFolder, backup, .. WriteAheadLogOf(server.Settings)];
        var files = folders
            .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
            // Locked by whoever runs, and empty.
            .Where(file => Path.GetExtension(file) != ".lock")
            .Where(file => File.GetLastWriteTimeUtc(file) >= began.AddMinutes(-1))
            .ToList();
        var found = new List<string>();
        foreach (var file in files)
        {
            found.AddRange(Found(Path.GetFileName(file), await ReadAsync(file), secrets));
        }

        found.AddRange(Found("the log", Encoding.UTF8.GetBytes(log.Text), secrets));
        Assert.Empty(found);
        // What is looked through does hold what was done: the search would find something that is there.
        Assert.Contains(files, file => Found("", ReadAsync(file).Result, [("name", "Ifeoluwa")]).Any());
        Assert.NotEmpty(log.Text);
    }

    /// <summary>A first sign-in, a mail program, a new colleague, and a forgotten password: all the secrets there are.</summary>
    private static async Task<List<(string What, string Secret)>> PlantAsync(RunningServer server, Phone phone)
    {
        var people = new TestPeople(server.Services);
        using var browser = new TestBrowser(server);
        var newcomer = await people.NewcomerAsync();
        var first = new FirstSignIn(browser, newcomer);
        Assert.Equal("/mail", (await first.WholeWayAsync()).Location);
        var account = newcomer.Id;
        var device = TestPeople.Done(
            await people.Get<IssueDevicePassword>().RunAsync(TestPeople.Operator, account, "Phone", "test")
        );

        var colleague = await people.NewPersonAsync();
        await people
            .Get<Database>()
            .WriteAsync(tx =>
                people
                    .Get<Welcome>()
                    .QueueAsync(
                        tx,
                        new WelcomedPerson(colleague.AccountId, "Ife", colleague.Address.ToString(), "Fictwell Lodge")
                        {
                            Email = "ife@postbox.example",
                            Mobile = "+447700900118",
                            About = colleague.AccountId,
                        }
                    )
            );
        var temporary = await phone.ReadAsync(TemporaryPassword());

        using var elsewhere = new TestBrowser(server);
        await elsewhere.PostAsync("/sign-in/reset", new() { ["UserName"] = newcomer.Address });
        await elsewhere.PostAsync("/sign-in/reset/prove", new() { ["Way"] = "text" });
        var code = await phone.ReadAsync(Code());

        var seed = Base32.Decode(first.AppSecret)!;
        List<(string, string)> secrets =
        [
            ("password", FirstSignIn.Password),
            ("Account Secret", FirstSignIn.Secret),
            ("temporary password", newcomer.Password),
            ("temporary password by text", temporary),
            ("device password", device.Password),
            ("device password, plain", Readable.Plain(device.Password)),
            ("authenticator seed", first.AppSecret),
            ("authenticator seed", Convert.ToHexStringLower(seed)),
            ("authenticator seed", Encoding.Latin1.GetString(seed)),
            ("session", browser.Cookie("caremail")!),
            .. first.RecoveryCodes.Select(c => ("recovery code", c)),
        ];
        // Six digits turn up anywhere by chance; with the words around them they do not.
        secrets.Add(("one-time code", $"{code} is your CareMail code"));
        secrets.Add(("one-time code", $"\"code\":\"{code}\""));
        return secrets;
    }

    private static IEnumerable<string> Found(
        string place,
        byte[] bytes,
        IEnumerable<(string What, string Secret)> secrets
    ) =>
        from secret in secrets
        from form in Forms(secret.Secret)
        where bytes.AsSpan().IndexOf(form) >= 0
        select $"{secret.What} in {place}";

    /// <summary>As it is, as UTF-16, in base 64 and in hexadecimal.</summary>
    private static IEnumerable<byte[]> Forms(string secret)
    {
        var plain = secret.Any(c => c is > '\x7f' and < '\x100')
            ? Encoding.Latin1.GetBytes(secret)
            : Encoding.UTF8.GetBytes(secret);
        yield return plain;
        yield return Encoding.Unicode.GetBytes(secret);
        yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(plain).TrimEnd('='));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(plain));
        yield return Encoding.ASCII.GetBytes(Convert.ToHexString(plain));
    }

    /// <summary>Open files too: the program is running.</summary>
    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    /// <summary>PostgreSQL keeps its log beside its data, in the folder its socket is in; SQLite's is in the data folder.</summary>
    private static IEnumerable<string> WriteAheadLogOf(CareMail.Hosting.CareMailSettings settings) =>
        settings.Database.Length == 0
            ? []
            : [Path.Combine(new Npgsql.NpgsqlConnectionStringBuilder(settings.Database).Host!, "data", "pg_wal")];

    [GeneratedRegex("password is (?<it>[a-z0-9-]{10,})")]
    private static partial Regex TemporaryPassword();

    [GeneratedRegex("(?<it>[0-9]{6}) is your CareMail code")]
    private static partial Regex Code();

    /// <summary>Whoever is told: what stands in a notice is known here and nowhere else.</summary>
    private sealed class Phone : INoticeSender
    {
        private readonly ConcurrentQueue<string> _said = new();

        public bool Exists => true;

        public Task<SendResult> SendAsync(WrittenNotice notice, CancellationToken ct)
        {
            _said.Enqueue(notice.Body);
            return Task.FromResult(SendResult.Sent);
        }

        public async Task<string> ReadAsync(Regex words)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (true)
            {
                if (_said.Select(text => words.Match(text)).FirstOrDefault(m => m.Success) is { } found)
                {
                    return found.Groups["it"].Value;
                }

                await Task.Delay(20, patience.Token);
            }
        }
    }

    /// <summary>Everything the program would write to its log, and what it would not.</summary>
    private sealed class WholeLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => _lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}
