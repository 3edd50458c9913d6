using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Policies;
using CareMail.Storage;

namespace CareMail.Manage;

/// <summary>
/// A member stands in for an owner while the owner is away: from the first day to the last, and not a minute longer. They
/// let people in and take them out and look after the site; who the owners are they do not change.
/// </summary>
public sealed class NameDeputy(
    Database database,
    Acts acts,
    MailboxSheets sheets,
    AccountRecords accounts,
    NoticeQueue notices,
    TimeProvider time
)
{
    /// <summary>Whoever is away for longer hands the mailbox over.</summary>
    public const int LongestDays = 92;

    private static readonly Refusal None = new("There is no such shared mailbox, or it is not yours to look after.");

    public async Task<Outcome<Deputy>> RunAsync(
        Actor actor,
        Guid mailboxId,
        Guid accountId,
        DateOnly? from,
        DateOnly? until,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await sheets.FindMailboxAsync(actor, Act.NameDeputy, mailboxId, ct) is not { } sheet)
        {
            return None;
        }

        if (sheet.Holders.FirstOrDefault(h => h.AccountId == accountId) is not { Right: AccessRight.Member } member)
        {
            return new Refusal("Choose a member. Whoever is an owner needs no such days", "Deputy");
        }

        if (CheckDays(from, until) is { } bad)
        {
            return bad;
        }

        var deputy = new Deputy
        {
            Id = Ids.New(),
            MailboxId = mailboxId,
            AccountId = accountId,
            NamedBy = actor.AccountId,
            From = BritishDay.Begins(from!.Value),
            Until = BritishDay.Begins(until!.Value.AddDays(1)),
        };
        return await database.WriteAsync<Outcome<Deputy>>(
            async tx =>
            {
                // Somebody may have taken them out, or made them an owner, since.
                var now = await MailboxAccess.HoldAccountsAsync(tx, mailboxId);
                if (!now.Contains(new AccountRight(accountId, AccessRight.Member)))
                {
                    return new Refusal("Choose a member. Whoever is an owner needs no such days", "Deputy");
                }

                await MailboxDeputies.AddAsync(tx, deputy);
                await AccountRecords.LendRoleAsync(
                    tx,
                    deputy.Id,
                    accountId,
                    new RoleGrant(Role.Owner, sheet.Mailbox.OrganisationId),
                    deputy.From,
                    deputy.Until
                );
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.NameDeputy,
                    mailboxId,
                    sheet.Mailbox.OrganisationId,
                    null,
                    newValue: $"{accountId} deputy from {from:yyyy-MM-dd} until {until:yyyy-MM-dd}"
                );
                await TellAsync(tx, actor, sheet, member, from.Value, until.Value);
                return deputy;
            },
            ct
        );
    }

    /// <summary>Ends it before its day.</summary>
    public async Task<Outcome<Deputy>> EndAsync(
        Actor actor,
        Guid mailboxId,
        Guid deputyId,
        CancellationToken ct = default
    )
    {
        if (
            await sheets.FindMailboxAsync(actor, Act.NameDeputy, mailboxId, ct) is not { } sheet
            || sheet.Deputies.FirstOrDefault(d => d.Id == deputyId) is not { } deputy
        )
        {
            return None;
        }

        await database.WriteAsync(
            async tx =>
            {
                foreach (var id in await MailboxDeputies.RemoveAsync(tx, mailboxId, deputy.AccountId, deputyId))
                {
                    await AccountRecords.EndRoleAsync(tx, id);
                    await acts.RecordAsync(
                        tx,
                        actor,
                        Act.NameDeputy,
                        mailboxId,
                        sheet.Mailbox.OrganisationId,
                        null,
                        oldValue: $"{deputy.AccountId} deputy"
                    );
                }
            },
            ct
        );
        return deputy;
    }

    private Refusal? CheckDays(DateOnly? from, DateOnly? until)
    {
        if (from is not { } first)
        {
            return new Refusal("Enter the first day, like 27 3 2027", "From.Day");
        }

        if (until is not { } last)
        {
            return new Refusal("Enter the last day, like 9 4 2027", "Until.Day");
        }

        return first < BritishDay.Today(time) ? new Refusal("The first day is today or later", "From.Day")
            : last < first ? new Refusal("The last day is not before the first", "Until.Day")
            : last.DayNumber - first.DayNumber >= LongestDays
                ? new Refusal($"A deputy stands in for at most {LongestDays} days", "Until.Day")
            : null;
    }

    private async Task TellAsync(
        WriteTransaction tx,
        Actor actor,
        MailboxSheet sheet,
        Holder member,
        DateOnly from,
        DateOnly until
    )
    {
        if (await accounts.FindAsync(tx, member.AccountId) is { } person)
        {
            await notices.QueueAsync(
                tx,
                new NewNotice(NoticeKind.DeputyNamed, sheet.Mailbox.Id, person.UserName)
                {
                    Values = new Dictionary<string, string>
                    {
                        ["mailbox"] = sheet.Mailbox.DisplayName,
                        ["name"] = actor.Name,
                        ["from"] = BritishDay.Spell(from),
                        ["until"] = BritishDay.Spell(until),
                    },
                }
            );
        }
    }
}
