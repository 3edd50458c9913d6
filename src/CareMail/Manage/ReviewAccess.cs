using CareMail.Access;
using CareMail.Accounts;
using CareMail.Audit;
using CareMail.Storage;

namespace CareMail.Manage;

/// <summary>What came of going through who has access.</summary>
public sealed record ReviewedAccess(int Kept, int Removed);

/// <summary>
/// Twice a year the owner says of everybody whether they still need the shared mailbox. Who is not kept is taken out at
/// once; the last owner stays.
/// </summary>
public sealed class ReviewAccess(
    Database database,
    MailboxSheets sheets,
    RevokeMailbox revoke,
    AuditTrail audit,
    TimeProvider time
)
{
    /// <param name="seen">Whom the owner was shown: somebody who came since then was not decided on.</param>
    /// <param name="kept">Of those, who stays.</param>
    public async Task<Outcome<ReviewedAccess>> RunAsync(
        Actor actor,
        Guid mailboxId,
        IReadOnlyCollection<Guid> seen,
        IReadOnlyCollection<Guid> kept,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(kept);
        if (await sheets.FindMailboxAsync(actor, Act.ReviewMailbox, mailboxId, ct) is not { } sheet)
        {
            return new Refusal("There is no such shared mailbox, or it is not yours to look after.");
        }

        if (sheet.Holders.Any(holder => !seen.Contains(holder.AccountId)))
        {
            return new Refusal("Somebody was added meanwhile. Look at the list again.", "Keep");
        }

        if (!sheet.Owners.Any(owner => kept.Contains(owner.AccountId)))
        {
            return new Refusal("Keep at least one owner. Make somebody else an owner first.", "Keep");
        }

        var leaving = sheet.Holders.Where(holder => !kept.Contains(holder.AccountId)).ToList();
        foreach (var holder in leaving)
        {
            var outcome = await revoke.RunAsync(actor, mailboxId, holder.AccountId, "not confirmed in the review", ct);
            if (!outcome.IsDone(out _, out var refusal))
            {
                return refusal;
            }
        }

        var result = new ReviewedAccess(sheet.Holders.Count - leaving.Count, leaving.Count);
        await database.WriteAsync(
            async tx =>
            {
                await ReviewTable.DoneAsync(
                    tx,
                    mailboxId,
                    actor.AccountId,
                    result.Kept,
                    result.Removed,
                    time.GetUtcNow()
                );
                await audit.RecordAsync(
                    tx,
                    new AuditEntry(
                        actor.AccountId,
                        Act.ReviewMailbox.Spell(),
                        mailboxId,
                        sheet.Mailbox.OrganisationId,
                        actor.Origin,
                        null,
                        $"kept {result.Kept}, removed {result.Removed}"
                    )
                );
            },
            ct
        );
        return result;
    }
}
