using CareMail.Access;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Helpdesk;

/// <summary>What a caller says, by telephone or in the form.</summary>
/// <param name="Address">The account it is about; may be empty.</param>
/// <param name="Ods">The home, when nobody's account is named; may be empty.</param>
public sealed record CaseRequest(
    CaseTopic Topic,
    string Caller,
    string Telephone,
    string Address,
    string Ods,
    string Words
);

/// <summary>Said to whoever asked.</summary>
public sealed record OpenedCase(Guid Id, string Reference, DateTimeOffset Due);

/// <summary>Makes a case of a call, or of the form that is open to everybody.</summary>
public sealed class OpenCase
{
    private readonly Database _database;
    private readonly Desk _desk;
    private readonly AccountRecords _accounts;
    private readonly OrganisationTable _organisations;
    private readonly CaseKeys _keys;
    private readonly HelpdeskLimits _limits;

    internal OpenCase(
        Database database,
        Desk desk,
        AccountRecords accounts,
        OrganisationTable organisations,
        CaseKeys keys,
        HelpdeskLimits limits
    ) =>
        (_database, _desk, _accounts, _organisations, _keys, _limits) = (
            database,
            desk,
            accounts,
            organisations,
            keys,
            limits
        );

    /// <summary>An agent takes a call.</summary>
    public async Task<Outcome<OpenedCase>> ByTelephoneAsync(
        Actor actor,
        CaseRequest asked,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(asked);
        if (Wrong(asked) is { } wrong)
        {
            return wrong;
        }

        var (organisation, person) = await AboutAsync(asked, ct);
        if (person is null && asked.Address.Trim().Length > 0)
        {
            return NobodyThere;
        }

        if (organisation is null && asked.Ods.Trim().Length > 0)
        {
            return new Refusal("There is no organisation with this code here", nameof(asked.Ods));
        }

        if (!Permissions.May(actor, Act.WorkOnCases, await _desk.TargetAsync(organisation?.Id, ct)))
        {
            return NobodyThere;
        }

        return await OpenAsync(actor, CaseSource.Telephone, asked, organisation?.Id, person?.Id, ct);
    }

    /// <summary>
    /// The open form. The answer is the same whether the address is anybody's or not: who uses the service is not told to
    /// the street.
    /// </summary>
    public async Task<Outcome<OpenedCase>> ByFormAsync(
        CaseRequest asked,
        string network,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(asked);
        if (Wrong(asked) is { } wrong)
        {
            return wrong;
        }

        var tries = await _database.WriteAsync(
            tx => CaseTable.TryAsync(tx, _keys.OfTry("form from " + network), _desk.Now, _limits.FormWindow),
            ct
        );
        if (tries > _limits.FormsByNetwork)
        {
            return new Refusal(
                "You have written to us several times: we will ring. If it is urgent, ring the helpdesk."
            );
        }

        var (organisation, person) = await AboutAsync(asked, ct);
        var street = new Actor(null, "form", [], network);
        return await OpenAsync(street, CaseSource.Form, asked, organisation?.Id, person?.Id, ct);
    }

    private static Refusal NobodyThere { get; } =
        new("There is no such person, or they are not yours to look after", nameof(CaseRequest.Address));

    private async Task<(Organisation? Organisation, AccountSummary? Person)> AboutAsync(
        CaseRequest asked,
        CancellationToken ct
    )
    {
        var person = asked.Address.Trim() is { Length: > 0 } address
            ? await _accounts.FindByNameAsync(address, ct)
            : null;
        var organisation =
            person is not null ? await _organisations.FindAsync(person.OrganisationId, ct)
            : asked.Ods.Trim() is { Length: > 0 } ods ? await _organisations.FindByOdsAsync(ods, ct)
            : null;
        return (organisation, person);
    }

    private async Task<Outcome<OpenedCase>> OpenAsync(
        Actor actor,
        CaseSource source,
        CaseRequest asked,
        Guid? organisationId,
        Guid? accountId,
        CancellationToken ct
    )
    {
        var id = Ids.New();
        var now = _desk.Now;
        var due = await _desk.DueAsync(now, ct);
        // What was typed of an account that is not there may help the agent, who sees it.
        var words =
            accountId is null && asked.Address.Trim().Length > 0
                ? $"{asked.Address.Trim()}\n{asked.Words}"
                : asked.Words;
        var opened = new HelpCase
        {
            Id = id,
            Reference = CaseKeys.NewReference(),
            Source = source,
            Topic = asked.Topic,
            State = CaseState.Open,
            Opened = now,
            Due = due,
            OrganisationId = organisationId,
            AccountId = accountId,
            OwnerId = source is CaseSource.Telephone ? actor.AccountId : null,
            Content = _keys.Seal(id, new CaseContent(asked.Caller.Trim(), asked.Telephone.Trim(), words.Trim())),
        };
        await _database.WriteAsync(
            async tx =>
            {
                await CaseTable.InsertAsync(tx, opened);
                await _desk.RecordAsync(tx, actor, opened, new Done(CaseEventKind.Opened));
            },
            ct
        );
        return new OpenedCase(id, opened.Reference, due);
    }

    private Refusal? Wrong(CaseRequest asked) =>
        asked.Caller.Trim().Length == 0 ? new Refusal("Enter the caller’s name", nameof(asked.Caller))
        : asked.Caller.Length > _limits.LongestName ? new Refusal("Shorten the name", nameof(asked.Caller))
        : asked.Telephone.Count(char.IsAsciiDigit) is < 10 or > 15 || asked.Telephone.Length > 30
            ? new Refusal("Enter a telephone number, like 01632 960188", nameof(asked.Telephone))
        : asked.Address.Length > 320 || asked.Ods.Length > 20 ? new Refusal("Shorten the address or the code")
        : !Enum.IsDefined(asked.Topic) ? new Refusal("Say what it is about", nameof(asked.Topic))
        : _desk.WrongWords(asked.Words, "Say in a few words what happened", nameof(asked.Words));
}
