using System.Text.Json.Nodes;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Protocols.Scim;
using CareMail.Provisioning.People;
using CareMail.Storage;

namespace CareMail.Provisioning.Scim;

/// <summary>
/// People, for a program. Before anybody is made, those who are here are looked through: somebody the program does not know
/// yet but we do is tied to the program, not made a second time.
/// </summary>
internal sealed class ScimUsers(
    Database database,
    PersonTable people,
    PeopleSync sync,
    PeopleActs acts,
    NewPeople newcomers,
    ScimUserJson json,
    TimeProvider time
)
{
    public async Task<PersonRow> FindAsync(ProgramReach caller, string id, CancellationToken ct) =>
        Guid.TryParse(id, out var accountId)
        && await people.FindAsync(accountId, ct) is { IsHidden: false } person
        && caller.Reach.Contains(person.OrganisationId)
            ? person
            : throw ScimRefusedException.NotFound(id);

    /// <param name="sent">As it came; names as the schema spells them are not asked for.</param>
    public async Task<PersonRow> CreateAsync(ProgramReach caller, JsonObject sent, CancellationToken ct)
    {
        await GoesOnAsync(caller, ct);
        var wish = new ScimWish(ScimTypes.User.Accept(sent));
        _ = wish.UserName;
        var place = PlaceOf(caller, wish) ?? caller.Own;
        var manager = await ManagerAsync(caller, wish, ct);
        var person = await database.WriteAsync(
            async tx =>
                await MatchAsync(tx, caller, wish) is { } known
                    ? await TieAsync(tx, caller, known, wish, manager)
                    : await AddAsync(tx, caller, place, wish, manager, HomeEmail(sent)),
            ct
        );
        // Somebody who was here and is told to be active, or not, becomes so.
        return await ChangeAsync(caller, person, new PersonChange { Standing = StandingOf(wish.Active ?? true) }, ct);
    }

    /// <summary>
    /// Makes of the person what the program says, whole or not at all; what it does not say goes (RFC 7644 §3.5.1), but
    /// never name, site or state.
    /// </summary>
    public async Task<PersonRow> ReplaceAsync(
        ProgramReach caller,
        PersonRow person,
        JsonObject wanted,
        CancellationToken ct
    )
    {
        await GoesOnAsync(caller, ct);
        var wish = new ScimWish(ScimTypes.User.Accept(wanted));
        var manager = await ManagerAsync(caller, wish, ct);
        _ = wish.UserName;
        var plan = Done(await acts.PlanAsync(caller, person, ChangeOf(caller, wish), ct));
        return await database.WriteAsync(
            async tx =>
            {
                await FreeAsync(tx, caller, person, wish);
                Check(await acts.DoAsync(tx, caller, plan));
                return await TieAsync(tx, caller, await acts.AgainAsync(tx, person), wish, manager);
            },
            ct
        );
    }

    private static PersonChange ChangeOf(ProgramReach caller, ScimWish wish) =>
        new()
        {
            GivenName = wish.GivenName.Length > 0 ? wish.GivenName : null,
            FamilyName = wish.GivenName.Length > 0 ? wish.FamilyName : null,
            Place = PlaceOf(caller, wish),
            Standing = wish.Active is { } active ? StandingOf(active) : null,
        };

    private static Standing StandingOf(bool active) => active ? Standing.AtWork : Standing.Inactive;

    /// <summary>RFC 7643 §4.1.1 and our own rule: nobody takes the name or the id of somebody else.</summary>
    private static async Task FreeAsync(WriteTransaction tx, ProgramReach caller, PersonRow person, ScimWish wish)
    {
        if (
            await PersonTable.ByNameAsync(tx, caller.Reach, wish.UserName) is { } other
            && other.AccountId != person.AccountId
        )
        {
            throw ScimRefusedException.Taken("Somebody else has this userName.");
        }

        if (
            wish.ExternalId.Length > 0
            && await PersonTable.ByExternalIdAsync(tx, caller.FeedId, wish.ExternalId) is { } same
            && same.AccountId != person.AccountId
        )
        {
            throw ScimRefusedException.Taken("Somebody else has this externalId.");
        }
    }

    public async Task<PersonRow> PatchAsync(
        ProgramReach caller,
        PersonRow person,
        IReadOnlyList<ScimOperation> operations,
        CancellationToken ct
    )
    {
        var resource = json.Write(person);
        ScimPatch.Apply(resource, operations, ScimTypes.User);
        return await ReplaceAsync(caller, person, resource, ct);
    }

    /// <summary>The person has left: their rights end at once, and the program does not see them any more.</summary>
    public async Task DeleteAsync(ProgramReach caller, PersonRow person, CancellationToken ct)
    {
        await GoesOnAsync(caller, ct);
        var plan = Done(await acts.PlanAsync(caller, person, new PersonChange { Standing = Standing.Left }, ct));
        await database.WriteAsync(
            async tx =>
            {
                Check(await acts.DoAsync(tx, caller, plan));
                var now = await acts.AgainAsync(tx, person);
                await PersonTable.WriteAsync(
                    tx,
                    now with
                    {
                        IsHidden = true,
                        Version = now.Version + 1,
                        Modified = time.GetUtcNow(),
                    }
                );
            },
            ct
        );
    }

    public async Task<PersonRow> ChangeAsync(
        ProgramReach caller,
        PersonRow person,
        PersonChange change,
        CancellationToken ct
    ) => Done(await acts.ChangeAsync(caller, person, change, ct));

    /// <summary>Refused while the brake is on.</summary>
    public async Task GoesOnAsync(ProgramReach caller, CancellationToken ct) =>
        Check(await acts.StoppedAsync(caller.FeedId, ct));

    /// <summary>By what the program calls them, by name or address, then by name and mobile.</summary>
    private async Task<PersonRow?> MatchAsync(WriteTransaction tx, ProgramReach caller, ScimWish wish)
    {
        if (
            wish.ExternalId.Length > 0
            && await PersonTable.ByExternalIdAsync(tx, caller.FeedId, wish.ExternalId) is { } known
        )
        {
            return known.IsHidden
                ? known
                : throw ScimRefusedException.Taken("Somebody with this externalId is here already.");
        }

        if (await PersonTable.ByNameAsync(tx, caller.Reach, wish.UserName) is { } named)
        {
            return named.FeedId is null || named.IsHidden
                ? named
                : throw ScimRefusedException.Taken("Somebody with this userName is here already.");
        }

        if (await PersonTable.IsAddressKnownAsync(tx, wish.UserName))
        {
            throw ScimRefusedException.Taken(
                "This userName is the address of somebody who is not yours to look after."
            );
        }

        return await newcomers.SamePersonAsync(
            tx,
            caller.Reach,
            wish.GivenName,
            wish.FamilyName,
            UkMobile.Find(wish.Mobile)
        );
    }

    private async Task<PersonRow> AddAsync(
        WriteTransaction tx,
        ProgramReach caller,
        Organisation place,
        ScimWish wish,
        Guid? manager,
        string? email
    )
    {
        if (wish.GivenName.Length == 0)
        {
            throw ScimRefusedException.Wrong("name.givenName is required: the address is made of the name.");
        }

        var mobile = wish.Mobile is { Length: > 0 } number
            ? UkMobile.Find(number) ?? throw ScimRefusedException.Wrong("The mobile must be a UK mobile number.")
            : null;
        var newcomer = new Newcomer(
            new NewPerson(place.Id, wish.GivenName, wish.FamilyName) { Mobile = mobile?.National },
            email
        );
        var added = Done((await newcomers.AddAsync(tx, caller, place, [newcomer]))[0]);
        var person = (await sync.RefreshAsync(tx, added.AccountId))!;
        return await TieAsync(tx, caller, person, wish, manager);
    }

    /// <summary>From now on the program looks after this person, and these are its words for them.</summary>
    private async Task<PersonRow> TieAsync(
        WriteTransaction tx,
        ProgramReach caller,
        PersonRow person,
        ScimWish wish,
        Guid? manager
    )
    {
        var tied = person with
        {
            FeedId = caller.FeedId,
            IsHidden = false,
            ExternalId = wish.ExternalId,
            UserName = wish.UserName,
            Title = wish.Title,
            UserType = wish.UserType,
            EmployeeNumber = wish.EmployeeNumber,
            CostCenter = wish.CostCenter,
            Division = wish.Division,
            Department = wish.Department,
            ManagerId = manager,
        };
        if (tied == person)
        {
            return person;
        }

        if (tied.Title != person.Title)
        {
            await AccountRecords.SetJobTitleAsync(tx, person.AccountId, tied.Title);
        }

        tied = tied with { Version = person.Version + 1, Modified = time.GetUtcNow() };
        await PersonTable.WriteAsync(tx, tied);
        return tied;
    }

    private static Organisation? PlaceOf(ProgramReach caller, ScimWish wish) =>
        wish.Organization.Length == 0
            ? null
            : caller.Place(wish.Organization)
                ?? throw ScimRefusedException.Wrong("organization must be the ODS code of a site of yours.");

    private async Task<Guid?> ManagerAsync(ProgramReach caller, ScimWish wish, CancellationToken ct)
    {
        if (wish.Manager.Length == 0)
        {
            return null;
        }

        return
            Guid.TryParse(wish.Manager, out var id)
            && await people.FindAsync(id, ct) is { } manager
            && caller.Reach.Contains(manager.OrganisationId)
            ? id
            : throw ScimRefusedException.Wrong("manager must be somebody of yours.");
    }

    /// <summary>The person's own address outside, for the one message that tells them their user name. It is kept nowhere.</summary>
    private string? HomeEmail(JsonObject sent)
    {
        var emails =
            sent.FirstOrDefault(m => m.Key.Equals("emails", StringComparison.OrdinalIgnoreCase)).Value as JsonArray;
        var home = emails
            ?.OfType<JsonObject>()
            .FirstOrDefault(e => e["type"] is JsonValue type && type.TryGetValue<string>(out var t) && t == "home");
        return
            home?["value"] is JsonValue value
            && value.TryGetValue<string>(out var written)
            && PersonalEmail.Read(written, newcomers.Domain, "emails").IsDone(out var email, out _)
            ? email.Address.ToString()
            : null;
    }

    private static void Check(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw ScimRefusedException.Of(refusal);
        }
    }

    private static T Done<T>(Outcome<T> outcome)
        where T : class =>
        outcome.IsDone(out var done, out var refusal) ? done : throw ScimRefusedException.Of(refusal);
}
