using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;

namespace CareMail.Identity.Tablets;

/// <summary>Lets somebody back in on the tablet where they signed in fully before.</summary>
internal sealed class TabletDoor(Tablets tablets, AccountTable accounts, OpenTasks tasks, WebDoor door)
{
    /// <summary>Where to go; null if the PIN is wrong.</summary>
    public async Task<string?> EnterAsync(HttpContext context, Guid pinId, string pin, CancellationToken ct)
    {
        if (
            await tablets.OfAsync(context, ct) is not { } tablet
            || await tablets.EnterAsync(tablet.Id, pinId, pin, ct) is not { } id
            || await accounts.FindAsync(id, ct) is not { } account
        )
        {
            return null;
        }

        if ((await tasks.BeforeSessionAsync(account, ct)).Count > 0)
        {
            // A PIN opens what was open; to change how one signs in, one signs in.
            return WebCookies.SignInPath;
        }

        await door.InAsync(context, account, WebDoor.Pin);
        return "/mail";
    }
}
