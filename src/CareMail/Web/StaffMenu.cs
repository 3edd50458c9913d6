using System.Security.Claims;
using CareMail.Access;
using Microsoft.AspNetCore.Authorization;

namespace CareMail.Web;

/// <summary>A page of those who look after the service. The module that has the page says so.</summary>
/// <param name="Act">Who may do this sees the page in the bar, and can open it.</param>
/// <param name="Place">Where it stands in the bar: lower is further left.</param>
public sealed record StaffPage(string Title, string Path, Act Act, int Place);

/// <summary>The bar below the header: the pages that somebody may open who looks after the service; for all others there is none.</summary>
public sealed class StaffMenu(IEnumerable<StaffPage> pages, IAuthorizationService may)
{
    private readonly StaffPage[] _pages = [.. pages.OrderBy(page => page.Place)];

    public async Task<IReadOnlyList<StaffPage>> ForAsync(ClaimsPrincipal who)
    {
        var open = new List<StaffPage>();
        foreach (var page in _pages)
        {
            if ((await may.AuthorizeAsync(who, resource: null, AllowsAttribute.PolicyOf(page.Act))).Succeeded)
            {
                open.Add(page);
            }
        }

        return open;
    }
}

public static class StaffMenuExtensions
{
    public static IServiceCollection AddStaffPage(
        this IServiceCollection services,
        string title,
        string path,
        Act act,
        int place
    ) => services.AddSingleton(new StaffPage(title, path, act, place));
}
