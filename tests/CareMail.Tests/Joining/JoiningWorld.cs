using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using CareMail.Access;
using CareMail.Demo;
using CareMail.Eligibility;
using CareMail.Joining;
using CareMail.Joining.Deciding;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Registers;
using CareMail.Registers.Importing;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Joining;

/// <summary>A home of the sample registers that may join, and what CQC holds of it.</summary>
internal sealed record SampleHome(string Code, string LocationId, string ContactId, string Phone)
{
    public string Ending => Phone[^4..];
}

/// <summary>One running application an engine for a class of tests: the sample registers on their day, notices in the outbox.</summary>
public sealed class JoiningServers : IAsyncLifetime
{
    private readonly ConcurrentDictionary<Engine, Lazy<Task<JoiningWorld>>> _worlds = new();

    internal Task<JoiningWorld> OnAsync(Engine engine) =>
        _worlds.GetOrAdd(engine, e => new(() => JoiningWorld.StartAsync(e))).Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var world in _worlds.Values)
        {
            await (await world.Value).DisposeAsync();
        }
    }
}

/// <summary>The service on 20 November 2026, with everybody an application meets.</summary>
internal sealed partial class JoiningWorld : IAsyncDisposable
{
    /// <summary>For drafts that go no further: nobody sends an application for it.</summary>
    public static readonly SampleHome NeverSent = new("VZHQ2", "1-999900000055", "", "");

    private static readonly DateTimeOffset Morning = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentQueue<SampleHome> _landlines = new();
    private readonly ConcurrentQueue<SampleHome> _mobiles = new();
    private int _people;

    private JoiningWorld(RunningServer server, TestClock clock) => (Server, Clock) = (server, clock);

    public RunningServer Server { get; }

    public TestClock Clock { get; }

    public TestPeople People => new(Server.Services);

    public static async Task<JoiningWorld> StartAsync(Engine engine, Action<IServiceCollection>? replace = null)
    {
        var clock = new TestClock();
        clock.Advance(Morning - TimeProvider.System.GetUtcNow());
        var server = await RunningServer.StartAsync(
            engine,
            replace: services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                // All of a test's people come from one network.
                services.AddSingleton(
                    new JoiningLimits { LettersByNetwork = new TryAllowance(10_000, TimeSpan.FromHours(1)) }
                );
                services.AddSingleton<INoticeSender>(s => s.GetRequiredService<NoticeOutbox>());
                replace?.Invoke(services);
            }
        );
        var world = new JoiningWorld(server, clock);
        await world.ImportAsync();
        return world;
    }

    public T Get<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>One that nobody has applied for: with a mobile at CQC, or with a landline.</summary>
    public SampleHome FreshHome(bool mobile = false) =>
        (mobile ? _mobiles : _landlines).TryDequeue(out var home) || (!mobile && _mobiles.TryDequeue(out home))
            ? home
            : throw new InvalidOperationException("The sample has no more such homes.");

    public TestBrowser Browser() => new(Server);

    /// <summary>Everything that reaches this address or number, oldest first.</summary>
    public async Task<IReadOnlyList<OutboxNotice>> NoticesToAsync(string recipient)
    {
        await EverythingSentAsync();
        return
        [
            .. (await Get<NoticeOutbox>().ListAsync(1000))
                .Where(n => n.Recipient.Equals(recipient, StringComparison.OrdinalIgnoreCase))
                .Reverse(),
        ];
    }

    /// <summary>What lies in an inbox of ours, oldest first, its soft line breaks undone.</summary>
    public async Task<IReadOnlyList<string>> MailInAsync(Guid mailboxId)
    {
        await EverythingSentAsync();
        var folder = (await Get<FolderTree>().FindAsync(mailboxId, SpecialUse.Inbox))!;
        List<string> all = [];
        await foreach (
            var entry in Get<FolderView>().FetchAsync(folder.Id, UidSet.All, FetchParts.Summary | FetchParts.Content)
        )
        {
            using var bytes = new MemoryStream();
            await entry.Content.CopyToAsync(0, entry.Content.Size, bytes);
            all.Add(Encoding.UTF8.GetString(bytes.ToArray()).Replace("=\r\n", "", StringComparison.Ordinal));
        }

        return all;
    }

    /// <summary>The worker of the running service sends by itself: this waits until nothing waits any more.</summary>
    public async Task EverythingSentAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (
            await Get<Database>()
                .QuerySingleOrDefaultAsync<long>(
                    "SELECT COUNT(*) FROM notices_notice WHERE state = 1",
                    ct: patience.Token
                ) > 0
        )
        {
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>The link in the newest letter to this address, as a path.</summary>
    public async Task<string> LinkToAsync(string recipient)
    {
        var letter = (await NoticesToAsync(recipient)).Last(n =>
            n.Body.Contains("/join/back/", StringComparison.Ordinal)
        );
        return BackLink().Match(letter.Body).Value;
    }

    /// <summary>A draft in a browser of its own, begun through the pages.</summary>
    public async Task<(TestBrowser Browser, string Email)> BeginAsync(SampleHome home)
    {
        var browser = Browser();
        var email = $"applicant{Interlocked.Increment(ref _people)}@postbox.example";
        var begun = await browser.PostAsync($"/join/start/{home.Code}", new() { ["Email"] = email }, "novalidate");
        Assert.Equal("/join/next", begun.Location);
        return (browser, email);
    }

    /// <summary>Proved by the contact ID.</summary>
    public async Task ProveAsync(TestBrowser browser, SampleHome home)
    {
        var proved = await browser.PostAsync(
            "/join/proof/contact-id",
            new() { ["ContactId"] = home.ContactId },
            "novalidate"
        );
        Assert.Equal("/join/people", proved.Location);
    }

    public Dictionary<string, string> Person(string first, string last, bool owner = false)
    {
        var number = Interlocked.Increment(ref _people);
        return new()
        {
            ["FirstName"] = first,
            ["LastName"] = last,
            ["Right"] = owner ? "owner" : "member",
            ["Email"] = $"own{number}@letterbox.example",
            ["Mobile"] = $"07700 9{number:00000}",
        };
    }

    public static async Task NameAsync(TestBrowser browser, Dictionary<string, string> person)
    {
        var named = await browser.PostAsync("/join/people/add", person, "novalidate");
        Assert.True(named.Location == "/join/people", named.Errors);
    }

    /// <summary>From nothing to sent, by the contact ID, with an owner and a member.</summary>
    public async Task<(TestBrowser Browser, string Email, Application Application)> ApplyAsync(
        SampleHome home,
        Dictionary<string, string>? owner = null,
        Dictionary<string, string>? member = null
    )
    {
        var (browser, email) = await BeginAsync(home);
        await ProveAsync(browser, home);
        await NameAsync(browser, owner ?? Person("Gwen", "Ashdown" + home.Code, owner: true));
        await NameAsync(browser, member ?? Person("Kit", "Rowe" + home.Code));
        var sent = await browser.PostAsync("/join/answers", [], "novalidate");
        Assert.True(sent.Location == "/join/status", sent.Errors);
        return (browser, email, await ApplicationAsync(home));
    }

    /// <summary>The newest application for a home.</summary>
    public async Task<Application> ApplicationAsync(SampleHome home)
    {
        var id = await Get<Database>()
            .QuerySingleOrDefaultAsync<Guid>(
                "SELECT id FROM joining_application WHERE location_id = @LocationId ORDER BY id DESC LIMIT 1",
                new { home.LocationId }
            );
        return (await Get<Applications>().FindAsync(id))!;
    }

    /// <summary>The contact CQC holds was rung, where there was no other way.</summary>
    public async Task<Application> ToldAsync(TestPerson caseworker, Application application)
    {
        if (application.ContactTold is null)
        {
            TestPeople.Done(await Get<RingHome>().ToldAsync(caseworker.Actor, application.Id, application.Version));
        }

        return (await Get<Applications>().FindAsync(application.Id))!;
    }

    public async Task<JoinedHome> ApproveAsync(TestPerson caseworker, Application application)
    {
        var told = await ToldAsync(caseworker, application);
        return TestPeople.Done(
            await Get<ApproveApplication>().RunAsync(caseworker.Actor, new Approval(told.Id, told.Version, "Welcome"))
        );
    }

    public Task<TestPerson> CaseworkerAsync(Role role = Role.Caseworker) =>
        People.PersonAsync(first: "Dilys", last: "Penhale", roles: role);

    /// <summary>A file of the sample, after an edit.</summary>
    public async Task ImportAsync(Register register, Func<string, string> edit, DateOnly asAt)
    {
        using var content = new MemoryStream(Encoding.Latin1.GetBytes(edit(TextOf(register))));
        var imports = Get<ImportRegisters>();
        var read = TestPeople.Done(
            await imports.ReadAsync(
                TestPeople.Operator,
                new RegisterFile(register, RegisterFiles.NameOf(register), content, asAt)
            )
        );
        TestPeople.Done(await imports.ApplyAsync(TestPeople.Operator, read.Number, endingsAccepted: true, "test"));
    }

    private async Task ImportAsync()
    {
        foreach (var register in Enum.GetValues<Register>())
        {
            await ImportAsync(
                register,
                register is Register.CqcContacts ? WithMobiles : text => text,
                DateOnly.FromDateTime(Morning.UtcDateTime)
            );
        }

        var contacts = Lines(WithMobiles(TextOf(Register.CqcContacts))).Skip(1).Select(l => l.Split(',')).ToList();
        var homes = Get<Homes>();
        foreach (var contact in contacts.Where(c => c.Length == 4))
        {
            var home = await homes.FindAsync(contact[0]);
            if (
                home.Decision is { State: EligibilityState.MayApply, CoveredBy: ToolkitCover.Own, SiteCode: { } code }
                && home.MayBegin
                && contacts.Count(c => c[0] == contact[0]) == 1
                && code != NeverSent.Code
            )
            {
                var phone = contact[3].Trim();
                var queue = phone.StartsWith("07", StringComparison.Ordinal) ? _mobiles : _landlines;
                queue.Enqueue(new SampleHome(code, contact[0], contact[1], phone));
            }
        }
    }

    /// <summary>The sample's numbers are landlines: every other one becomes a mobile.</summary>
    private static string WithMobiles(string text)
    {
        var changed = new StringBuilder();
        var number = 0;
        foreach (var line in Lines(text))
        {
            var comma = line.LastIndexOf(',');
            changed.Append(++number % 2 == 0 ? $"{line[..comma]},07700901{number:000}" : line).Append("\r\n");
        }

        return changed.ToString();
    }

    private static string TextOf(Register register)
    {
        using var content = DemoRegisters.Open(register);
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0);

    [GeneratedRegex(@"/join/back/\S+")]
    private static partial Regex BackLink();
}
