using CareMail.Access;
using CareMail.Identity;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>What somebody signs in with for the first time, told once: for the message that brings it to them.</summary>
public sealed record TemporarySignIn(string UserName, string Password, DateTimeOffset RunsOut);

/// <summary>
/// Gives somebody who was added a temporary password. Make it at the moment it is sent: it is kept only as a hash, runs out
/// after some days, and opens nothing but the tasks of the first sign-in. Inviting again makes a new one, and the one
/// before does not work any more. Nobody who acts on a page may be shown it.
/// </summary>
public sealed class InvitePerson(Database database, Acts acts, AccountRecords accounts)
{
    /// <param name="chosen">For whoever seeds a demo; otherwise it is made at random.</param>
    public async Task<Outcome<TemporarySignIn>> RunAsync(
        Actor actor,
        Guid accountId,
        string? reason = null,
        string? chosen = null,
        CancellationToken ct = default
    )
    {
        if (!(await acts.OnPersonAsync(actor, Act.InvitePerson, accountId, ct)).IsDone(out _, out var no))
        {
            return no;
        }

        var prepared = await accounts.PrepareTemporaryAsync(chosen, ct);
        return await database.WriteAsync(tx => RunAsync(tx, actor, accountId, prepared, reason), ct);
    }

    /// <summary>
    /// Inside the transaction of a use case that asked the permission table for its own act: an application is approved, a
    /// message is about to be sent. The password is prepared before it (<see cref="AccountRecords.PrepareTemporaryAsync"/>).
    /// </summary>
    public async Task<Outcome<TemporarySignIn>> RunAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        PreparedPassword prepared,
        string? reason = null
    )
    {
        ArgumentNullException.ThrowIfNull(prepared);
        if (await accounts.FindAsync(tx, accountId) is not { State: AccountState.New } person)
        {
            return new Refusal("This person has signed in before. To give them a new sign-in, reset it.");
        }

        var until = await accounts.SetTemporaryAsync(tx, accountId, prepared);
        await acts.RecordAsync(tx, actor, Act.InvitePerson, accountId, person.OrganisationId, reason);
        return new TemporarySignIn(person.UserName, prepared.Password, until);
    }
}
