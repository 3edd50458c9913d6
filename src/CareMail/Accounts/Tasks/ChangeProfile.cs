using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Mailboxes;

namespace CareMail.Accounts.Tasks;

/// <summary>How colleagues find somebody, and the number the helpdesk rings. A new name is shown everywhere at once.</summary>
public sealed class ChangeProfile(OwnChange change, OwnSignIn own, MailboxAccess mailboxes, Addresses addresses)
{
    /// <remarks>What is wrong with the answers is asked before: <see cref="ProfileRules.Check"/>.</remarks>
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        ProfileAnswers answers,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(answers);
        if (ProfileRules.Check(answers) is [var wrong, ..])
        {
            return wrong;
        }

        if (await own.ProfileAsync(actor.AccountId ?? Guid.Empty, ct) is not { } before)
        {
            return new Refusal("Nobody is signed in here.");
        }

        var after = before with
        {
            DisplayName = NameRules.Displayed(answers.KnownAs, before.LastName),
            JobTitle = answers.JobTitle?.Trim() ?? "",
            Mobile = ProfileRules.Mobile(answers.Mobile),
            MobileIsShown = answers.MobileIsShown,
        };
        return await change.RunAsync(
            actor,
            Act.ChangeProfile,
            async (tx, me) =>
            {
                await own.SetProfileAsync(tx, me.Id, after);
                if (after.DisplayName != before.DisplayName)
                {
                    var mailbox = (await mailboxes.OfAccountAsync(me.Id, ct)).Single(g =>
                        g is { Mailbox.Kind: MailboxKind.Personal, Right: AccessRight.Owner }
                    );
                    await mailboxes.RenameAsync(tx, mailbox.Mailbox.Id, after.DisplayName);
                    await addresses.RenameAsync(tx, mailbox.Mailbox.Id, after.DisplayName);
                }

                return null;
            },
            Spelled(before, after.Mobile),
            Spelled(after, before.Mobile),
            ct
        );
    }

    // The number itself is nobody's business who reads the record; that it changed is.
    private static string Spelled(AccountProfile profile, string? other) =>
        string.Join(
            ", ",
            new[]
            {
                profile.DisplayName,
                profile.JobTitle,
                profile.Mobile == other ? "" : "mobile ending " + (profile.Mobile is { } m ? m[^3..] : "none"),
                profile.MobileIsShown ? "mobile shown" : "mobile hidden",
            }.Where(part => part.Length > 0)
        );
}
