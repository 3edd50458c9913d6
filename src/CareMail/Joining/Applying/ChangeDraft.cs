using CareMail.Access;
using CareMail.Accounts;
using CareMail.Notices;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Joining.Applying;

/// <summary>What was typed about a person.</summary>
public sealed record TypedPerson(string? FirstName, string? LastName, string? Email, string? Mobile, bool? IsOwner)
{
    /// <summary>The CareMail address they have already, if they have one.</summary>
    public string? Address { get; init; }
}

/// <summary>Answers that change a draft. One that is a draft no more is not changed: whoever goes back finds it as it was sent.</summary>
public sealed class ChangeDraft
{
    private readonly Database _database;
    private readonly PersonTable _people;
    private readonly JoiningLimits _limits;
    private readonly string _ownDomain;

    internal ChangeDraft(Database database, PersonTable people, JoiningLimits limits, string ownDomain) =>
        (_database, _people, _limits, _ownDomain) = (database, people, limits, ownDomain);

    public static Refusal SentAlready { get; } = new("This application has been sent. It cannot be changed any more.");

    /// <summary>The applicant declares that the headquarters' publication names this home.</summary>
    public Task<Outcome<Application>> DeclareAsync(Guid id, CancellationToken ct = default) =>
        ChangeAsync(id, tx => ApplicationTable.SetAsync(tx, id, "declared = @yes", new { yes = true }), ct);

    /// <summary>The short form's town.</summary>
    public async Task<Outcome<Application>> SetTownAsync(Guid id, string? typed, CancellationToken ct = default)
    {
        var town = typed?.Trim() ?? "";
        if (town.Length == 0)
        {
            return new Refusal("Enter the town", "Town");
        }

        if (
            town.Length > _limits.LongestTown
            || !town.All(c => char.IsLetter(c) || c is ' ' or '-' or '\'' or '’' or '.')
        )
        {
            return new Refusal($"Enter the town in at most {_limits.LongestTown} letters", "Town");
        }

        return await ChangeAsync(id, tx => ApplicationTable.SetAsync(tx, id, "town = @town", new { town }), ct);
    }

    /// <summary>Names somebody, or changes who was named.</summary>
    /// <param name="personId">Null: one more.</param>
    public async Task<Outcome<Application>> SavePersonAsync(
        Guid id,
        Guid? personId,
        TypedPerson typed,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(typed);
        if (!Read(typed).IsDone(out var person, out var wrong))
        {
            return wrong;
        }

        return await TryChangeAsync(
            id,
            async (tx, application) =>
            {
                var others = (await _people.OfAsync(tx, id)).Where(other => other.Id != personId).ToList();
                var most = application.Route is ApplicationRoute.FastTrack ? PeopleRules.Fewest : PeopleRules.Most;
                if (personId is null && others.Count >= most)
                {
                    return new Refusal($"You have named {most} people: that is as many as there can be.", "People");
                }

                if (PeopleRules.Twice(others, person) is { } twice)
                {
                    return twice;
                }

                await _people.SaveAsync(tx, id, personId ?? Ids.New(), typed.IsOwner!.Value, person);
                return null;
            },
            ct
        );
    }

    public Task<Outcome<Application>> RemovePersonAsync(Guid id, Guid personId, CancellationToken ct = default) =>
        ChangeAsync(id, tx => PersonTable.RemoveAsync(tx, id, personId), ct);

    private Outcome<PersonContent> Read(TypedPerson typed)
    {
        if (NameRules.OfPerson(typed.FirstName ?? "", typed.LastName ?? "") is { } badName)
        {
            return badName;
        }

        if (typed.IsOwner is null)
        {
            return new Refusal("Say whether this person is an owner or a member", "Right");
        }

        var (first, last) = (typed.FirstName!.Trim(), typed.LastName?.Trim() ?? "");
        if (!string.IsNullOrWhiteSpace(typed.Address))
        {
            // Whether anybody has it is not said here: that is for a caseworker to know.
            return
                EmailAddress.TryParse(typed.Address.Trim(), out var address)
                && address.DomainKey.Equals(_ownDomain, StringComparison.OrdinalIgnoreCase)
                ? new PersonContent(first, last, null, null, address.ToString())
                : new Refusal($"Enter the address they have already, ending in @{_ownDomain}", "Address");
        }

        if (!PersonalEmail.Read(typed.Email, _ownDomain, "Email").IsDone(out var email, out var wrongEmail))
        {
            return wrongEmail;
        }

        return UkMobile.Read(typed.Mobile, "Mobile").IsDone(out var mobile, out var wrongMobile)
            ? new PersonContent(first, last, email.ToString(), mobile.National, null)
            : wrongMobile;
    }

    private Task<Outcome<Application>> ChangeAsync(
        Guid id,
        Func<WriteTransaction, Task> change,
        CancellationToken ct
    ) =>
        TryChangeAsync(
            id,
            async (tx, _) =>
            {
                await change(tx);
                return null;
            },
            ct
        );

    private Task<Outcome<Application>> TryChangeAsync(
        Guid id,
        Func<WriteTransaction, Application, Task<Refusal?>> change,
        CancellationToken ct
    ) =>
        _database.WriteOrRefuseAsync<Application>(
            async tx =>
            {
                if (
                    await ApplicationTable.TakeAsync(tx, id) is not { } application
                    || !ApplicationRules.May(application.State, ApplicationStep.Change)
                )
                {
                    return SentAlready;
                }

                return await change(tx, application) is { } refusal ? refusal : application;
            },
            ct
        );
}
