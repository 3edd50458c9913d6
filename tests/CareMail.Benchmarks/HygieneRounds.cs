using System.Diagnostics;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Benchmarks.Servers;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Benchmarks;

/// <summary>
/// The days of two million accounts counted for the first time on a day. One in a thousand ends that day and is deleted, as many
/// were deleted a month ago and are destroyed with their letters, and those of the next fourteen days are warned. They are real
/// accounts with mailboxes; of the others only the row is made that is looked at. Notices are queued, nobody sends them.
/// </summary>
internal static class HygieneRounds
{
    private const int Letters = 3;
    private const int AtOnce = 500;

    /// <summary>Days before an account ends on which its person is warned for the first time, as delivered.</summary>
    private const int Ahead = 14;

    public static async Task RunAsync(Options options)
    {
        var people = options.Of("people", 2_000_000);
        await InProcess.RunAsync(options, "hygiene", (services, engine) => MeasureAsync(services, people, engine));
    }

    private static async Task MeasureAsync(IServiceProvider services, int people, string engine)
    {
        var began = Stopwatch.GetTimestamp();
        var daily = people / 1_000;
        var (trust, _) = await InProcess.TrustAsync(services);
        var made = await PeopleAsync(services, trust, daily * 2 * (1 + Ahead));
        await LettersAsync(services, made[..(daily * 2)]);
        await AgeAsync(services, made, daily);
        await OthersAsync(services, trust, people - made.Count);
        await Console.Out.WriteLineAsync(
            $"{people:N0} accounts, {made.Count:N0} of them with mailboxes, made in {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s."
        );

        var report = new Report(
            $"hygiene: {people:N0} accounts, {engine}",
            "round",
            "deleted",
            "destroyed",
            "warned",
            "seconds"
        );
        foreach (var round in new[] { "the first of a day", "an hour later" })
        {
            began = Stopwatch.GetTimestamp();
            var done = await services.GetRequiredService<Hygiene>().RunOnceAsync();
            report.Row(
                round,
                done.Deleted,
                done.Gone,
                done.Warned,
                Report.Number(Stopwatch.GetElapsedTime(began).TotalSeconds)
            );
        }

        await report.PrintAsync();
    }

    private static async Task<List<AddedPerson>> PeopleAsync(IServiceProvider services, Organisation trust, int count)
    {
        var (database, add) = (services.GetRequiredService<Database>(), services.GetRequiredService<AddPerson>());
        var lives = services.GetRequiredService<AccountLives>();
        var names = new DirectoryLookups.Names();
        var made = new List<AddedPerson>();
        foreach (var some in Enumerable.Range(0, count).Chunk(AtOnce))
        {
            await database.WriteAsync(async tx =>
            {
                var people = some.Select(n => new NewPerson(
                    trust.Id,
                    names.First[n % names.First.Count],
                    names.Last[n * 7 % names.Last.Count]
                ));
                foreach (var one in await add.RunAsync(tx, Actor.Operator("benchmark"), [.. people], trust, "made"))
                {
                    var person = InProcess.Done(one);
                    await lives.SetSecondEmailAsync(tx, person.AccountId, "somebody@home.example");
                    made.Add(person);
                }
            });
        }

        return made;
    }

    private static async Task LettersAsync(IServiceProvider services, IReadOnlyList<AddedPerson> people)
    {
        var store = services.GetRequiredService<MailStore>();
        foreach (var some in people.Chunk(AtOnce))
        {
            var filings = await Task.WhenAll(
                some.SelectMany(p => Enumerable.Range(0, Letters).Select(n => (Person: p, N: n)))
                    .Select(async to =>
                    {
                        await using var incoming = store.Receive(1 << 20);
                        await incoming.WriteAsync(Clients.Letters.Write(to.N, to.Person.Address.ToString()));
                        incoming.Complete(ReadOnlyMemory<byte>.Empty);
                        var placement = new Placement
                        {
                            MailboxId = to.Person.MailboxId,
                            Received = TimeProvider.System.GetUtcNow(),
                        };
                        return new Filing(await incoming.StoreAsync(default), placement);
                    })
            );
            await store.FileAsync(filings);
        }
    }

    /// <summary>The first end today, the next a month ago; the others one after the other in the days to come.</summary>
    private static async Task AgeAsync(IServiceProvider services, List<AddedPerson> made, int daily)
    {
        var (database, now) = (services.GetRequiredService<Database>(), TimeProvider.System.GetUtcNow());
        var days = await services.GetRequiredService<Lives>().DaysAsync();
        var (idle, kept) = (days.Inactive + days.Deleted, days.Restorable);
        var places = new List<(AccountState State, double Days)>
        {
            (AccountState.Active, idle + 0.5),
            (AccountState.Deleted, kept + 0.5),
        };
        for (var left = 0; left < Ahead; left++)
        {
            places.Add((AccountState.Active, idle - left - 0.5));
            places.Add((AccountState.Deleted, kept - left - 0.5));
        }

        foreach (var ((state, ago), some) in places.Zip(made.Chunk(daily)))
        {
            await database.WriteAsync(tx =>
                tx.ExecuteAsync(
                    $"""
                    UPDATE identity_account SET state = @state, last_active = @at, state_since = @at
                    WHERE {SqlIds.In(tx.Engine, "id", "@list")}
                    """,
                    new
                    {
                        state,
                        at = now.AddDays(-ago),
                        list = SqlIds.List(tx.Engine, some.Select(p => p.AccountId)),
                    }
                )
            );
        }
    }

    /// <summary>Everybody else used theirs within the last four weeks.</summary>
    private static async Task OthersAsync(IServiceProvider services, Organisation trust, int count)
    {
        var database = services.GetRequiredService<Database>();
        var sqlite = database.Engine == Engine.Sqlite;
        await database.WriteAsync(tx =>
            tx.ExecuteAsync(
                $"""
                INSERT INTO identity_account (id, organisation_id, user_name, user_name_key, first_name, last_name, display_name,
                    state, security_stamp, scram_salt, created, last_active, state_since)
                WITH RECURSIVE number (n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM number WHERE n < {count})
                SELECT {(
                    sqlite ? "randomblob(16)" : "gen_random_uuid()"
                )}, @organisation, 'other' || n || '@caremail.example',
                    'other' || n || '@caremail.example', 'Other', 'Person', 'Other Person', @state, 'stamp', @salt, @now,
                    @now - n % 28 * 86400000, @now
                FROM number
                """,
                new
                {
                    organisation = trust.Id,
                    state = AccountState.Active,
                    salt = new byte[16],
                    now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
                }
            )
        );
        await database.WriteAsync(tx => tx.ExecuteAsync("ANALYZE;"));
    }
}
