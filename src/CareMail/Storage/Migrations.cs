using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace CareMail.Storage;

/// <summary>
/// The schema: numbered scripts of each module, embedded in the program, applied once each, forward only. A database with
/// a script this program does not know is from a newer one and is refused.
/// </summary>
/// <remarks>
/// One script serves both engines. A line that begins with <c>--sqlite </c> or <c>--postgres </c> counts on that engine
/// only (<c>--sqlite WITHOUT ROWID</c>); where more must differ there are two files, <c>0001-x.sqlite.sql</c> and
/// <c>0001-x.postgres.sql</c>. Types are written as PostgreSQL has them (uuid, bytea, bigint, boolean, text): SQLite takes any name.
/// </remarks>
public sealed partial class Migrations(Database database, TimeProvider time)
{
    /// <summary>The module map: a script may refer to tables of the modules before it.</summary>
    internal static readonly string[] ModuleOrder =
    [
        "Storage",
        "Audit",
        "Policies",
        "Notices",
        "Organisations",
        "Identity",
        "Registers",
        "Eligibility",
        "Mailboxes",
        "AddressBook",
        "Accounts",
        "Lifecycle",
        "Campaigns",
        "Joining",
        "Provisioning",
        "Outbound",
        "Delivery",
        "Inbound",
        "Imap",
        "Webmail",
        "Helpdesk",
        "FourEyes",
        "Manage",
        "Providers",
        "Operations",
        "Demo",
    ];

    // Any number will do, as long as no other program on the same database takes it.
    private const long PostgresLock = 0x43617265_4D61696C;

    /// <summary>Applies what is missing. Two programs that start at once do it one after the other.</summary>
    public Task ApplyAsync(CancellationToken ct = default) => ApplyAsync(Embedded(database.Engine), ct);

    /// <summary>Only these, on a new database: the schema of an older program.</summary>
    internal Task ApplyNamedAsync(WriteTransaction tx, IReadOnlyCollection<string> keys)
    {
        var scripts = Embedded(tx.Engine);
        return keys.Except(scripts.Select(s => s.Key)).FirstOrDefault() is { } unknown
            ? throw new NewerDatabaseException(unknown)
            : ApplyAsync(tx, [.. scripts.Where(s => keys.Contains(s.Key))]);
    }

    /// <summary>Whether the database is exactly as new as this program.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken ct = default)
    {
        var applied = await database.QueryAsync<string>(
            "SELECT module || '/' || number FROM storage_migration",
            ct: ct
        );
        return applied.ToHashSet().SetEquals(Embedded(database.Engine).Select(s => s.Key));
    }

    internal Task ApplyAsync(IReadOnlyList<Script> scripts, CancellationToken ct = default) =>
        database.WriteAsync(tx => ApplyAsync(tx, scripts), ct);

    private async Task ApplyAsync(WriteTransaction tx, IReadOnlyList<Script> scripts)
    {
        if (tx.Engine == Engine.Postgres)
        {
            await tx.ExecuteAsync("SELECT pg_advisory_xact_lock(@PostgresLock)", new { PostgresLock });
        }

        await tx.ExecuteAsync(
            """
            CREATE TABLE IF NOT EXISTS storage_migration
            (module text NOT NULL, number integer NOT NULL, name text NOT NULL, applied_at bigint NOT NULL, PRIMARY KEY (module, number))
            """
        );
        var applied = await tx.QueryAsync<string>("SELECT module || '/' || number FROM storage_migration");
        if (applied.Except(scripts.Select(s => s.Key)).FirstOrDefault() is { } unknown)
        {
            throw new NewerDatabaseException(unknown);
        }

        foreach (var script in scripts.Where(s => !applied.Contains(s.Key)))
        {
            await tx.ExecuteAsync(script.Text);
            await tx.ExecuteAsync(
                "INSERT INTO storage_migration (module, number, name, applied_at) VALUES (@Module, @Number, @Name, @now)",
                new
                {
                    script.Module,
                    script.Number,
                    script.Name,
                    now = time.GetUtcNow(),
                }
            );
        }
    }

    internal static IReadOnlyList<Script> Embedded(Engine engine)
    {
        var assembly = typeof(Migrations).Assembly;
        var other = engine == Engine.Sqlite ? "postgres" : "sqlite";
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Select(name => ScriptName().Match(name))
                .Where(m => m.Success && m.Groups["engine"].Value != other)
                .Select(m => new Script(
                    m.Groups["module"].Value,
                    int.Parse(m.Groups["number"].ValueSpan, CultureInfo.InvariantCulture),
                    m.Groups["name"].Value,
                    ForEngine(Read(assembly, m.Value), engine)
                ))
                .OrderBy(s => Array.IndexOf(ModuleOrder, s.Module))
                .ThenBy(s => s.Number),
        ];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    internal static string ForEngine(string text, Engine engine) =>
        text.Replace(engine == Engine.Sqlite ? "--sqlite " : "--postgres ", "", StringComparison.Ordinal);

    [GeneratedRegex(
        @"^CareMail\.(?<module>\w+)\.Schema\.(?<number>\d+)-(?<name>[\w-]+?)(\.(?<engine>sqlite|postgres))?\.sql$"
    )]
    private static partial Regex ScriptName();

    internal sealed record Script(string Module, int Number, string Name, string Text)
    {
        public string Key => $"{Module}/{Number}";
    }
}

/// <summary>The database was written by a newer program.</summary>
public sealed class NewerDatabaseException(string script)
    : StoreRefusedException(
        $"The database has script {script}, which this program does not know. Start the newer program."
    );
