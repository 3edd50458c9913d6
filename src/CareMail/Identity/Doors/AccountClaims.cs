using System.Globalization;
using System.Security.Claims;
using CareMail.Access;
using CareMail.Identity.Sessions;
using CareMail.Web;
using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.Doors;

/// <summary>How the person in front of a page is carried through a request.</summary>
public static class AccountClaims
{
    /// <summary>RFC 8176 §2: how the person proved who they are.</summary>
    internal const string Amr = "amr";

    private const string Organisation = "organisation";
    private const string Session = "session";
    private const string UserName = "user_name";
    private const string Confirmed = "confirmed";
    private const string RoleHeld = "role_held";

    /// <summary>The person signed in, or null.</summary>
    public static SignedInAccount? Account(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return
            user.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
            && user.FindFirstValue(Organisation) is { } organisation
            ? new SignedInAccount(
                Guid.Parse(id),
                Guid.Parse(organisation),
                user.FindFirstValue(UserName) ?? "",
                Person.DisplayName(user),
                [.. user.FindAll(RoleHeld).Select(claim => ReadGrant(claim.Value))]
            )
            : null;
    }

    /// <summary>The session this request belongs to, or null.</summary>
    public static Guid? SessionId(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.FindFirstValue(Session) is { } id ? Guid.Parse(id) : null;
    }

    /// <summary>When the person last typed their password in this session; null if they did not.</summary>
    internal static DateTimeOffset? ConfirmedAt(this ClaimsPrincipal user) =>
        user.FindFirstValue(Confirmed) is { } at
            ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(at, CultureInfo.InvariantCulture))
            : null;

    /// <summary>The person signed in, as one who acts. For endpoints behind the permission table.</summary>
    public static Actor Actor(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var account = context.User.Account() ?? throw new InvalidOperationException("Nobody is signed in here.");
        return account.ActingFrom(context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
    }

    internal static ClaimsPrincipal Principal(SessionRow row, IReadOnlyList<RoleGrant> roles) =>
        Principal([
            new Claim(ClaimTypes.NameIdentifier, row.AccountId.ToString()),
            new Claim(Person.DisplayNameClaim, row.DisplayName),
            new Claim(UserName, row.UserName),
            new Claim(Organisation, row.OrganisationId.ToString()),
            new Claim(Session, row.Id.ToString()),
            new Claim(Amr, row.Amr),
            .. ConfirmedClaim(row),
            .. roles.Select(grant => new Claim(RoleHeld, WriteGrant(grant))),
        ]);

    /// <summary>What a session is made from; the rest is read from the database at every request.</summary>
    internal static ClaimsPrincipal Principal(Account account, string amr) =>
        Principal([new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()), new Claim(Amr, amr)]);

    private static ClaimsPrincipal Principal(IEnumerable<Claim> claims) =>
        new(new ClaimsIdentity(claims, IdentityConstants.ApplicationScheme, Person.DisplayNameClaim, RoleHeld));

    private static Claim[] ConfirmedClaim(SessionRow row) =>
        row.Confirmed is { } at
            ? [new Claim(Confirmed, at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))]
            : [];

    private static string WriteGrant(RoleGrant grant) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)grant.Role} {grant.OrganisationId}");

    private static RoleGrant ReadGrant(string written)
    {
        var space = written.IndexOf(' ', StringComparison.Ordinal);
        return new RoleGrant(
            (Role)int.Parse(written.AsSpan(0, space), CultureInfo.InvariantCulture),
            Guid.Parse(written.AsSpan(space + 1))
        );
    }
}
