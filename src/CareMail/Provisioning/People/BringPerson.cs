using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Provisioning.People;

/// <summary>Somebody an organisation wants to have an account, in its own words.</summary>
/// <param name="Id">The organisation's own id for them.</param>
internal sealed record WishedPerson(string Id, string FirstName, string LastName)
{
    public string Mobile { get; init; } = "";
    public string Email { get; init; } = "";
    public string JobTitle { get; init; } = "";

    /// <summary>ODS code; without one, the organisation itself.</summary>
    public string Site { get; init; } = "";
    public string Department { get; init; } = "";

    /// <summary>Of somebody who is here already.</summary>
    public string Address { get; init; } = "";
}

internal sealed record BroughtPerson(PersonRow Person, bool IsNew);

/// <summary>
/// Makes an account for somebody, unless they are here: found by the organisation's own id, by their address, or by name and
/// mobile. Asked again with the same id, it makes nobody.
/// </summary>
internal sealed class BringPerson(PeopleActs acts, TimeProvider time)
{
    public async Task<Outcome<BroughtPerson>> RunAsync(WriteTransaction tx, ProgramReach who, WishedPerson wish)
    {
        var mobile = UkMobile.Find(wish.Mobile);
        var known =
            await PersonTable.ByExternalIdAsync(tx, who.FeedId, wish.Id)
            ?? (wish.Address.Length > 0 ? await PersonTable.ByNameAsync(tx, who.Reach, wish.Address) : null)
            ?? await acts.SamePersonAsync(tx, who.Reach, wish.FirstName, wish.LastName, mobile);
        if (known is not null)
        {
            return known.FeedId is { } feed && feed != who.FeedId
                ? new Refusal("Another organisation's programs look after this person.")
                : await TieAsync(tx, who, known, wish);
        }

        return await AddAsync(tx, who, wish, mobile);
    }

    /// <summary>Somebody who is here: what is said of them is taken, the rest stays.</summary>
    public async Task<Outcome<BroughtPerson>> TieAsync(
        WriteTransaction tx,
        ProgramReach who,
        PersonRow known,
        WishedPerson wish
    )
    {
        var tied = known with
        {
            FeedId = who.FeedId,
            ExternalId = wish.Id.Length > 0 ? wish.Id : known.ExternalId,
            IsHidden = false,
            Title = wish.JobTitle.Length > 0 ? wish.JobTitle : known.Title,
            Department = wish.Department.Length > 0 ? wish.Department : known.Department,
        };
        if (tied == known)
        {
            return new BroughtPerson(known, false);
        }

        if (
            tied.ExternalId != known.ExternalId
            && await PersonTable.ByExternalIdAsync(tx, who.FeedId, tied.ExternalId) is not null
        )
        {
            return new Refusal("Somebody else has this id.", "ExternalId");
        }

        tied = tied with { Version = known.Version + 1, Modified = time.GetUtcNow() };
        await PersonTable.WriteAsync(tx, tied);
        await AccountRecords.SetJobTitleAsync(tx, known.AccountId, tied.Title);
        return new BroughtPerson(tied, false);
    }

    private async Task<Outcome<BroughtPerson>> AddAsync(
        WriteTransaction tx,
        ProgramReach who,
        WishedPerson wish,
        UkMobile? mobile
    )
    {
        if ((wish.Site.Length > 0 ? who.Place(wish.Site) : who.Own) is not { } place)
        {
            return new Refusal("site must be the ODS code of a site of yours.", "Site");
        }

        var email = PersonalEmail.Read(wish.Email, acts.Domain, "Email").IsDone(out var read, out _)
            ? read.Address.ToString()
            : null;
        var person = new NewPerson(place.Id, wish.FirstName, wish.LastName) { Mobile = mobile?.National };
        if (!(await acts.AddAsync(tx, who.Actor, place, person, email)).IsDone(out var added, out var refusal))
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        var made = new PersonRow
        {
            AccountId = added.AccountId,
            OrganisationId = place.Id,
            Ods = place.Ods,
            FeedId = who.FeedId,
            ExternalId = wish.Id,
            UserName = added.Address.ToString(),
            Address = added.Address.ToString(),
            GivenName = wish.FirstName.Trim(),
            FamilyName = wish.LastName.Trim(),
            DisplayName = added.DisplayName,
            Title = wish.JobTitle,
            Department = wish.Department,
            Active = true,
            Created = now,
            Modified = now,
            Version = 1,
        };
        await PersonTable.WriteAsync(tx, made);
        if (wish.JobTitle.Length > 0)
        {
            await AccountRecords.SetJobTitleAsync(tx, added.AccountId, wish.JobTitle);
        }

        return new BroughtPerson(made, true);
    }
}
