using System.Net;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Benchmarks.Clients;
using CareMail.Hosting;
using CareMail.Identity.Devices;
using CareMail.Organisations;
using CareMail.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Benchmarks.Servers;

/// <summary>CareMail as it ships: its own process, SQLite and message log in its data folder.</summary>
internal sealed class CareMailServer : MailServer
{
    private readonly string _program;
    private readonly int _users;
    private readonly int _devices;
    private readonly string _data;

    /// <param name="program">The executable.</param>
    /// <param name="users">How many people it has.</param>
    /// <param name="devices">How many passwords for mail programs each of them has beyond the first.</param>
    public CareMailServer(string program, int users, int devices = 0)
    {
        (_program, _users, _devices) = (program, users, devices);
        _data = Path.Combine(Folder, "data");
        (SmtpPort, ImapsPort) = (FreePorts.Next(), FreePorts.Next());
        Web = new Uri($"http://127.0.0.1:{FreePorts.Next()}");
    }

    public override string Name => "CareMail";

    public string DataFolder => _data;

    public Uri Web { get; }

    public override async Task StartAsync(bool countSyncs = false)
    {
        if (Users.Count == 0)
        {
            Users = await SeedAsync();
        }

        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        var process = Launch(
            [_program, "serve"],
            countSyncs,
            new Dictionary<string, string>
            {
                ["CAREMAIL_DATA"] = _data,
                ["CAREMAIL_WEB"] = Web.Authority,
                ["CAREMAIL_SMTP"] = $"127.0.0.1:{SmtpPort}",
                ["CAREMAIL_SUBMISSION"] = "off",
                ["CAREMAIL_SUBMISSIONS"] = "off",
                ["CAREMAIL_IMAP"] = "off",
                ["CAREMAIL_IMAPS"] = $"127.0.0.1:{ImapsPort}",
                ["CAREMAIL_TRUSTED_NETS"] = "127.0.0.0/8",
            },
            line =>
            {
                said.Add(line);
                if (line == "ready")
                {
                    ready.TrySetResult();
                }
            }
        );
        if (await Task.WhenAny(ready.Task, process.WaitForExitAsync()) != ready.Task)
        {
            throw new InvalidOperationException("CareMail did not start:\n" + string.Join('\n', said));
        }
    }

    public override async Task FillAsync(BenchUser user, int count)
    {
        await using var imap = await ImapClient.ConnectAsync(ImapsPort, user);
        foreach (var some in Enumerable.Range(0, count).Chunk(200))
        {
            await imap.AppendAsync([.. some.Select(i => Clients.Letters.Write(i, user.Address))]);
        }
    }

    /// <summary>The same use cases as the portal's, in this process; then the folder is let go.</summary>
    private async Task<IReadOnlyList<BenchUser>> SeedAsync()
    {
        var nowhere = new ListenAddress(new IPEndPoint(IPAddress.Loopback, 0));
        await using var app = App.Build(
            new CareMailSettings
            {
                DataFolder = _data,
                Web = nowhere,
                Smtp = nowhere,
                Submission = nowhere,
                Submissions = nowhere,
                Imap = nowhere,
                Imaps = nowhere,
            }
        );
        var services = app.Services;
        await services.GetRequiredService<StorageStart>().StartAsync(default);
        var actor = Actor.Operator("benchmark");
        var organisation = Done(
            await services
                .GetRequiredService<CreateOrganisation>()
                .RunAsync(
                    actor,
                    new NewOrganisation("ZZ001", "Benchmark House", OrganisationKind.Authority, "Leeds"),
                    "benchmark"
                )
        );
        var users = new List<BenchUser>();
        for (var i = 0; i < _users; i++)
        {
            var person = Done(
                await services
                    .GetRequiredService<AddPerson>()
                    .RunAsync(actor, new NewPerson(organisation.Id, "Bench", Letters(i)), "benchmark")
            );
            var activate = services.GetRequiredService<ActivateAccount>();
            var web = Done(await activate.RunAsync(actor, person.AccountId, "benchmark"));
            var issue = services.GetRequiredService<IssueDevicePassword>();
            var devices = new List<IssuedDevicePassword>();
            for (var n = 0; n <= _devices; n++)
            {
                devices.Add(Done(await issue.RunAsync(actor, person.AccountId, $"benchmark {n}", "benchmark")));
            }

            var address = person.Address.ToString();
            users.Add(new BenchUser(address, address, devices[0].Password) { Web = web, Devices = devices[1..] });
        }

        await services.GetRequiredService<StorageStart>().StopAsync(default);
        return users;
    }

    private static string Letters(int i) => "Person" + (char)('a' + (i / 26)) + (char)('a' + (i % 26));

    private static T Done<T>(Outcome<T> outcome)
        where T : class =>
        outcome.IsDone(out var value, out var refusal)
            ? value
            : throw new InvalidOperationException("Seeding was refused: " + refusal);
}
