using System.Security.Claims;

namespace CareMail.Web;

/// <summary>What pages may know of the person in front of them without asking Identity.</summary>
public static class Person
{
    /// <summary>The claim that carries the name shown in the header.</summary>
    public const string DisplayNameClaim = "name";

    public static string DisplayName(ClaimsPrincipal user) =>
        user.FindFirstValue(DisplayNameClaim) ?? user.Identity?.Name ?? "";
}
