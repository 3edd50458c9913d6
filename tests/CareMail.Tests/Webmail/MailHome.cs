using System.Text;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Delivery;
using CareMail.Identity.SignIn;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Webmail;

/// <summary>One person of a home, and their browser once they have signed in.</summary>
internal sealed record HomePerson(
    Guid AccountId,
    Guid MailboxId,
    EmailAddress Address,
    string Name,
    SignInSecretsOf SignIn
);

internal sealed record SignInSecretsOf(string Password, string AuthenticatorSecret);

/// <summary>A care home on a running server, with a shared mailbox, Amina who owns it and Joy who works in it.</summary>
internal sealed class MailHome
{
    private static readonly Actor Operator = Actor.Operator("test");
    private static int _homes;

    private readonly RunningServer _server;

    private MailHome(RunningServer server) => _server = server;

    public required Organisation Organisation { get; init; }
    public required HomePerson Amina { get; init; }
    public required HomePerson Joy { get; init; }
    public required EmailAddress Address { get; init; }
    public required Guid MailboxId { get; init; }

    public T Get<T>()
        where T : notnull => _server.Services.GetRequiredService<T>();

    public static async Task<MailHome> OnAsync(RunningServer server)
    {
        var number = Interlocked.Increment(ref _homes);
        var services = server.Services;
        var organisation = Done(
            await services
                .GetRequiredService<CreateOrganisation>()
                .RunAsync(
                    Operator,
                    new NewOrganisation($"VH{number:000}", $"Rosewood {number}", OrganisationKind.CareSite, "Otley")
                )
        );
        var amina = await PersonAsync(services, organisation, "Amina", "Yusuf");
        var joy = await PersonAsync(services, organisation, "Joy", "Okafor");
        var shared = Done(
            await services
                .GetRequiredService<CreateSharedMailbox>()
                .RunAsync(
                    Operator,
                    new NewSharedMailbox(organisation.Id)
                    {
                        DisplayName = "Rosewood",
                        Owners = [amina.AccountId],
                        Members = [joy.AccountId],
                    }
                )
        );
        return new MailHome(server)
        {
            Organisation = organisation,
            Amina = amina,
            Joy = joy,
            Address = shared.Address,
            MailboxId = shared.MailboxId,
        };
    }

    /// <param name="person">Who.</param>
    /// <param name="later">Codes after the present one, for a second browser of the same person: none is taken twice.</param>
    public async Task<Visitor> SignInAsync(HomePerson person, int later = 0)
    {
        var visitor = new Visitor(_server);
        var password = await visitor.GetAsync("/sign-in");
        var code = await visitor.PressAsync(
            password,
            "main button[type=submit]",
            [("UserName", person.Address.ToString()), ("Password", person.SignIn.Password)]
        );
        var step = Authenticator.StepAt(TimeProvider.System.GetUtcNow()) + later;
        var inside = await visitor.PressAsync(
            code,
            "main button[type=submit]",
            [("Code", Authenticator.Code(Base32.Decode(person.SignIn.AuthenticatorSecret)!, step))]
        );
        Assert.StartsWith("/mail", inside.Path, StringComparison.Ordinal);
        return visitor;
    }

    public async Task<Folder> FolderAsync(SpecialUse use, Guid? mailboxId = null) =>
        (await Get<FolderTree>().FindAsync(mailboxId ?? MailboxId, use))!;

    /// <summary>The address of the shared inbox.</summary>
    public async Task<string> InboxAsync() =>
        CareMail.Webmail.MailLinks.Folder((await FolderAsync(SpecialUse.Inbox)).Id);

    /// <summary>The address of the newest message in a folder.</summary>
    public async Task<string> MessageAsync(SpecialUse use, Guid? mailboxId = null) =>
        CareMail.Webmail.MailLinks.Message(
            (await FolderAsync(use, mailboxId)).Id,
            (await EntriesAsync(use, mailboxId))[0].Uid
        );

    /// <summary>A message from outside arrives, written as it stands.</summary>
    public async Task<uint> ArrivesAsync(string message, Guid? mailboxId = null, string? address = null)
    {
        var to =
            address is not null ? EmailAddress.Parse(address)
            : mailboxId is null ? Address
            : Amina.Address;
        var recipient = await Get<Addresses>().ResolveAsync(to);
        await using var incoming = Get<MailStore>().Receive(50_000_000);
        await incoming.WriteAsync(Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n")));
        await Get<MailDelivery>().DeliverAsync(incoming, ReadOnlyMemory<byte>.Empty, [recipient!]);
        var inbox = await FolderAsync(SpecialUse.Inbox, mailboxId);
        return inbox.UidNext - 1;
    }

    /// <summary>Everything in a folder, newest first.</summary>
    public async Task<IReadOnlyList<FetchedEntry>> EntriesAsync(SpecialUse use, Guid? mailboxId = null) =>
        (await Get<FolderView>().PageAsync((await FolderAsync(use, mailboxId)).Id, new PageQuery())).Entries;

    /// <summary>The stored bytes, as text.</summary>
    public async Task<string> SourceAsync(FetchedEntry entry)
    {
        var reader = await Get<MailStore>().OpenAsync(entry.Entry.MessageId);
        using var text = new StreamReader(reader!.OpenStream(), Encoding.Latin1);
        return await text.ReadToEndAsync();
    }

    private static async Task<HomePerson> PersonAsync(
        IServiceProvider services,
        Organisation organisation,
        string first,
        string last
    )
    {
        var added = Done(
            await services
                .GetRequiredService<AddPerson>()
                .RunAsync(Operator, new NewPerson(organisation.Id, first, last))
        );
        var secrets = Done(await services.GetRequiredService<ActivateAccount>().RunAsync(Operator, added.AccountId));
        return new HomePerson(
            added.AccountId,
            added.MailboxId,
            added.Address,
            added.DisplayName,
            new SignInSecretsOf(secrets.Password, secrets.AuthenticatorSecret)
        );
    }

    private static T Done<T>(Outcome<T> outcome)
        where T : class =>
        outcome.IsDone(out var done, out var no) ? done : throw new InvalidOperationException(no.ToString());
}
