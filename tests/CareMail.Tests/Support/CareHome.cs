using System.Text;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Identity.Devices;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Support;

/// <summary>A person of a <see cref="CareHome"/>.</summary>
internal sealed record Resident(
    Guid AccountId,
    Guid MailboxId,
    string Address,
    Guid DevicePasswordId,
    string DevicePassword
)
{
    /// <summary>For AUTH PLAIN.</summary>
    public string Plain => Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{Address}\0{DevicePassword}"));
}

/// <summary>A small organisation on a running server, made by the use cases everybody uses: a nurse, a carer, a shared mailbox.</summary>
internal sealed class CareHome
{
    private static readonly Actor Operator = Actor.Operator("test");
    private static int _count;

    private readonly RunningServer _server;

    private CareHome(RunningServer server) => _server = server;

    public Guid OrganisationId { get; private set; }

    /// <summary>Owner of the shared mailbox.</summary>
    public Resident Nurse { get; private set; } = null!;

    /// <summary>Has nothing to do with the shared mailbox.</summary>
    public Resident Carer { get; private set; } = null!;

    public Guid SharedMailboxId { get; private set; }

    public string SharedAddress { get; private set; } = "";

    public static async Task<CareHome> AtAsync(RunningServer server)
    {
        var home = new CareHome(server);
        var number = Interlocked.Increment(ref _count);
        var organisation = await home.DoAsync<CreateOrganisation, Organisation>(o =>
            o.RunAsync(
                Operator,
                new NewOrganisation($"VT{number:000}", $"Rosewood {number}", OrganisationKind.CareSite, "Ambridge")
            )
        );
        home.OrganisationId = organisation.Id;
        home.Nurse = await home.AddPersonAsync("Nora", "Nurse");
        home.Carer = await home.AddPersonAsync("Carl", "Carer");
        var shared = await home.DoAsync<CreateSharedMailbox, MadeMailbox>(c =>
            c.RunAsync(Operator, new NewSharedMailbox(organisation.Id) { Owners = [home.Nurse.AccountId] })
        );
        (home.SharedMailboxId, home.SharedAddress) = (shared.MailboxId, shared.Address.ToString());
        return home;
    }

    public async Task<Resident> AddPersonAsync(string first, string last)
    {
        var person = await AddNewPersonAsync(first, last);
        await DoAsync<ActivateAccount, SignInSecrets>(a => a.RunAsync(Operator, person.AccountId));
        var device = await DoAsync<IssueDevicePassword, IssuedDevicePassword>(d =>
            d.RunAsync(Operator, person.AccountId, "test")
        );
        return new Resident(person.AccountId, person.MailboxId, person.Address.ToString(), device.Id, device.Password);
    }

    /// <summary>Somebody who has not finished joining.</summary>
    public Task<AddedPerson> AddNewPersonAsync(string first, string last) =>
        DoAsync<AddPerson, AddedPerson>(a => a.RunAsync(Operator, new NewPerson(OrganisationId, first, last)));

    /// <summary>Removes the device password, as on the page of one's mail programs.</summary>
    public Task RevokeAsync(Resident person) =>
        DoAsync<RevokeDevicePassword, string>(r => r.RunAsync(Operator, person.AccountId, person.DevicePasswordId));

    public async Task SetQuotaAsync(Guid mailboxId, long bytes)
    {
        var access = Service<MailboxAccess>();
        await Service<Database>().WriteAsync(tx => access.SetQuotaAsync(tx, mailboxId, bytes));
    }

    /// <summary>Everything in a folder, oldest first.</summary>
    public async Task<IReadOnlyList<StoredMail>> MailAsync(Guid mailboxId, SpecialUse use = SpecialUse.Inbox)
    {
        var folder = await Service<FolderTree>().FindAsync(mailboxId, use);
        if (folder is null)
        {
            return [];
        }

        var all = new List<StoredMail>();
        await foreach (
            var entry in Service<FolderView>()
                .FetchAsync(folder.Id, UidSet.All, FetchParts.Summary | FetchParts.Content)
        )
        {
            using var bytes = new MemoryStream();
            await entry.Content.CopyToAsync(0, entry.Content.Size, bytes);
            all.Add(new StoredMail(entry.Entry, bytes.ToArray()));
        }

        return all;
    }

    public T Service<T>()
        where T : class => _server.Services.GetRequiredService<T>();

    private async Task<TResult> DoAsync<TUseCase, TResult>(Func<TUseCase, Task<Outcome<TResult>>> act)
        where TUseCase : class
        where TResult : class
    {
        var outcome = await act(Service<TUseCase>());
        return outcome.IsDone(out var value, out var refusal)
            ? value
            : throw new InvalidOperationException(refusal.Sentence);
    }
}

/// <summary>A message as it lies in a folder.</summary>
internal sealed record StoredMail(FolderEntry Entry, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>What stands behind the trace fields that we put before it.</summary>
    public string TextWithoutTrace
    {
        get
        {
            var text = Text;
            while (
                text.StartsWith("Return-Path:", StringComparison.Ordinal)
                || text.StartsWith("Received:", StringComparison.Ordinal)
            )
            {
                var end = 0;
                do
                {
                    end = text.IndexOf("\r\n", end, StringComparison.Ordinal) + 2;
                } while (text[end] is ' ' or '\t');

                text = text[end..];
            }

            return text;
        }
    }
}
