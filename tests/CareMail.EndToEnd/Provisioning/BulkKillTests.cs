using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using CareMail.EndToEnd.Support;
using CareMail.Storage;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace CareMail.EndToEnd.Provisioning;

/// <summary>A file as long as a file may be, killed under way or wrong from end to end. The trust of the demo has no allowance to stay within.</summary>
public sealed class BulkKillTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const int Rows = 100_000;
    private static readonly int[] Kills = [15_000, 45_000, 75_000];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DemoWorld _world = new();
    private HttpClient? _http;

    private HttpClient Http => _http ?? throw new InvalidOperationException("Not started.");

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        var page = await _world.OpenAsync("Grace Attwood");
        await page.GotoAsync("/manage/tokens/new");
        await page.GetByLabel("Which program is it for?").FillAsync("Staff records");
        await page.GetByLabel("Read people").CheckAsync();
        await page.GetByLabel("People by file").CheckAsync();
        await page.GetByLabel("30 days").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        _http = new HttpClient { BaseAddress = _world.Server.Url, Timeout = Patience };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await page.Locator("#token").InnerTextAsync()
        );
        await _world.CloseWindowsAsync();
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    public void Dispose() => _http?.Dispose();

    [Fact]
    public async Task A_file_of_a_hundred_thousand_people_killed_three_times_makes_everybody_once()
    {
        var clock = Stopwatch.StartNew();
        var before = await PeopleAsync();
        var read = await UploadAsync(
            n => $"create,{n},{Name(n % 200)},{Name(200 + (n / 200 % 250))}",
            "action,id,first_name,last_name"
        );
        Assert.Equal((Rows, 0), (Number(read, "rows"), Number(read, "wrong")));
        Said(clock, "read");
        var id = read["id"]!.GetValue<string>();
        await Http.PostAsync(new Uri($"/api/v1/bulk/{id}/start", UriKind.Relative), null);

        foreach (var kill in Kills)
        {
            var file = await UntilAsync(id, f => Number(f, "done") >= kill);
            Assert.Equal("running", file["state"]!.GetValue<string>());
            await _world.Server.KillAsync();
            Said(clock, $"killed after {Number(file, "done")}");
            await _world.Server.StartAgainAsync();
        }

        var done = await UntilAsync(id, f => f["state"]!.GetValue<string>() != "running");
        Said(clock, "done");

        Assert.Equal("done", done["state"]!.GetValue<string>());
        Assert.Equal((Rows, 0), (Number(done, "done"), Number(done, "failed")));
        var outcomes = (await ResultAsync(id)).Skip(1).Select(line => line.Split(',')[4]).ToList();
        Assert.Equal(Rows, outcomes.Count);
        Assert.All(outcomes, o => Assert.StartsWith("done: New account: ", o, StringComparison.Ordinal));
        Assert.Equal(Rows, outcomes.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(before + Rows, await PeopleAsync());
        await _world.Server.StopAsync();
        Assert.All(await CountedAsync(), counted => Assert.Equal((counted.What, (long)Rows), counted));
        var verified = (await _world.Server.RunVerbAsync("verify")).Succeeded();
        Assert.DoesNotContain("fault", verified.Output, StringComparison.OrdinalIgnoreCase);
        Said(clock, "verified");
    }

    [Fact]
    public async Task A_file_with_an_error_in_each_of_a_hundred_thousand_rows_is_told_all_of_them()
    {
        var before = _world.Server.ResidentBytes;
        var clock = Stopwatch.StartNew();

        var read = await UploadAsync(
            n => $"create,{n},{Name(n % 200)},Roe,12345,not-an-address",
            "action,id,first_name,last_name,mobile,email"
        );

        Said(clock, $"read, {(_world.Server.ResidentBytes - before) >> 20} MB more");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.InRange(_world.Server.ResidentBytes - before, long.MinValue, 512L << 20);
        Assert.Equal((Rows, Rows), (Number(read, "rows"), Number(read, "wrong")));
        var lines = (await ResultAsync(read["id"]!.GetValue<string>())).Skip(1).ToList();
        Assert.Equal(Rows, lines.Count);
        Assert.All(
            lines,
            line =>
            {
                Assert.Contains("wrong: ", line, StringComparison.Ordinal);
                Assert.Contains("The mobile must be a UK mobile number", line, StringComparison.Ordinal);
                Assert.Contains("e-mail address", line, StringComparison.Ordinal);
            }
        );
        Assert.Equal(System.Net.HttpStatusCode.Conflict, await StartAsync(read));
    }

    private async Task<JsonObject> UploadAsync(Func<int, string> row, string headings)
    {
        var text = new StringBuilder(headings).Append('\n');
        for (var n = 0; n < Rows; n++)
        {
            text.Append(row(n)).Append('\n');
        }

        using var content = new StringContent(text.ToString(), Encoding.UTF8, "text/csv");
        using var sent = await Http.PostAsync(new Uri("/api/v1/bulk", UriKind.Relative), content);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, sent.StatusCode);
        return (await sent.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private async Task<System.Net.HttpStatusCode> StartAsync(JsonObject file)
    {
        var start = new Uri($"/api/v1/bulk/{file["id"]!.GetValue<string>()}/start", UriKind.Relative);
        using var answer = await Http.PostAsync(start, null);
        return answer.StatusCode;
    }

    /// <summary>Asks how far the file is until it is there.</summary>
    private async Task<JsonObject> UntilAsync(string id, Func<JsonObject, bool> isThere)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            var file = (await Http.GetFromJsonAsync<JsonObject>(new Uri($"/api/v1/bulk/{id}", UriKind.Relative)))!;
            if (isThere(file))
            {
                return file;
            }

            Assert.True(patience.Elapsed < Patience, file.ToJsonString());
            await Task.Delay(200);
        }
    }

    private async Task<string[]> ResultAsync(string id) =>
        (await Http.GetStringAsync(new Uri($"/api/v1/bulk/{id}/result", UriKind.Relative))).Split(
            "\r\n",
            StringSplitOptions.RemoveEmptyEntries
        );

    private async Task<int> PeopleAsync() =>
        Number((await Http.GetFromJsonAsync<JsonObject>(new Uri("/api/v1/people?take=1", UriKind.Relative)))!, "total");

    /// <summary>Everything that belongs to one of the new people, counted where it is kept.</summary>
    private async Task<IReadOnlyList<(string What, long Number)>> CountedAsync()
    {
        const string people = "(SELECT account_id FROM provisioning_person WHERE external_id <> '')";
        await using var database = Database.Open(new StorageOptions { DataFolder = _world.Server.DataFolder });
        var counted = new List<(string, long)>();
        foreach (
            var (what, sql) in new[]
            {
                ("accounts", $"identity_account WHERE id IN {people}"),
                ("owners of a mailbox", $"mailboxes_access WHERE account_id IN {people}"),
                (
                    "addresses",
                    $"addressbook_address WHERE mailbox_id IN (SELECT mailbox_id FROM mailboxes_access WHERE account_id IN {people})"
                ),
                ("acts", $"audit_entry WHERE act = 'person.add' AND subject IN {people}"),
            }
        )
        {
            counted.Add((what, await database.QuerySingleOrDefaultAsync<long>($"SELECT COUNT(*) FROM {sql}")));
        }

        return counted;
    }

    /// <summary>Three syllables: another for each number below a thousand.</summary>
    private static string Name(int n)
    {
        string[] syllables = ["ba", "co", "di", "fe", "gu", "ha", "jo", "ki", "le", "mu"];
        var name = syllables[n / 100] + syllables[n / 10 % 10] + syllables[n % 10];
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    private static int Number(JsonObject of, string name) => of[name]!.GetValue<int>();

    private void Said(Stopwatch clock, string what) => output.WriteLine($"{clock.Elapsed.TotalSeconds:N1} s: {what}");
}
