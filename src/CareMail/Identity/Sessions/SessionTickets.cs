using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using CareMail.Access;
using CareMail.Audit;
using CareMail.Identity.Doors;
using CareMail.Identity.Secrets;
using CareMail.Notices;
using CareMail.Storage;
using CareMail.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.Sessions;

/// <summary>
/// Keeps sessions in the database: the cookie holds a random key and nothing else, the row holds the key's hash. Name,
/// roles and state are read anew at every request, so a right that was taken is gone at the next click.
/// </summary>
internal sealed class SessionTickets(
    Database database,
    SessionTable sessions,
    AccountTable accounts,
    AuditTrail audit,
    Endings endings,
    Browsers browsers,
    NoticeQueue notices,
    IdentityKeys keys,
    Activity activity,
    IdentityLimits limits,
    TimeProvider time
) : ITicketStore
{
    public const string Device = "device";
    public const string Origin = "origin";

    /// <summary>By which the browser is known again.</summary>
    public const string Browser = "browser";

    /// <summary>The shared tablet this is.</summary>
    public const string Tablet = "tablet";

    /// <summary>How a sign-in with a browser that was not used before is spelled in the record.</summary>
    public const string NewBrowserAct = "session.new_browser";

    /// <summary>Set when the person typed their password on the way in.</summary>
    public const string Confirmed = "confirmed";

    private static readonly TimeSpan TouchedAgainAfter = TimeSpan.FromMinutes(1);

    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var now = time.GetUtcNow();
        Guid? tablet = Guid.TryParse(Item(ticket.Properties, Tablet), out var id) ? id : null;
        var session = new SessionRow
        {
            Id = Ids.New(),
            KeyHash = HashOf(key),
            AccountId = Guid.Parse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!),
            Amr = ticket.Principal.FindFirstValue(AccountClaims.Amr) ?? "",
            Device = Item(ticket.Properties, Device) ?? "",
            Started = now,
            Seen = now,
            Ends = now + limits.SessionLife,
            Confirmed = Item(ticket.Properties, Confirmed) is null ? null : now,
            Idle = (long)(tablet is null ? limits.SessionIdle : limits.TabletIdle).TotalMilliseconds,
            TabletId = tablet,
        };
        var origin = Item(ticket.Properties, Origin);
        await database.WriteAsync(async tx =>
        {
            await SessionTable.InsertAsync(tx, session);
            await TellOfNewAsync(tx, session, Item(ticket.Properties, Browser), origin);
            await RecordAsync(tx, Act.SignIn, session.AccountId, origin, session.Amr);
        });
        activity.Note(session.AccountId, now);
        return key;
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => RetrieveAsync(key, isUsed: true);

    /// <summary>A page that reads itself again is not somebody using the session: a tablet left alone still signs out.</summary>
    public Task<AuthenticationTicket?> RetrieveAsync(
        string key,
        HttpContext httpContext,
        CancellationToken cancellationToken
    ) => RetrieveAsync(key, isUsed: !ByItself.Is(httpContext.Request));

    private async Task<AuthenticationTicket?> RetrieveAsync(string key, bool isUsed)
    {
        var now = time.GetUtcNow();
        if (await sessions.FindAsync(HashOf(key), now, CancellationToken.None) is not { } row)
        {
            return null;
        }

        if (isUsed && now - row.Seen > TouchedAgainAfter)
        {
            await sessions.TouchAsync(row.Id, now, CancellationToken.None);
            activity.Note(row.AccountId, now);
        }

        var roles = await accounts.RolesOfAsync(row.AccountId);
        return new AuthenticationTicket(
            AccountClaims.Principal(row, roles),
            new AuthenticationProperties { IssuedUtc = row.Started, ExpiresUtc = row.Ends },
            IdentityConstants.ApplicationScheme
        );
    }

    // The row says when a session ends, and a new sign-in is a new row: no session is ever handed on to another person.
    public Task RenewAsync(string key, AuthenticationTicket ticket) =>
        throw new InvalidOperationException("A session is not renewed. Sign in makes a new one.");

    public async Task RemoveAsync(string key)
    {
        var ended = await database.WriteAsync(async tx =>
        {
            var session = await SessionTable.DeleteAsync(tx, HashOf(key));
            if (session is not null)
            {
                await RecordAsync(tx, Act.SignOut, session.AccountId, null, null);
                // Whoever signs out at a shared tablet is gone from it.
                await tx.ExecuteAsync(
                    "DELETE FROM identity_tablet_pin WHERE account_id = @AccountId AND tablet_id = @TabletId",
                    new { session.AccountId, session.TabletId }
                );
            }

            return session;
        });
        if (ended is not null)
        {
            endings.End([ended.Id]);
        }
    }

    /// <summary>Somebody who knows the password and the phone is still found out by the person they rob.</summary>
    private async Task TellOfNewAsync(WriteTransaction tx, SessionRow session, string? browser, string? origin)
    {
        if (browser is null || !await browsers.IsNewAsync(tx, session.AccountId, browser, session.Device))
        {
            return;
        }

        await audit.RecordAsync(
            tx,
            new AuditEntry(
                session.AccountId,
                NewBrowserAct,
                session.AccountId,
                null,
                origin,
                OldValue: null,
                NewValue: session.Device
            )
        );
        if (
            await AccountTable.FindAsync(tx, session.AccountId) is { } account
            && (keys.OpenMobile(account.Id, account.TextMobile) ?? keys.OpenMobile(account.Id, account.Mobile))
                is { } mobile
        )
        {
            await notices.QueueAsync(
                tx,
                new NewNotice(NoticeKind.NewBrowser, account.Id, mobile)
                {
                    Values = new Dictionary<string, string> { ["browser"] = session.Device },
                    UsefulUntil = session.Started.AddDays(2),
                }
            );
        }
    }

    private Task<Guid> RecordAsync(WriteTransaction tx, Act act, Guid account, string? origin, string? how) =>
        audit.RecordAsync(
            tx,
            new AuditEntry(account, act.Spell(), account, null, origin, OldValue: null, NewValue: how)
        );

    private static string? Item(AuthenticationProperties properties, string name) =>
        properties.Items.TryGetValue(name, out var value) ? value : null;

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));
}
