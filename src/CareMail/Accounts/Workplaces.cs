using CareMail.Access;
using CareMail.Audit;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Organisations;

namespace CareMail.Accounts;

/// <summary>An organisation somebody works at.</summary>
/// <param name="IsHome">Their account counts there.</param>
/// <param name="Mailboxes">The shared mailboxes of it that they read.</param>
public sealed record Workplace(string Place, DateTimeOffset Since, bool IsHome, IReadOnlyList<string> Mailboxes);

/// <summary>
/// Where somebody works: the organisation their account counts at, and those whose shared mailboxes they read. One person
/// has one account, however many places they work at.
/// </summary>
public sealed class Workplaces(
    AccountLives accounts,
    MailboxAccess mailboxes,
    OrganisationTable organisations,
    AuditTrail audit
)
{
    /// <summary>The own organisation first, then the others by name.</summary>
    public async Task<IReadOnlyList<Workplace>> OfAsync(Guid accountId, CancellationToken ct = default)
    {
        if (await accounts.FindAsync(accountId, ct) is not { } life)
        {
            return [];
        }

        var shared = (await mailboxes.SharedSinceAsync(accountId, ct)).ToLookup(s => s.Mailbox.OrganisationId);
        var places = await organisations.FindAsync(
            [.. shared.Select(s => s.Key).Append(life.OrganisationId).Distinct()],
            ct
        );
        var since = await SinceAsync(life, ct);
        return
        [
            .. places
                .OrderBy(place => place.Id != life.OrganisationId)
                .ThenBy(place => place.Name, StringComparer.CurrentCultureIgnoreCase)
                .Select(place => new Workplace(
                    place.Place,
                    place.Id == life.OrganisationId ? since : shared[place.Id].Min(s => s.Since),
                    place.Id == life.OrganisationId,
                    [.. shared[place.Id].Select(s => s.Mailbox.DisplayName)]
                )),
        ];
    }

    // Whoever came from elsewhere has been here since they were accepted or moved.
    private async Task<DateTimeOffset> SinceAsync(AccountLife life, CancellationToken ct) =>
        (await audit.LastOfSubjectAsync(life.Id, Act.AcceptJoiner.Spell(), Act.MovePerson.Spell(), ct))?.At
        ?? life.Created;
}
