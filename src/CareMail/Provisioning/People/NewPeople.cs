using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Provisioning.People;

/// <summary>Somebody to be added, and where they are told their user name: their own address outside, kept nowhere.</summary>
internal sealed record Newcomer(NewPerson Person, string? Email);

/// <summary>Adds people for programs, and finds those who are here already by name and mobile.</summary>
internal sealed class NewPeople(AddPerson add, Welcome welcome, AccountRecords accounts, Addresses addresses)
{
    public string Domain => addresses.Domain;

    public async Task<PersonRow?> SamePersonAsync(
        WriteTransaction tx,
        IReadOnlyList<Guid> reach,
        string given,
        string family,
        UkMobile? mobile
    ) => mobile is null ? null : (await SamePeopleAsync(tx, reach, [(given, family, mobile)]))[0];

    /// <summary>Namesakes are common; namesakes with one mobile are one person. In the order they are asked for.</summary>
    public async Task<IReadOnlyList<PersonRow?>> SamePeopleAsync(
        WriteTransaction tx,
        IReadOnlyList<Guid> reach,
        IReadOnlyList<(string Given, string Family, UkMobile? Mobile)> wanted
    )
    {
        var withMobile = wanted.Where(w => w.Mobile is not null).Select(w => (w.Given, w.Family)).Distinct().ToList();
        var called =
            withMobile.Count == 0
                ? null
                : (await PersonTable.CalledAsync(tx, reach, withMobile)).ToLookup(p =>
                    (PersonTable.KeyOf(p.GivenName), PersonTable.KeyOf(p.FamilyName))
                );
        var same = new List<PersonRow?>();
        foreach (var (given, family, mobile) in wanted)
        {
            same.Add(
                called is null || mobile is null
                    ? null
                    : await WithMobileAsync(tx, called[(PersonTable.KeyOf(given), PersonTable.KeyOf(family))], mobile)
            );
        }

        return same;
    }

    /// <summary>Inside the transaction that also writes what the program knows of them. What came of each, in their order.</summary>
    public async Task<IReadOnlyList<Outcome<AddedPerson>>> AddAsync(
        WriteTransaction tx,
        ProgramReach who,
        Organisation organisation,
        IReadOnlyList<Newcomer> people
    )
    {
        if (!Permissions.May(who.Actor, Act.AddPerson, new Target(organisation.Id, organisation.HeadquartersId)))
        {
            return
            [
                .. people.Select(_ => (Outcome<AddedPerson>)new Refusal("Nobody can be added there by this token.")),
            ];
        }

        var outcomes = await add.RunAsync(tx, who.Actor, [.. people.Select(p => p.Person)], organisation, who.Reason);
        foreach (var (person, outcome) in people.Zip(outcomes))
        {
            await WelcomeAsync(tx, organisation, person, outcome);
        }

        return outcomes;
    }

    private async Task WelcomeAsync(
        WriteTransaction tx,
        Organisation organisation,
        Newcomer person,
        Outcome<AddedPerson> outcome
    )
    {
        if (
            outcome.IsDone(out var added, out _)
            && person is { Email: { } email, Person: { Mobile: { } mobile } wanted }
        )
        {
            await welcome.QueueAsync(
                tx,
                new WelcomedPerson(
                    added.AccountId,
                    wanted.FirstName.Trim(),
                    added.Address.ToString(),
                    organisation.Name
                )
                {
                    Email = email,
                    Mobile = mobile,
                    About = added.AccountId,
                }
            );
        }
    }

    private async Task<PersonRow?> WithMobileAsync(WriteTransaction tx, IEnumerable<PersonRow> called, UkMobile mobile)
    {
        foreach (var person in called)
        {
            if (await accounts.HasMobileAsync(tx, person.AccountId, mobile.National))
            {
                return person;
            }
        }

        return null;
    }
}
