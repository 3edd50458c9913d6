using System.Diagnostics;
using CareMail.AddressBook;
using CareMail.Storage;

namespace CareMail.Benchmarks;

/// <summary>
/// The directory of a whole country: two million people with names as unevenly spread as real ones. What somebody types, by
/// kind, and how long the list takes. With <c>--database</c> the same on PostgreSQL.
/// </summary>
internal static class DirectoryLookups
{
    private const int FirstNames = 600;
    private const int LastNames = 19_900;
    private const int Questions = 400;

    public static async Task RunAsync(Options options)
    {
        var people = options.Of("people", 2_000_000);
        var folder = Directory.CreateTempSubdirectory("caremail-directory-").FullName;
        await using var database = Database.Open(
            new StorageOptions { DataFolder = folder, Database = options.Database }
        );
        await new Migrations(database, TimeProvider.System).ApplyAsync();
        var names = new Names();
        var began = Stopwatch.GetTimestamp();
        await SeedAsync(database, names, people);
        await Console.Out.WriteLineAsync(
            $"{people:N0} people made in {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s."
        );

        var search = new DirectorySearch(database);
        var report = new Report(
            $"directory: {people:N0} people, {database.Engine}",
            "what is typed",
            "questions",
            "found",
            "median ms",
            "95 % ms",
            "longest ms"
        );
        var all = new List<double>();
        foreach (var (kind, typed) in names.Kinds)
        {
            all.AddRange(await AskAsync(search, report, kind, typed));
        }

        Row(report, "all of them", 0, all);
        await report.PrintAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<List<double>> AskAsync(
        DirectorySearch search,
        Report report,
        string kind,
        Func<Dice, string> typed
    )
    {
        var (random, took, found) = (new Dice(7), new List<double>(), 0L);
        for (var i = 0; i < Questions; i++)
        {
            var words = AddressRules.Typed(typed(random), DirectoryLimits.Words);
            var organisation = Names.Organisation(random.Below(Names.Organisations));
            var began = Stopwatch.GetTimestamp();
            found += (await search.FindAsync(organisation, words, 8, default)).Count;
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        Row(report, kind, found, took);
        return took;
    }

    private static void Row(Report report, string kind, long found, List<double> took)
    {
        var sorted = took.Order().ToList();
        report.Row(
            kind,
            sorted.Count,
            found,
            Report.Number(sorted[sorted.Count / 2]),
            Report.Number(sorted[sorted.Count * 95 / 100]),
            Report.Number(sorted[^1])
        );
    }

    /// <summary>By statements over whole tables: the rows are what <see cref="Addresses.RegisterAsync"/> writes one by one.</summary>
    private static async Task SeedAsync(Database database, Names names, int people)
    {
        var sqlite = database.Engine == Engine.Sqlite;
        var id = sqlite ? "randomblob(16)" : "gen_random_uuid()";
        await database.WriteAsync(async tx =>
        {
            var uuid = sqlite ? "BLOB" : "uuid";
            await tx.ExecuteAsync("CREATE TABLE bench_first (n bigint PRIMARY KEY, name text)");
            await tx.ExecuteAsync("CREATE TABLE bench_last (n bigint PRIMARY KEY, name text)");
            await tx.ExecuteAsync($"CREATE TABLE bench_organisation (n bigint PRIMARY KEY, id {uuid})");
            await tx.ExecuteAsync(
                "INSERT INTO bench_first VALUES (@n, @name)",
                names.First.Select((name, n) => new { n, name })
            );
            await tx.ExecuteAsync(
                "INSERT INTO bench_last VALUES (@n, @name)",
                names.Last.Select((name, n) => new { n, name })
            );
            await tx.ExecuteAsync(
                "INSERT INTO bench_organisation VALUES (@n, @id)",
                Enumerable.Range(0, Names.Organisations).Select(n => new { n, id = Names.Organisation(n) })
            );
        });
        // Two numbers between 0 and 1 that look random, squared: the first names of the list are the frequent ones.
        const string Person = """
            SELECT n, (n * 7919 % 1000003) * 1.0 / 1000003 AS u, (n * 104729 % 1000033) * 1.0 / 1000033 AS v FROM number
            """;
        await database.WriteAsync(tx =>
            tx.ExecuteAsync(
                $"""
                CREATE TABLE bench_person AS
                WITH RECURSIVE number (n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM number WHERE n < {people}),
                person AS ({Person})
                SELECT p.n AS n, f.name AS first, l.name AS last, o.id AS organisation
                FROM person p
                JOIN bench_first f ON f.n = CAST(p.u * p.u * {FirstNames - 1} AS {(sqlite ? "INTEGER" : "bigint")})
                JOIN bench_last l ON l.n = CAST(p.v * p.v * {LastNames - 1} AS {(sqlite ? "INTEGER" : "bigint")})
                JOIN bench_organisation o ON o.n = p.n % {Names.Organisations}
                """
            )
        );
        await database.WriteAsync(tx =>
            tx.ExecuteAsync(
                $"""
                INSERT INTO addressbook_address (address_key, address, mailbox_id, organisation_id, kind, state, is_primary,
                    display_name, place, created)
                SELECT first || '.' || last || n || '@caremail.example', first || '.' || last || n || '@caremail.example',
                    {id}, organisation, 1, 1, {(
                    sqlite ? "1" : "true"
                )}, first || ' ' || last, 'Fictwell Lodge, Fictmarket', 0
                FROM bench_person ORDER BY 1
                """
            )
        );
        await database.WriteAsync(tx =>
            tx.ExecuteAsync(
                """
                INSERT INTO addressbook_word (word, address_key, organisation_id)
                SELECT word, address_key, organisation FROM (
                    SELECT first AS word, first || '.' || last || n || '@caremail.example' AS address_key, organisation FROM bench_person
                    UNION SELECT last, first || '.' || last || n || '@caremail.example', organisation FROM bench_person
                    UNION SELECT last || n, first || '.' || last || n || '@caremail.example', organisation FROM bench_person
                    UNION SELECT first || '.' || last || n, first || '.' || last || n || '@caremail.example', organisation FROM bench_person
                    UNION SELECT first || ' ' || last, first || '.' || last || n || '@caremail.example', organisation FROM bench_person
                    UNION SELECT last || ' ' || first, first || '.' || last || n || '@caremail.example', organisation FROM bench_person
                ) words ORDER BY word, address_key
                """
            )
        );
        await database.WriteAsync(tx =>
            tx.ExecuteAsync(
                "INSERT INTO addressbook_spelling (variant, word) VALUES (@variant, @name) ON CONFLICT DO NOTHING",
                names
                    .First.Concat(names.Last)
                    .SelectMany(name => SpellingRules.Variants(name).Select(variant => new { variant, name }))
            )
        );
        await database.WriteAsync(tx => tx.ExecuteAsync("ANALYZE;"));
    }

    /// <summary>The same numbers every time.</summary>
    internal sealed class Dice(uint seed)
    {
        private uint _state = seed;

        /// <summary>From 0 up to 1.</summary>
        public double Part()
        {
            _state = (_state * 1_664_525) + 1_013_904_223;
            return _state / (double)uint.MaxValue * 0.999_999;
        }

        public int Below(int end) => (int)(Part() * end);
    }

    /// <summary>Names that nobody has, each as different from the next as names are.</summary>
    internal sealed class Names
    {
        public const int Organisations = 30_000;

        private static readonly string[] Starts =
        [
            "bal",
            "car",
            "den",
            "fer",
            "gal",
            "har",
            "jol",
            "ken",
            "lam",
            "mar",
            "nor",
            "pel",
            "quin",
            "ros",
            "sel",
            "tar",
            "ver",
            "win",
            "yar",
            "zel",
        ];
        private static readonly string[] Middles =
        [
            "a",
            "an",
            "ber",
            "co",
            "do",
            "el",
            "fi",
            "go",
            "hi",
            "in",
            "ka",
            "lo",
            "mi",
            "no",
            "or",
            "pa",
            "ri",
            "so",
            "tu",
            "va",
        ];
        private static readonly string[] Ends =
        [
            "by",
            "combe",
            "dale",
            "den",
            "field",
            "ford",
            "gate",
            "ham",
            "ing",
            "ley",
            "low",
            "man",
            "mond",
            "ney",
            "ridge",
            "shaw",
            "son",
            "ston",
            "ton",
            "well",
            "wick",
            "wood",
            "worth",
            "yard",
            "vale",
            "a",
            "e",
            "i",
            "o",
            "us",
            "ette",
            "ine",
            "ard",
            "ell",
            "is",
            "on",
            "ra",
            "ta",
            "na",
            "la",
            "ky",
            "ny",
            "ry",
            "ty",
            "fy",
            "gy",
            "my",
            "py",
            "sy",
            "zy",
        ];

        public IReadOnlyList<string> First { get; } = [.. Every(Ends[25..]).Take(FirstNames)];

        public IReadOnlyList<string> Last { get; } = [.. Every(Ends).Skip(50).Take(LastNames)];

        public IReadOnlyList<(string Kind, Func<Dice, string> Typed)> Kinds =>
            [
                ("two letters", r => Frequent(First, r)[..2]),
                ("three letters", r => Frequent(Last, r)[..3]),
                ("a last name", r => Frequent(Last, r)),
                ("a first name", r => Frequent(First, r)),
                ("first name and two letters", r => $"{Frequent(First, r)} {Frequent(Last, r)[..2]}"),
                ("both names", r => $"{Frequent(First, r)} {Frequent(Last, r)}"),
                ("both, the last one first", r => $"{Frequent(Last, r)} {Frequent(First, r)}"),
                ("an initial and a last name", r => $"{Frequent(First, r)[..1]} {Frequent(Last, r)}"),
                ("a last name with a slip", r => Slip(Frequent(Last, r), r)),
                ("both names, a slip in each", r => $"{Slip(Frequent(First, r), r)} {Slip(Frequent(Last, r), r)}"),
                ("nobody", r => "qqx" + Frequent(Last, r)),
                ("a local part", r => $"{Frequent(First, r)}.{Frequent(Last, r)}"),
            ];

        public static Guid Organisation(int n) => new(n, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7);

        private static string Frequent(IReadOnlyList<string> names, Dice random)
        {
            var u = random.Part();
            return names[(int)(u * u * (names.Count - 1))];
        }

        private static string Slip(string name, Dice random)
        {
            var at = 1 + random.Below(name.Length - 2);
            return random.Below(3) switch
            {
                0 => name.Remove(at, 1),
                1 => name.Insert(at, name[at].ToString()),
                _ => $"{name[..at]}{name[at + 1]}{name[at]}{name[(at + 2)..]}",
            };
        }

        private static IEnumerable<string> Every(IReadOnlyList<string> ends) =>
            from end in ends
            from start in Starts
            from middle in Middles
            select start + middle + end;
    }
}
