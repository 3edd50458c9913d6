using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity.Tasks;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Imap;

/// <summary>Somebody with a mail program.</summary>
internal sealed record ImapUser(ImapWorld World, Guid AccountId, Guid MailboxId, string Name, string Password)
{
    /// <summary>A connection that has signed in.</summary>
    public async Task<ImapClient> SignInAsync()
    {
        var client = await World.ConnectAsync();
        await client.DoAsync($"LOGIN {Name} {Password}");
        return client;
    }

    /// <summary>A connection with the folder open.</summary>
    public async Task<ImapClient> OpenAsync(string folder = "INBOX")
    {
        var client = await SignInAsync();
        await client.DoAsync($"SELECT {folder}");
        return client;
    }
}

/// <summary>A running server with a care home in it. Every test takes people of its own.</summary>
internal sealed class ImapWorld(RunningServer server, Organisation home)
{
    private static readonly Actor Operator = Actor.Operator("test");
    private static int _people;

    public RunningServer Server => server;

    public static async Task<ImapWorld> OnAsync(RunningServer server)
    {
        var make = server.Services.GetRequiredService<CreateOrganisation>();
        var code = $"VZ{Interlocked.Increment(ref _people):0000}";
        var made = await make.RunAsync(
            Operator,
            new NewOrganisation(code, "Rosewood House", OrganisationKind.CareSite, "Otley")
        );
        return new ImapWorld(server, made.IsDone(out var home, out var no) ? home : throw Failed(no));
    }

    public async Task<ImapClient> ConnectAsync()
    {
        var client = await ImapClient.ConnectAsync(server.Imaps, tls: true);
        await client.ExpectAsync("* OK …");
        return client;
    }

    public async Task<ImapUser> PersonAsync()
    {
        var services = server.Services;
        var name = Letters(Interlocked.Increment(ref _people));
        var added = await services
            .GetRequiredService<AddPerson>()
            .RunAsync(Operator, new NewPerson(home.Id, "Anna", name));
        var person = added.IsDone(out var p, out var no) ? p : throw Failed(no);
        // Straight to open: hashing a web password, which IMAP does not take, is what costs time.
        var own = services.GetRequiredService<OwnSignIn>();
        await services.GetRequiredService<Database>().WriteAsync(tx => own.OpenAsync(tx, person.AccountId));
        var issued = await services
            .GetRequiredService<IssueDevicePassword>()
            .RunAsync(Operator, person.AccountId, "Test");
        var password = issued.IsDone(out var i, out var refused) ? i.Password : throw Failed(refused);
        return new ImapUser(this, person.AccountId, person.MailboxId, person.Address.ToString(), password);
    }

    /// <summary>A shared mailbox; the first of these people owns it. Returns its local part.</summary>
    public async Task<string> SharedMailboxAsync(params ImapUser[] people)
    {
        var made = await server
            .Services.GetRequiredService<CreateSharedMailbox>()
            .RunAsync(
                Operator,
                new NewSharedMailbox(home.Id)
                {
                    LocalPart = $"office.{Letters(Interlocked.Increment(ref _people))}".ToLowerInvariant(),
                    Owners = [people[0].AccountId],
                    Members = [.. people.Skip(1).Select(p => p.AccountId)],
                }
            );
        return made.IsDone(out var mailbox, out var no) ? mailbox.Address.LocalPart : throw Failed(no);
    }

    public T Get<T>()
        where T : notnull => server.Services.GetRequiredService<T>();

    private static string Letters(int number)
    {
        var name = "Q";
        for (; number > 0; number /= 26)
        {
            name += (char)('a' + (number % 26));
        }

        return name;
    }

    private static InvalidOperationException Failed(Refusal refusal) => new(refusal.ToString());
}

/// <summary>One server on SQLite for a test class.</summary>
public class ImapServer : IAsyncLifetime
{
    private ImapWorld? _world;

    internal ImapWorld World => _world ?? throw new InvalidOperationException("Not started.");

    private protected virtual Engine Engine => Engine.Sqlite;

    public async Task InitializeAsync() => _world = await ImapWorld.OnAsync(await RunningServer.StartAsync(Engine));

    public async Task DisposeAsync() => await World.Server.DisposeAsync();
}

/// <summary>One server on PostgreSQL for a test class.</summary>
public sealed class PostgresImapServer : ImapServer
{
    private protected override Engine Engine => Engine.Postgres;
}
