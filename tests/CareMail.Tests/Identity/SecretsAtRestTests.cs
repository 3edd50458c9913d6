using System.Text;
using CareMail.Identity.Secrets;
using CareMail.Identity.SignIn;
using CareMail.Storage;
using CareMail.Tests.Accounts.Tasks;
using CareMail.Tests.Support;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CareMail.Tests.Identity;

public class SecretsAtRestTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task No_secret_stands_in_the_database_in_clear(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        await browser.PostAsync("/sign-in", new() { ["UserName"] = "my-secret-typed-as-a-name", ["Password"] = "x" });

        var everything = await EverythingAsync(people.Get<Database>());

        Assert.Contains(person.Address, everything.Text, StringComparison.Ordinal);
        var seed = Base32.Decode(person.Secrets.AuthenticatorSecret)!;
        Assert.Equal(-1, everything.Bytes.AsSpan().IndexOf(seed));
        string[] secrets =
        [
            person.Secrets.Password,
            person.Secrets.AuthenticatorSecret,
            person.Secrets.AccountSecret,
            .. person.Secrets.RecoveryCodes,
            .. person.Secrets.RecoveryCodes.Select(Readable.Plain),
            device.Password,
            Readable.Plain(device.Password),
            browser.Cookie("caremail")!,
            Convert.ToHexStringLower(seed),
            "my-secret-typed-as-a-name",
            "masterKey",
        ];
        Assert.All(
            secrets,
            secret => Assert.DoesNotContain(secret, everything.Text, StringComparison.OrdinalIgnoreCase)
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Nothing_typed_at_a_first_sign_in_stands_in_the_database_or_in_the_log_in_clear(Engine engine)
    {
        var log = new WholeLog();
        await using var server = await RunningServer.StartAsync(
            engine,
            replace: services => services.AddSingleton<ILoggerProvider>(log)
        );
        var people = new TestPeople(server.Services);
        using var browser = new TestBrowser(server);
        var first = new FirstSignIn(browser, await people.NewcomerAsync());
        Assert.Equal("/mail", (await first.WholeWayAsync()).Location);

        var everything = await EverythingAsync(people.Get<Database>());

        Assert.Contains(first.Person.Address, everything.Text, StringComparison.Ordinal);
        Assert.Contains("Web sign-in", log.Text, StringComparison.Ordinal);
        string[] secrets =
        [
            first.Person.Password,
            FirstSignIn.Password,
            FirstSignIn.Secret,
            first.AppSecret,
            .. first.RecoveryCodes,
            .. first.RecoveryCodes.Select(Readable.Plain),
            "07700900123",
            browser.Cookie("caremail")!,
        ];
        Assert.All(
            secrets,
            secret =>
            {
                Assert.DoesNotContain(secret, everything.Text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain(secret, log.Text, StringComparison.OrdinalIgnoreCase);
            }
        );
        // No personal value either.
        Assert.DoesNotContain(first.Person.Address, log.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Ifeoluwa", log.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_sealed_secret_moved_to_another_account_does_not_open()
    {
        var box = new SecretBox(new byte[32]);
        var boxed = box.Seal("seed"u8, "ife"u8);

        Assert.Equal("seed"u8.ToArray(), box.Open(boxed, "ife"u8));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => box.Open(boxed, "sam"u8));
        boxed[^1] ^= 1;
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => box.Open(boxed, "ife"u8));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() =>
            box.Open(boxed.AsSpan(..9), "ife"u8)
        );
    }

    [Fact]
    public void B89_tokens_and_codes_are_compared_in_fixed_time()
    {
        // Each place that compares what was typed with what is known; a plain comparison of secrets would be a new one.
        string[] places =
        [
            "src/CareMail/Identity/MailSignIn.cs",
            "src/CareMail/Identity/SignIn/Authenticator.cs",
            "src/CareMail/Identity/Tasks/AccountSecrets.cs",
        ];

        Assert.All(
            places,
            place =>
                Assert.Contains(
                    "CryptographicOperations.FixedTimeEquals",
                    Architecture.Source.Files("src", "*.cs").Single(f => f.Path == place).Text,
                    StringComparison.Ordinal
                )
        );
        Assert.Empty(
            Architecture
                .Source.Files("src/CareMail/Identity", "*.cs")
                .Where(f => f.Text.Contains("SequenceEqual", StringComparison.Ordinal))
                .Select(f => f.Path)
        );
    }

    /// <summary>Every value of every table, as text and as bytes.</summary>
    private static async Task<(string Text, byte[] Bytes)> EverythingAsync(Database database)
    {
        var tables =
            database.Engine is Engine.Sqlite
                ? "SELECT name FROM sqlite_master WHERE type = 'table'"
                : "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
        var text = new StringBuilder();
        var bytes = new MemoryStream();
        foreach (var table in await database.QueryAsync<string>(tables))
        {
            var rows = await database.ReadAsync(async connection =>
            {
                var values = new List<object>();
                using var reader = await connection.ExecuteReaderAsync($"SELECT * FROM {table}");
                while (await reader.ReadAsync())
                {
                    for (var i = 0; i < reader.FieldCount; i++)
                    {
                        values.Add(reader.GetValue(i));
                    }
                }

                return values;
            });
            foreach (var value in rows)
            {
                if (value is byte[] blob)
                {
                    bytes.Write(blob);
                    text.AppendLine(Encoding.Latin1.GetString(blob));
                }
                else
                {
                    text.AppendLine(value.ToString());
                }
            }
        }

        return (text.ToString(), bytes.ToArray());
    }

    /// <summary>Everything the program would write to its log.</summary>
    private sealed class WholeLog : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _lines = new();

        public string Text
        {
            get
            {
                lock (_lines)
                {
                    return _lines.ToString();
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (_lines)
            {
                _lines.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
            }
        }

        public void Dispose() { }
    }
}
