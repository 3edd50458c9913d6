using CareMail.Access;
using CareMail.AddressBook;
using CareMail.AddressBook.Lists;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Manage.Lists;
using CareMail.Notices;
using CareMail.Protocols.Addresses;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Manage.Lists;

/// <summary>A home on a running server, whose nurse makes lists.</summary>
internal sealed class ListWorld : IAsyncDisposable
{
    private static int _count;

    private ListWorld(RunningServer server, CareHome home, Actor nurse) =>
        (Server, Home, Nurse) = (server, home, nurse);

    public RunningServer Server { get; }

    public CareHome Home { get; }

    /// <summary>Owner of the home's shared mailbox, and of the lists.</summary>
    public Actor Nurse { get; }

    public ManagedLists Managed => Get<ManagedLists>();

    public static async Task<ListWorld> OnAsync(
        Engine engine,
        Func<CareMail.Hosting.CareMailSettings, CareMail.Hosting.CareMailSettings>? change = null
    )
    {
        var server = await RunningServer.StartAsync(
            engine,
            change,
            services => services.AddSingleton<INoticeSender>(s => s.GetRequiredService<NoticeOutbox>())
        );
        var home = await CareHome.AtAsync(server);
        return new ListWorld(server, home, await ActorAsync(home, home.Nurse));
    }

    public T Get<T>()
        where T : class => Home.Service<T>();

    public static async Task<Actor> ActorAsync(CareHome home, Resident person) =>
        new(
            person.AccountId,
            person.Address,
            await home.Service<AccountRecords>().RolesOfAsync(person.AccountId),
            "192.0.2.1"
        );

    public async Task<MailingList> ListAsync(params string[] members)
    {
        var name = $"list-{Interlocked.Increment(ref _count)}";
        var list = TestPeople.Done(await Managed.CreateAsync(Nurse, new NewList(Home.OrganisationId, name, name)));
        if (members.Length > 0)
        {
            TestPeople.Done(await Managed.AddAsync(Nurse, list.Id, string.Join('\n', members)));
        }

        return list;
    }

    public async Task SetAsync(
        MailingList list,
        ListSenders senders,
        ListOthers others = ListOthers.Refused,
        ListJoining joining = ListJoining.ByOwner,
        bool takesOutsiders = false
    ) =>
        TestPeople.Done(
            await Managed.ChangeAsync(Nurse, list.Id, new ListSettings("", senders, others, joining, takesOutsiders))
        );

    /// <summary>Mailboxes with addresses and without people: as many as one likes, fast.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Address)>> MailboxesAsync(int count)
    {
        var made = Enumerable
            .Range(0, count)
            .Select(_ => (Id: Ids.New(), Address: $"box{Interlocked.Increment(ref _count)}@caremail.example"))
            .ToList();
        await Get<Database>()
            .WriteAsync(async tx =>
            {
                foreach (var (id, address) in made)
                {
                    var parsed = EmailAddress.Parse(address);
                    var box = new NewMailbox(Home.OrganisationId, MailboxKind.Shared, parsed.LocalPart, "Box")
                    {
                        Id = id,
                    };
                    await Get<MailboxAccess>().CreateAsync(tx, box);
                    await Get<Addresses>()
                        .RegisterAsync(
                            tx,
                            new NewAddress(parsed, id, Home.OrganisationId, MailboxKind.Shared, "Box", "Ambridge")
                        );
                }
            });
        return made;
    }

    /// <summary>What this person's program is told when it names the recipients, and that the message is taken if all are.</summary>
    public Task SubmitAsync(Resident from, string answer, params string[] to) =>
        WireScript.PlayAsync(
            Server.Submissions,
            $"""
            < 220 *
            > EHLO tablet.example
            <- 250 AUTH PLAIN LOGIN
            > AUTH PLAIN {from.Plain}
            < 235 *
            > MAIL FROM:<{from.Address}>
            < 250 *
            {Recipients(to, answer)}
            {(answer.StartsWith('2') ? Message(from.Address) : "")}
            > QUIT
            < 221 *
            """,
            tls: true
        );

    /// <summary>The same from another server, which signs in as nobody.</summary>
    public Task ArriveAsync(string from, string answer, string to) =>
        WireScript.PlayAsync(
            Server.Smtp,
            $"""
            < 220 *
            > EHLO mx.other.example
            <- 250 *
            > MAIL FROM:<{from}>
            < 250 *
            {Recipients([to], answer)}
            {(answer.StartsWith('2') ? Message("someone@other.example") : "")}
            > QUIT
            < 221 *
            """
        );

    /// <summary>What lies in an inbox.</summary>
    public async Task<IReadOnlyList<string>> InboxAsync(Guid mailbox) =>
        [.. (await Home.MailAsync(mailbox)).Select(mail => mail.Text)];

    /// <summary>Mail of an inbox with this word in it, once there is some: notices come by themselves.</summary>
    public async Task<IReadOnlyList<string>> NoticesAsync(Guid mailbox, string word)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var found = (await InboxAsync(mailbox))
                .Where(text => text.Contains(word, StringComparison.Ordinal))
                .ToList();
            if (found.Count > 0)
            {
                return found;
            }

            Get<NoticeQueue>().Wake();
            await Task.Delay(20, patience.Token);
        }
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static string Recipients(IEnumerable<string> to, string answer) =>
        string.Join('\n', to.Select(one => $"> RCPT TO:<{one}>\n< {answer}"));

    private static string Message(string from) =>
        $"""
            > DATA
            < 354 *
            > From: {from}
            > Subject: Rota
            > Auto-Submitted: no
            >
            > The rota of next week.
            > .
            < 250 2.6.0 Accepted as *
            """;
}
