using CareMail.Access;
using CareMail.Accounts;
using CareMail.Demo.World;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Identity.SignIn;
using CareMail.Organisations;
using static CareMail.Demo.Seeded;

namespace CareMail.Demo;

/// <summary>What settling the people gave: their sign-ins, and the mailboxes by local part.</summary>
internal sealed record Settled(IReadOnlyList<SignIn> SignIns, IReadOnlyDictionary<string, Guid> Mailboxes);

/// <summary>Makes the places, people and mailboxes of the world through the use cases that everybody uses.</summary>
internal sealed class DemoPeople(
    CareMailSettings settings,
    CreateOrganisation createOrganisation,
    AddPerson addPerson,
    InvitePerson invite,
    ActivateAccount activate,
    CreateSharedMailbox createMailbox,
    IssueDevicePassword issueDevice
)
{
    private const string DeviceName = "Any mail program";

    private static readonly Actor Seeder = Actor.Operator("demo");

    public static string FileOf(CareMailSettings settings) => settings.PathTo("sign-ins.json");

    public async Task<Settled> SettleAsync(CancellationToken ct)
    {
        var places = new Dictionary<string, Guid>();
        foreach (var place in Cast.Places)
        {
            var wanted = new NewOrganisation(place.Ods, place.Name, place.Kind, place.Town)
            {
                HeadquartersId = place.Headquarters is null ? null : places[place.Headquarters],
            };
            places.Add(place.Ods, Done(await createOrganisation.RunAsync(Seeder, wanted, ct: ct)).Id);
        }

        var mailboxes = new Dictionary<string, Guid>();
        var accounts = new Dictionary<Person, Guid>();
        var signIns = new List<SignIn>();
        foreach (var person in Cast.People)
        {
            var added = Done(await addPerson.RunAsync(Seeder, NewPersonOf(person, places), ct: ct));
            accounts.Add(person, added.AccountId);
            mailboxes.Add(added.Address.LocalPart, added.MailboxId);
            signIns.Add(await WelcomeAsync(person, added, ct));
        }

        foreach (var place in Cast.Places.Where(place => place.SharedAddress is not null))
        {
            var sharers = Cast.SharersOf(place).ToLookup(Cast.Owns, person => accounts[person]);
            var wanted = new NewSharedMailbox(places[place.Ods])
            {
                LocalPart = place.SharedAddress,
                DisplayName = place.SharedName,
                Owners = [.. sharers[true]],
                Members = [.. sharers[false]],
            };
            mailboxes.Add(place.SharedAddress!, Done(await createMailbox.RunAsync(Seeder, wanted, ct: ct)).MailboxId);
        }

        SignInFile.Write(FileOf(settings), signIns);
        return new Settled(signIns, mailboxes);
    }

    // Owner and member come with the shared mailbox.
    private static NewPerson NewPersonOf(Person person, Dictionary<string, Guid> places) =>
        new(places[person.Place.Ods], person.FirstName, person.LastName)
        {
            Mobile = person.Mobile,
            Roles = person.Role is Role.Person or Role.Owner or Role.Member ? [] : [person.Role],
        };

    private async Task<SignIn> WelcomeAsync(Person person, AddedPerson added, CancellationToken ct)
    {
        var line = new SignIn(person.Name, "new", person.Place.Name, person.Place.Ods, added.Address.ToString());
        var secrets = new Secrets(settings.Seed);
        if (person.IsNew)
        {
            var temporary = secrets.PasswordOf(person);
            var invited = Done(await invite.RunAsync(Seeder, added.AccountId, chosen: temporary, ct: ct));
            return line with { Password = invited.Password };
        }

        var chosen = new ChosenSignIn(
            secrets.PasswordOf(person),
            Base32.Encode(secrets.AuthenticatorSeedOf(person)),
            person.HasNoSecret ? "" : secrets.AccountSecretOf(person)
        );
        var given = Done(await activate.RunAsync(Seeder, added.AccountId, chosen: chosen, ct: ct));
        var device = Done(await issueDevice.RunAsync(Seeder, added.AccountId, DeviceName, ct: ct));
        return line with
        {
            Role = person.Role.Spell(),
            Password = given.Password,
            TotpSecret = given.AuthenticatorSecret,
            AccountSecret = given.AccountSecret,
            DevicePassword = device.Password,
        };
    }
}
