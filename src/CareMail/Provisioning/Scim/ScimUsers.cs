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
        var (person, isNew) = await database.WriteAsync(
            async tx =>
                await MatchAsync(tx, caller, wish) is { } known
                    ? (await TieAsync(tx, caller, known, wish, manager), false)
                    : (await AddAsync(tx, caller, place, wish, manager, HomeEmail(sent)), true),
            ct
        );
        if (isNew)
        {
            return wish.Active == false ? await CloseAsync(caller, person, ct) : person;
        }

        // Somebody who was here and is told to be active, or not, becomes so.
        return await ChangeStateAsync(caller, person, wish.Active ?? true, ct);
    }

    /// <summary>Makes of the person what the program says; what it does not say goes (RFC 7644 §3.5.1), but never name or state.</summary>
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
        var place = PlaceOf(caller, wish);
        _ = wish.UserName;
        person = await acts.RenameAndMoveAsync(caller, person, wish, place, ct);
        person = await database.WriteAsync(
            async tx =>
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

                return await TieAsync(tx, caller, person, wish, manager);
            },
            ct
        );
        return wish.Active is { } active ? await ChangeStateAsync(caller, person, active, ct) : person;
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

    /// <summary>The person has left, as far as the program is concerned: it does not see them any more.</summary>
    public async Task DeleteAsync(ProgramReach caller, PersonRow person, CancellationToken ct)
    {
        await GoesOnAsync(caller, ct);
        if (person.Active)
        {
            Check(await acts.LeaveAsync(caller, person, ct));
        }

        await database.WriteAsync(
            async tx =>
            {
                var now = await sync.RefreshAsync(tx, person.AccountId) ?? person;
                await PersonTable.WriteAsync(tx, now with { IsHidden = true, Version = now.Version + 1 });
            },
            ct
        );
    }

    private async Task GoesOnAsync(ProgramReach caller, CancellationToken ct)
    {
        if (await acts.StoppedAsync(caller.FeedId, ct) is { } stopped)
        {
            throw new ScimRefusedException(StatusCodes.Status403Forbidden, stopped);
        }
    }

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

        return await acts.SamePersonAsync(
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
        var outcome = await acts.AddAsync(
            tx,
            caller.Actor,
            place,
            new NewPerson(place.Id, wish.GivenName, wish.FamilyName) { Mobile = mobile?.National },
            email
        );
        if (!outcome.IsDone(out var added, out var refusal))
        {
            throw ScimRefusedException.Of(refusal);
        }

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

    public async Task<PersonRow> ChangeStateAsync(
        ProgramReach caller,
        PersonRow person,
        bool active,
        CancellationToken ct
    )
    {
        if (active == person.Active)
        {
            return person;
        }

        if (!active)
        {
            return await CloseAsync(caller, person, ct);
        }

        Check(await acts.OpenAsync(caller.Actor, person, ct));
        return await AgainAsync(person, ct);
    }

    private async Task<PersonRow> CloseAsync(ProgramReach caller, PersonRow person, CancellationToken ct)
    {
        Check(await acts.CloseAsync(caller, person, ct));
        return await AgainAsync(person, ct);
    }

    private async Task<PersonRow> AgainAsync(PersonRow person, CancellationToken ct)
    {
        await sync.CatchUpAsync(ct);
        return await people.FindAsync(person.AccountId, ct) ?? person;
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
            && PersonalEmail.Read(written, acts.Domain, "emails").IsDone(out var email, out _)
            ? email.Address.ToString()
            : null;
    }

    private static void Check(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw refusal.Field == PeopleActs.FeedStopped
                ? new ScimRefusedException(StatusCodes.Status403Forbidden, refusal.Sentence)
                : ScimRefusedException.Of(refusal);
        }
    }
}
