using System.Globalization;
using System.Security.Claims;
using CareMail.Access;

namespace CareMail.Identity.Doors;

/// <summary>
/// A program that acts for an organisation: it came in by a token, has no account, and opens no door but those of the acts
/// its token names. What it may do to whom is asked like of a person with this role.
/// </summary>
public sealed record ActingProgram(Guid TokenId, Guid OrganisationId, string Name, Role Role, IReadOnlyList<Act> Acts)
{
    public Actor ActingFrom(string origin) => new(null, Name, [new RoleGrant(Role, OrganisationId)], origin);
}

/// <summary>How a program is carried through a request.</summary>
public static class ProgramClaims
{
    private const string Token = "token";
    private const string Organisation = "program_organisation";
    private const string Name = "program";
    private const string RoleHeld = "program_role";
    private const string May = "may";

    public static ClaimsPrincipal Principal(ActingProgram program, string scheme)
    {
        ArgumentNullException.ThrowIfNull(program);
        return new(
            new ClaimsIdentity(
                [
                    new Claim(Token, program.TokenId.ToString()),
                    new Claim(Organisation, program.OrganisationId.ToString()),
                    new Claim(Name, program.Name),
                    new Claim(RoleHeld, ((int)program.Role).ToString(CultureInfo.InvariantCulture)),
                    .. program.Acts.Select(act => new Claim(May, act.Spell())),
                ],
                scheme
            )
        );
    }

    /// <summary>The program that asks, or null if a person does, or nobody.</summary>
    public static ActingProgram? Program(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        if (user.FindFirstValue(Token) is not { } token)
        {
            return null;
        }

        var acts = user.FindAll(May).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        return new ActingProgram(
            Guid.Parse(token),
            Guid.Parse(user.FindFirstValue(Organisation)!),
            user.FindFirstValue(Name)!,
            (Role)int.Parse(user.FindFirstValue(RoleHeld)!, CultureInfo.InvariantCulture),
            [.. Enum.GetValues<Act>().Where(act => acts.Contains(act.Spell()))]
        );
    }

    /// <summary>The program as one who acts. For endpoints that only programs open.</summary>
    public static Actor ProgramActor(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var program = context.User.Program() ?? throw new InvalidOperationException("No program is here.");
        return program.ActingFrom(context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
    }
}
