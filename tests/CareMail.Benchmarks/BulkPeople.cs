using System.Diagnostics;
using System.Text;
using CareMail.Benchmarks.Servers;
using CareMail.Provisioning.Bulk;
using CareMail.Storage;
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
        await InProcess.RunAsync(options, "bulk", (services, engine) => MeasureAsync(services, people, engine));
    }

    private static async Task MeasureAsync(IServiceProvider services, int people, string engine)
    {
        var (trust, admin) = await InProcess.TrustAsync(services);
        var report = new Report($"bulk: people by file, {engine}", "what", "rows", "seconds", "a second");
        // The compiler is at work in the first.
        foreach (var (name, from, count) in new[] { ("first", 0, people / 10), ("next", people / 10, people) })
        {
            var bytes = FileOf(from, count);
            var began = Stopwatch.GetTimestamp();
            var file = InProcess.Done(
                await services
                    .GetRequiredService<UploadPeople>()
                    .RunAsync(admin, new UploadedPeople(trust.Id, "people.csv", bytes), default)
            );
            Row(report, $"{name} file read and looked through", count, began);
            began = Stopwatch.GetTimestamp();
            InProcess.Done(await services.GetRequiredService<StartBulk>().RunAsync(admin, file.Id, default));
            while (file.State is BulkState.Waiting or BulkState.Running)
            {
                await Task.Delay(20);
                file = (await services.GetRequiredService<BulkTable>().FindAsync(file.Id, default))!;
            }

            Row(report, $"{name} file done", count, began);
            // What autovacuum does of a new database within its first minute.
            await services.GetRequiredService<Database>().WriteAsync(tx => tx.ExecuteAsync("ANALYZE;"));
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
}
