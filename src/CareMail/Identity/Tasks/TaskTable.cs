using CareMail.Storage;

namespace CareMail.Identity.Tasks;

/// <summary>The SQL of what a person does to their own sign-in.</summary>
internal static class TaskTable
{
    /// <summary>Today's services refuse the four passwords before.</summary>
    public const int OldPasswords = 4;

    /// <summary>Today's services refuse the five secrets registered last.</summary>
    public const int Secrets = 5;

    public static async Task SetPasswordAsync(
        WriteTransaction tx,
        Guid id,
        string hash,
        DateTimeOffset now,
        DateTimeOffset? temporaryUntil = null
    )
    {
        await tx.ExecuteAsync(
            """
            INSERT INTO identity_old_password (id, account_id, hash, replaced)
            SELECT @row, id, password_hash, @now FROM identity_account WHERE id = @id AND password_hash IS NOT NULL
            """,
            new
            {
                row = Ids.New(),
                id,
                now,
            }
        );
        await tx.ExecuteAsync(
            """
            DELETE FROM identity_old_password WHERE account_id = @id AND id NOT IN
                (SELECT id FROM identity_old_password WHERE account_id = @id ORDER BY id DESC LIMIT @OldPasswords)
            """,
            new { id, OldPasswords }
        );
        await tx.ExecuteAsync(
            """
            UPDATE identity_account SET password_hash = @hash, password_set = @now, temporary_until = @temporaryUntil
            WHERE id = @id
            """,
            new
            {
                id,
                hash,
                now,
                temporaryUntil,
            }
        );
    }

    public static Task<IReadOnlyList<string>> OldPasswordsAsync(Database database, Guid id, CancellationToken ct) =>
        database.QueryAsync<string>(
            "SELECT hash FROM identity_old_password WHERE account_id = @id ORDER BY id DESC",
            new { id },
            ct
        );

    /// <summary>Whatever was signed in with the account is not any more, except what stays.</summary>
    public static async Task<IReadOnlyList<Guid>> StampAsync(WriteTransaction tx, Guid id, StaysIn stays)
    {
        var stamp = AccountTable.NewStamp();
        await tx.ExecuteAsync(
            "UPDATE identity_account SET security_stamp = @stamp, arrival = @Arrival WHERE id = @id",
            new
            {
                id,
                stamp,
                stays.Arrival,
            }
        );
        await tx.ExecuteAsync(
            "UPDATE identity_session SET security_stamp = @stamp WHERE account_id = @id AND id = @Session",
            new
            {
                id,
                stamp,
                stays.Session,
            }
        );
        return await tx.QueryAsync<Guid>(
            """
            DELETE FROM identity_session WHERE account_id = @id AND (@Session IS NULL OR id <> @Session) RETURNING id
            """,
            new { id, stays.Session }
        );
    }

    public static Task AcceptPolicyAsync(WriteTransaction tx, Guid id, int version, DateTimeOffset now) =>
        tx.ExecuteAsync(
            "UPDATE identity_account SET policy_version = @version, policy_accepted = @now WHERE id = @id",
            new
            {
                id,
                version,
                now,
            }
        );

    /// <summary>Keeps the one that is pending, if there is one: two tabs show the same picture.</summary>
    public static Task PendAuthenticatorAsync(WriteTransaction tx, Guid id, byte[] box) =>
        tx.ExecuteAsync(
            "UPDATE identity_account SET pending_authenticator = @box WHERE id = @id AND pending_authenticator IS NULL",
            new { id, box }
        );

    /// <param name="step">RFC 6238 §5.2: of the code just shown, which is not taken again.</param>
    public static Task SetAuthenticatorAsync(WriteTransaction tx, Guid id, byte[]? box, long step) =>
        tx.ExecuteAsync(
            """
            UPDATE identity_account
            SET authenticator = @box, authenticator_step = @step, pending_authenticator = NULL WHERE id = @id
            """,
            new
            {
                id,
                box,
                step,
            }
        );

    /// <param name="mobile">Sealed; null: codes by text message are no way to sign in any more.</param>
    public static Task SetTextsAsync(WriteTransaction tx, Guid id, byte[]? mobile) =>
        tx.ExecuteAsync("UPDATE identity_account SET text_mobile = @mobile WHERE id = @id", new { id, mobile });

    public static Task KeepCodesAsync(WriteTransaction tx, Guid id, DateTimeOffset? now) =>
        tx.ExecuteAsync("UPDATE identity_account SET codes_kept = @now WHERE id = @id", new { id, now });

    public static Task SetProfileAsync(
        WriteTransaction tx,
        Guid id,
        AccountProfile profile,
        byte[]? mobile,
        DateTimeOffset now
    ) =>
        tx.ExecuteAsync(
            """
            UPDATE identity_account SET display_name = @DisplayName, job_title = @JobTitle, mobile = @mobile,
                mobile_shown = @MobileIsShown, profile_checked = @now
            WHERE id = @id
            """,
            new
            {
                id,
                profile.DisplayName,
                profile.JobTitle,
                mobile,
                profile.MobileIsShown,
                now,
            }
        );

    public static Task CheckProfileAsync(WriteTransaction tx, Guid id, DateTimeOffset now) =>
        tx.ExecuteAsync("UPDATE identity_account SET profile_checked = @now WHERE id = @id", new { id, now });

    public static async Task AddSecretAsync(WriteTransaction tx, Guid id, byte[] letters, DateTimeOffset now)
    {
        await tx.ExecuteAsync(
            "INSERT INTO identity_secret (id, account_id, letters, chosen) VALUES (@row, @id, @letters, @now)",
            new
            {
                row = Ids.New(),
                id,
                letters,
                now,
            }
        );
        await tx.ExecuteAsync(
            """
            DELETE FROM identity_secret WHERE account_id = @id AND id NOT IN
                (SELECT id FROM identity_secret WHERE account_id = @id ORDER BY id DESC LIMIT @Secrets)
            """,
            new { id, Secrets }
        );
        await tx.ExecuteAsync("UPDATE identity_account SET secret_set = @now WHERE id = @id", new { id, now });
        // What was asked for is no question to the new secret, and the old questions have served.
        await SecretCheckTable.ForgetQuestionsAsync(tx, id);
    }

    /// <summary>The latest comes first: it is the one in use.</summary>
    public static Task<IReadOnlyList<byte[]>> SecretsAsync(Database database, Guid id, CancellationToken ct) =>
        database.QueryAsync<byte[]>(
            "SELECT letters FROM identity_secret WHERE account_id = @id ORDER BY id DESC",
            new { id },
            ct
        );

    /// <summary>The one in use; null after it was reset: then it proves nothing any more.</summary>
    public static Task<byte[]?> CurrentSecretAsync(WriteTransaction tx, Guid id) =>
        tx.QuerySingleOrDefaultAsync<byte[]>(
            """
            SELECT letters FROM identity_secret WHERE account_id = @id
                AND EXISTS (SELECT 1 FROM identity_account a WHERE a.id = @id AND a.secret_set IS NOT NULL)
            ORDER BY id DESC LIMIT 1
            """,
            new { id }
        );

    public static Task SetOpenedAsync(WriteTransaction tx, Guid id, DateTimeOffset? opened) =>
        tx.ExecuteAsync("UPDATE identity_account SET opened = @opened WHERE id = @id", new { id, opened });

    /// <summary>The first time all is done; a lock or a leaving is not undone by it.</summary>
    public static Task BecomeActiveAsync(WriteTransaction tx, Guid id, DateTimeOffset now) =>
        tx.ExecuteAsync(
            """
            UPDATE identity_account SET state = @active, state_since = @now, last_active = @now
            WHERE id = @id AND state = @fresh
            """,
            new
            {
                id,
                now,
                active = AccountState.Active,
                fresh = AccountState.New,
            }
        );
}

/// <summary>What goes on when the account's stamp changes: the browser in which the person changes it.</summary>
/// <param name="Session">A session of somebody signed in.</param>
/// <param name="Arrival">An arrival of somebody with tasks to do.</param>
public readonly record struct StaysIn(Guid? Session, Guid? Arrival);
