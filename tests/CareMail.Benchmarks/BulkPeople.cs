using System.Diagnostics;
using System.Text;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Provisioning.Bulk;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Benchmarks;

/// <summary>
/// A file of people of a large trust, read and done by the whole service in this process, with all that follows behind:
/// the copy that programs see and the sealing of the audit trail. With <c>--database</c> the same on PostgreSQL.
/// </summary>
internal static class BulkPeople
{
    private const int FirstNames = 300;
    private const int LastNames = 4_000;

    public static async Task RunAsync(Options options)
    {
        var people = options.Of("people", 100_000);
        var folder = Directory.CreateTempSubdirectory("caremail-bulk-").FullName;
        var settings = new CareMailSettings
        {
            DataFolder = folder,
            Database = options.TextOf("database") ?? "",
            Web = ListenAddress.AnyLoopbackPort,
            Smtp = ListenAddress.AnyLoopbackPort,
            Submission = ListenAddress.AnyLoopbackPort,
            Submissions = ListenAddress.AnyLoopbackPort,
            Imap = ListenAddress.AnyLoopbackPort,
            Imaps = ListenAddress.AnyLoopbackPort,
        };
        await using (var app = App.Build(settings))
        {
            await app.StartAsync();
            await MeasureAsync(app.Services, people, settings.Database.Length > 0 ? "PostgreSQL" : "SQLite");
            await app.StopAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task MeasureAsync(IServiceProvider services, int people, string engine)
    {
        var (trust, admin) = await TrustAsync(services);
        var report = new Report($"bulk: people by file, {engine}", "what", "rows", "seconds", "a second");
        // The compiler is at work in the first.
        foreach (var (name, from, count) in new[] { ("first", 0, people / 10), ("next", people / 10, people) })
        {
            var bytes = FileOf(from, count);
            var began = Stopwatch.GetTimestamp();
            var file = Done(
                await services
                    .GetRequiredService<UploadPeople>()
                    .RunAsync(admin, new UploadedPeople(trust.Id, "people.csv", bytes), default)
            );
            Row(report, $"{name} file read and looked through", count, began);
            began = Stopwatch.GetTimestamp();
            Done(await services.GetRequiredService<StartBulk>().RunAsync(admin, file.Id, default));
            while (file.State is BulkState.Waiting or BulkState.Running)
            {
                await Task.Delay(20);
                file = (await services.GetRequiredService<BulkTable>().FindAsync(file.Id, default))!;
            }

            Row(report, $"{name} file done", count, began);
            var outcomes = await services.GetRequiredService<BulkTable>().CountAsync(file.Id, default);
            if (outcomes.Any(c => c.State is not RowState.Done) || file.State is not BulkState.Done)
            {
                throw new InvalidOperationException($"The file is {file.State}: {file.Fault}");
            }
        }

        await report.PrintAsync();
    }

    private static void Row(Report report, string what, int rows, long began)
    {
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        report.Row(what, rows, Report.Number(seconds), Report.Number(rows / seconds));
    }

    private static async Task<(Organisation Trust, Actor Admin)> TrustAsync(IServiceProvider services)
    {
        var who = Actor.Operator("benchmark");
        var trust = Done(
            await services
                .GetRequiredService<CreateOrganisation>()
                .RunAsync(
                    who,
                    new NewOrganisation("VZ900", "Fictwell Trust", OrganisationKind.Hospital, "Fictmarket"),
                    "benchmark"
                )
        );
        var added = Done(
            await services
                .GetRequiredService<AddPerson>()
                .RunAsync(who, new NewPerson(trust.Id, "Ada", "Obi") { Roles = [Role.LocalAdmin] }, "benchmark")
        );
        Done(await services.GetRequiredService<ActivateAccount>().RunAsync(who, added.AccountId, "benchmark"));
        var roles = await services.GetRequiredService<AccountRecords>().RolesOfAsync(added.AccountId);
        return (trust, new Actor(added.AccountId, added.DisplayName, roles, "benchmark"));
    }

    /// <summary>Names as unevenly spread as real ones: the first of the list are the frequent ones. Fictional, like the numbers.</summary>
    private static byte[] FileOf(int from, int count)
    {
        var names = new DirectoryLookups.Names();
        var text = new StringBuilder("action,id,first_name,last_name,mobile,email,job_title,site,department,address\n");
        for (var n = from; n < from + count; n++)
        {
            var (u, v) = (n * 7_919L % 1_000_003 / 1_000_003.0, n * 104_729L % 1_000_033 / 1_000_033.0);
            var (first, last) = (names.First[(int)(u * u * FirstNames)], names.Last[(int)(v * v * LastNames)]);
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"create,{n},{first},{last},07700 900{n % 1_000:D3},,Carer,,Ward {n % 40},\n"
            );
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static T Done<T>(Outcome<T> outcome)
        where T : class =>
        outcome.IsDone(out var done, out var refusal) ? done : throw new InvalidOperationException(refusal.Sentence);
}
