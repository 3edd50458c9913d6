using CareMail.Access;
using CareMail.Accounts;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Provisioning.Tokens;

/// <summary>A token to be made.</summary>
internal sealed record NewToken(Guid OrganisationId, string Name, IReadOnlyList<string> Scopes, int Days);

/// <summary>A new token, told once.</summary>
internal sealed record IssuedToken(ApiToken Token, string Secret);

/// <summary>Makes a token for a program of an organisation. It can do no more than whoever made it, and runs out.</summary>
internal sealed class CreateToken(
    Database database,
    Acts acts,
    TokenKeys keys,
    ProvisioningLimits limits,
    TimeProvider time
)
{
    /// <summary>How long a token may live, in days.</summary>
    public static readonly int[] Lives = [30, 90, 365];

    public async Task<Outcome<IssuedToken>> RunAsync(Actor actor, NewToken wanted, CancellationToken ct = default)
    {
        if (actor.AccountId is not { } maker)
        {
            return new Refusal("A token is made by a person, who answers for it.");
        }

        var found = await acts.AtOrganisationAsync(actor, Act.CreateToken, wanted.OrganisationId, ct);
        if (!found.IsDone(out var organisation, out var no))
        {
            return no;
        }

        var scopes = TokenScopes.Read(string.Join(' ', wanted.Scopes));
        var name = wanted.Name.Trim();
        return !NameRules.IsGood(name, limits.TokenName)
                ? new Refusal($"Enter a name for it, at most {limits.TokenName} characters.", nameof(wanted.Name))
            : scopes.Count == 0 ? new Refusal("Choose what it is for.", nameof(wanted.Scopes))
            : !Lives.Contains(wanted.Days) ? new Refusal("Choose how long it works.", nameof(wanted.Days))
            : await MakeAsync(actor, maker, organisation, name, scopes, wanted.Days, ct);
    }

    private Task<Outcome<IssuedToken>> MakeAsync(
        Actor actor,
        Guid maker,
        Organisation organisation,
        string name,
        IReadOnlyList<TokenScope> scopes,
        int days,
        CancellationToken ct
    ) =>
        database.WriteAsync<Outcome<IssuedToken>>(
            async tx =>
            {
                await OrganisationTable.HoldAsync(tx, organisation.Id);
                if (await TokenTable.CountAsync(tx, organisation.Id) >= limits.TokensPerOrganisation)
                {
                    return new Refusal(
                        $"{organisation.Name} has {limits.TokensPerOrganisation} tokens. Revoke one nobody needs."
                    );
                }

                var secret = TokenKeys.New();
                var now = time.GetUtcNow();
                var token = new ApiToken
                {
                    Id = Ids.New(),
                    OrganisationId = organisation.Id,
                    Name = name,
                    Scopes = TokenScopes.Write(scopes),
                    Ending = secret[^4..],
                    Created = now,
                    MadeBy = maker,
                    Expires = now.AddDays(days),
                };
                await TokenTable.InsertAsync(tx, token, keys.LookupOf(secret));
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.CreateToken,
                    token.Id,
                    organisation.Id,
                    reason: null,
                    newValue: $"{name} …{token.Ending}: {token.Scopes}, {days} days"
                );
                return new IssuedToken(token, secret);
            },
            ct
        );
}

/// <summary>Ends a token: its next request is refused.</summary>
internal sealed class RevokeToken(Database database, Acts acts, TokenTable tokens, TimeProvider time)
{
    public async Task<Outcome<ApiToken>> RunAsync(Actor actor, Guid tokenId, CancellationToken ct = default)
    {
        var none = new Refusal("There is no such token, or it is not yours to look after.");
        if (
            await tokens.FindAsync(tokenId, ct) is not { } token
            || !(await acts.AtOrganisationAsync(actor, Act.RevokeToken, token.OrganisationId, ct)).IsDone(out _, out _)
        )
        {
            return none;
        }

        return await database.WriteAsync<Outcome<ApiToken>>(
            async tx =>
            {
                if (!await TokenTable.RevokeAsync(tx, tokenId, time.GetUtcNow()))
                {
                    return new Refusal("Somebody revoked this token just now.");
                }

                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.RevokeToken,
                    tokenId,
                    token.OrganisationId,
                    reason: null,
                    oldValue: $"{token.Name} …{token.Ending}"
                );
                return token;
            },
            ct
        );
    }
}

/// <summary>Whoever takes a token over answers for it from now on: when the one who made it leaves, the feed need not stop.</summary>
internal sealed class TakeOverToken(Database database, Acts acts, TokenTable tokens)
{
    public async Task<Outcome<ApiToken>> RunAsync(Actor actor, Guid tokenId, CancellationToken ct = default)
    {
        var none = new Refusal("There is no such token, or it is not yours to look after.");
        if (
            actor.AccountId is not { } me
            || await tokens.FindAsync(tokenId, ct) is not { } token
            || !(await acts.AtOrganisationAsync(actor, Act.TakeOverToken, token.OrganisationId, ct)).IsDone(
                out _,
                out _
            )
        )
        {
            return none;
        }

        return await database.WriteAsync<Outcome<ApiToken>>(
            async tx =>
            {
                if (!await TokenTable.TakeOverAsync(tx, tokenId, me))
                {
                    return new Refusal("You answer for this token already, or somebody revoked it.");
                }

                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.TakeOverToken,
                    tokenId,
                    token.OrganisationId,
                    reason: null,
                    oldValue: token.MadeBy.ToString(),
                    newValue: me.ToString()
                );
                return token;
            },
            ct
        );
    }
}
