using System.Security.Cryptography;
using System.Text;
using CareMail.Hosting;
using CareMail.Identity.Secrets;
using CareMail.Storage;

namespace CareMail.Identity.Tablets;

/// <summary>A device that several people of an organisation use.</summary>
public sealed class SharedTablet
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public string Name { get; init; } = "";
    public DateTimeOffset Registered { get; init; }
}

/// <summary>Somebody who may come back to a tablet by PIN, by their first name only.</summary>
public sealed class TabletUser
{
    public Guid PinId { get; init; }
    public string FirstName { get; init; } = "";
}

/// <summary>
/// Shared tablets: a browser that holds a tablet's key locks after some minutes, and whoever signed in there comes back by a
/// PIN. The PIN is good on that tablet, for that account, for a shift, for five tries; everywhere else it is nothing.
/// </summary>
public sealed class Tablets
{
    private readonly Database _database;
    private readonly IdentityKeys _keys;
    private readonly Endings _endings;
    private readonly IdentityLimits _limits;
    private readonly CareMailSettings _settings;
    private readonly TimeProvider _time;

    internal Tablets(
        Database database,
        IdentityKeys keys,
        Endings endings,
        IdentityLimits limits,
        CareMailSettings settings,
        TimeProvider time
    )
    {
        _database = database;
        _keys = keys;
        _endings = endings;
        _limits = limits;
        _settings = settings;
        _time = time;
    }

    private bool IsHttps => _settings.Url.Scheme == Uri.UriSchemeHttps;

    private string CookieName => (IsHttps ? "__Host-" : "") + "caremail-tablet";

    /// <summary>The tablet this browser is, or null.</summary>
    public async Task<SharedTablet?> OfAsync(HttpContext context, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Request.Cookies[CookieName] is { Length: > 0 } key
            ? await _database.QuerySingleOrDefaultAsync<SharedTablet>(
                $"SELECT {Columns} FROM identity_tablet WHERE key_hash = @hash",
                new { hash = HashOf(key) },
                ct
            )
            : null;
    }

    public Task<IReadOnlyList<SharedTablet>> OfOrganisationAsync(Guid organisationId, CancellationToken ct = default) =>
        _database.QueryAsync<SharedTablet>(
            $"SELECT {Columns} FROM identity_tablet WHERE organisation_id = @organisationId ORDER BY name, id",
            new { organisationId },
            ct
        );

    public Task<SharedTablet?> FindAsync(Guid id, CancellationToken ct = default) =>
        _database.QuerySingleOrDefaultAsync<SharedTablet>(
            $"SELECT {Columns} FROM identity_tablet WHERE id = @id",
            new { id },
            ct
        );

    /// <summary>This browser is the tablet from now on, once the transaction commits.</summary>
    public async Task<Guid> RegisterAsync(WriteTransaction tx, HttpContext context, Guid organisationId, string name)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(context);
        var key = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var id = Ids.New();
        await tx.ExecuteAsync(
            """
            INSERT INTO identity_tablet (id, key_hash, organisation_id, name, registered)
            VALUES (@id, @hash, @organisationId, @name, @now)
            """,
            new
            {
                id,
                hash = HashOf(key),
                organisationId,
                name,
                now = _time.GetUtcNow(),
            }
        );
        tx.AfterCommit(() => context.Response.Cookies.Append(CookieName, key, Cookie()));
        return id;
    }

    /// <summary>Whoever is signed in there is signed out; its PINs are gone.</summary>
    public async Task RemoveAsync(WriteTransaction tx, Guid id)
    {
        ArgumentNullException.ThrowIfNull(tx);
        var ended = await tx.QueryAsync<Guid>(
            "DELETE FROM identity_session WHERE tablet_id = @id RETURNING id",
            new { id }
        );
        await tx.ExecuteAsync("DELETE FROM identity_tablet_pin WHERE tablet_id = @id", new { id });
        await tx.ExecuteAsync("DELETE FROM identity_tablet WHERE id = @id", new { id });
        tx.AfterCommit(() => _endings.End(ended));
    }

    /// <summary>Who may come back by PIN, by first name.</summary>
    public Task<IReadOnlyList<TabletUser>> UsersAsync(Guid tabletId, CancellationToken ct = default) =>
        _database.QueryAsync<TabletUser>(
            """
            SELECT p.id AS PinId, a.first_name AS FirstName
            FROM identity_tablet_pin p JOIN identity_account a ON a.id = p.account_id
            WHERE p.tablet_id = @tabletId AND p.ends > @now AND p.tries < @PinTries
                AND p.security_stamp = a.security_stamp AND a.state = @active
            ORDER BY a.first_name, p.id
            """,
            new
            {
                tabletId,
                now = _time.GetUtcNow(),
                _limits.PinTries,
                active = AccountState.Active,
            },
            ct
        );

    public Task SetPinAsync(WriteTransaction tx, Guid tabletId, Guid accountId, string pin)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync(
            """
            INSERT INTO identity_tablet_pin (id, tablet_id, account_id, pin, security_stamp, tries, ends)
            SELECT @id, @tabletId, id, @hash, security_stamp, 0, @ends FROM identity_account WHERE id = @accountId
            ON CONFLICT (tablet_id, account_id) DO UPDATE SET pin = excluded.pin,
                security_stamp = excluded.security_stamp, tries = 0, ends = excluded.ends
            """,
            new
            {
                // Not one of our ordered ids: it stands in an address on a screen many people see.
                id = Guid.NewGuid(),
                tabletId,
                accountId,
                hash = Hash(tabletId, accountId, pin),
                ends = _time.GetUtcNow() + _limits.SessionLife,
            }
        );
    }

    /// <summary>On every tablet.</summary>
    public Task ForgetAsync(WriteTransaction tx, Guid accountId)
    {
        ArgumentNullException.ThrowIfNull(tx);
        return tx.ExecuteAsync("DELETE FROM identity_tablet_pin WHERE account_id = @accountId", new { accountId });
    }

    /// <summary>A full sign-in renews the PIN for a shift.</summary>
    internal Task RenewAsync(Guid tabletId, Guid accountId) =>
        _database.WriteAsync(tx =>
            tx.ExecuteAsync(
                """
                UPDATE identity_tablet_pin SET tries = 0, ends = @ends
                WHERE tablet_id = @tabletId AND account_id = @accountId
                """,
                new
                {
                    tabletId,
                    accountId,
                    ends = _time.GetUtcNow() + _limits.SessionLife,
                }
            )
        );

    /// <summary>Whose PIN it is, if it is; the try is taken before the PIN is looked at.</summary>
    internal Task<Guid?> EnterAsync(Guid tabletId, Guid pinId, string pin, CancellationToken ct) =>
        _database.WriteAsync(
            async tx =>
            {
                var row = await tx.QuerySingleOrDefaultAsync<PinRow>(
                    """
                    UPDATE identity_tablet_pin SET tries = tries + 1
                    WHERE id = @pinId AND tablet_id = @tabletId AND ends > @now AND tries < @PinTries
                        AND security_stamp = (SELECT security_stamp FROM identity_account a
                            WHERE a.id = identity_tablet_pin.account_id AND a.state = @active)
                    RETURNING account_id AS AccountId, pin AS Pin
                    """,
                    new
                    {
                        pinId,
                        tabletId,
                        now = _time.GetUtcNow(),
                        _limits.PinTries,
                        active = AccountState.Active,
                    }
                );
                if (
                    row is null
                    || !CryptographicOperations.FixedTimeEquals(row.Pin, Hash(tabletId, row.AccountId, pin))
                )
                {
                    return (Guid?)null;
                }

                await tx.ExecuteAsync("UPDATE identity_tablet_pin SET tries = 0 WHERE id = @pinId", new { pinId });
                return row.AccountId;
            },
            ct
        );

    private const string Columns =
        "id AS Id, organisation_id AS OrganisationId, name AS Name, registered AS Registered";

    private byte[] Hash(Guid tabletId, Guid accountId, string pin) => _keys.OfPin($"{tabletId} {accountId} {pin}");

    private CookieOptions Cookie() =>
        new()
        {
            HttpOnly = true,
            IsEssential = true,
            SameSite = SameSiteMode.Strict,
            Secure = IsHttps,
            Path = "/",
            MaxAge = _limits.BrowserRemembered,
        };

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private sealed class PinRow
    {
        public Guid AccountId { get; init; }
        public byte[] Pin { get; init; } = [];
    }
}
