using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Organisations;
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
/// Makes accounts for people, unless they are here: found by the organisation's own id, by their address, or by name and
/// mobile. Asked again with the same id, it makes nobody.
/// </summary>
internal sealed class BringPerson(NewPeople newcomers, TimeProvider time)
{
    public async Task<Outcome<BroughtPerson>> RunAsync(WriteTransaction tx, ProgramReach who, WishedPerson wish) =>
        (await RunAsync(tx, who, [wish]))[0];

    /// <summary>Many at once, in few statements; what came of each, in their order.</summary>
    public async Task<IReadOnlyList<Outcome<BroughtPerson>>> RunAsync(
        WriteTransaction tx,
        ProgramReach who,
        IReadOnlyList<WishedPerson> wishes
    )
    {
        var outcomes = new Outcome<BroughtPerson>?[wishes.Count];
        var known = await KnownAsync(tx, who, wishes);
        var fresh = new List<(int At, WishedPerson Wish, Organisation Place)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var used = new HashSet<Guid>();
        foreach (var (i, wish) in wishes.Index())
        {
            // One person is one of them: whoever shares name and mobile with somebody tied just now is new.
            if (known[i] is { } here && used.Add(here.AccountId))
            {
                outcomes[i] = await KeepAsync(tx, who, here, wish);
            }
            else if (wish.Id.Length > 0 && !seen.Add(wish.Id))
            {
                outcomes[i] = new Refusal("Somebody else has this id.", "ExternalId");
            }
            else if ((wish.Site.Length > 0 ? who.Place(wish.Site) : who.Own) is { } place)
            {
                fresh.Add((i, wish, place));
            }
            else
            {
                outcomes[i] = new Refusal("site must be the ODS code of a site of yours.", "Site");
            }
        }

        foreach (var there in fresh.GroupBy(f => f.Place.Id))
        {
            var joining = there.ToList();
            var added = await AddAsync(tx, who, joining[0].Place, [.. joining.Select(f => f.Wish)]);
            foreach (var (outcome, (at, _, _)) in added.Zip(joining))
            {
                outcomes[at] = outcome;
            }
        }

        return [.. outcomes.Select(o => o!)];
    }

    private async Task<PersonRow?[]> KnownAsync(
        WriteTransaction tx,
        ProgramReach who,
        IReadOnlyList<WishedPerson> wishes
    )
    {
        var byId = await PersonTable.ByExternalIdsAsync(tx, who.FeedId, wishes.Select(w => w.Id));
        var same = await newcomers.SamePeopleAsync(
            tx,
            who.Reach,
            [.. wishes.Select(w => (w.FirstName, w.LastName, UkMobile.Find(w.Mobile)))]
        );
        var known = new PersonRow?[wishes.Count];
        foreach (var (i, wish) in wishes.Index())
        {
            known[i] =
                byId.GetValueOrDefault(wish.Id)
                ?? (wish.Address.Length > 0 ? await PersonTable.ByNameAsync(tx, who.Reach, wish.Address) : null)
                ?? same[i];
        }

        return known;
    }

    private async Task<Outcome<BroughtPerson>> KeepAsync(
        WriteTransaction tx,
        ProgramReach who,
        PersonRow known,
        WishedPerson wish
    ) =>
        known.FeedId is { } feed && feed != who.FeedId
            ? new Refusal("Another organisation's programs look after this person.")
            : await TieAsync(tx, who, known, wish);

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

    private async Task<IReadOnlyList<Outcome<BroughtPerson>>> AddAsync(
        WriteTransaction tx,
        ProgramReach who,
        Organisation place,
        IReadOnlyList<WishedPerson> wishes
    )
    {
        var outcomes = await newcomers.AddAsync(tx, who, place, [.. wishes.Select(w => NewcomerOf(w, place))]);
        var now = time.GetUtcNow();
        List<Outcome<BroughtPerson>> brought =
        [
            .. wishes.Zip(
                outcomes,
                (wish, outcome) =>
                    outcome.IsDone(out var added, out var refusal)
                        ? (Outcome<BroughtPerson>)new BroughtPerson(RowOf(who, place, wish, added, now), true)
                        : refusal
            ),
        ];
        await PersonTable.WriteAsync(tx, [.. brought.Where(b => b.Value is not null).Select(b => b.Value!.Person)]);
        return brought;
    }

    private Newcomer NewcomerOf(WishedPerson wish, Organisation place) =>
        new(
            new NewPerson(place.Id, wish.FirstName, wish.LastName)
            {
                Mobile = UkMobile.Find(wish.Mobile)?.National,
                JobTitle = wish.JobTitle,
            },
            PersonalEmail.Read(wish.Email, newcomers.Domain, "Email").IsDone(out var read, out _)
                ? read.Address.ToString()
                : null
        );

    private static PersonRow RowOf(
        ProgramReach who,
        Organisation place,
        WishedPerson wish,
        AddedPerson added,
        DateTimeOffset now
    ) =>
        new()
        {
            AccountId = added.AccountId,
            OrganisationId = place.Id,
            Ods = place.Ods,
            FeedId = who.FeedId,
            ExternalId = wish.Id,
            UserName = added.Address.ToString(),
            Address = PersonTable.KeyOf(added.Address.ToString()),
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
}
