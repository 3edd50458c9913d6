using CareMail.Access;
using CareMail.Identity.Recovery;
using CareMail.Organisations;
using CareMail.Storage;

namespace CareMail.Accounts.Help;

/// <summary>
/// What administrators want anybody to see who asks who can help: a telephone number, an address, hours. Empty takes it away.
/// </summary>
public sealed class ChangeHelpContact(Database database, Acts acts, HelpContacts contacts)
{
    private const int Longest = 120;

    public async Task<Outcome<Organisation>> RunAsync(
        Actor actor,
        Guid organisationId,
        string? words,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (
            !(await acts.AtOrganisationAsync(actor, Act.ChangeHelpContact, organisationId, ct)).IsDone(
                out var organisation,
                out var no
            )
        )
        {
            return no;
        }

        var trimmed = words?.Trim() ?? "";
        if (trimmed.Length > Longest || trimmed.Any(char.IsControl))
        {
            return new Refusal("Enter one line of at most 120 characters, or leave it empty.", "Words");
        }

        var before = (await contacts.OfAsync([organisationId], ct)).SingleOrDefault()?.Words;
        await database.WriteAsync(
            async tx =>
            {
                await contacts.SetAsync(tx, organisationId, trimmed);
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.ChangeHelpContact,
                    organisationId,
                    organisationId,
                    null,
                    before,
                    trimmed
                );
            },
            ct
        );
        return organisation;
    }
}
