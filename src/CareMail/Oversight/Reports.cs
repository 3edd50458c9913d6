using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Policies;

namespace CareMail.Oversight;

/// <summary>Answers the questions of reports for the organisations somebody may look into.</summary>
internal sealed class Reports(OrganisationTable organisations, AccountRecords accounts, MailboxAccess mailboxes)
{
    /// <summary>Where the actor may look: by roles held there or above.</summary>
    public async Task<IReadOnlyList<Organisation>> PlacesAsync(Actor actor, CancellationToken ct)
    {
        var found = new List<Organisation>();
        foreach (var held in actor.Roles.Select(r => r.OrganisationId).Distinct())
        {
            if (await organisations.FindAsync(held, ct) is { } own)
            {
                found.Add(own);
                found.AddRange(await organisations.SitesOfAsync(held, ct));
            }
        }

        return
        [
            .. found
                .DistinctBy(o => o.Id)
                .Where(o => Permissions.May(actor, Act.SeeReports, new Target(o.Id, o.HeadquartersId)))
                .OrderBy(o => o.Ods, StringComparer.Ordinal),
        ];
    }

    /// <summary>One row after the other, so that the largest organisation fits too.</summary>
    public async IAsyncEnumerable<IReadOnlyList<string>> RowsAsync(
        Report report,
        IReadOnlyList<Organisation> places,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        foreach (var place in places)
        {
            var rows = report == Report.Access ? AccessAsync(place, ct) : PeopleAsync(report, place, ct);
            await foreach (var row in rows)
            {
                yield return row;
            }
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<string>> PeopleAsync(
        Report report,
        Organisation place,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        foreach (var facts in await accounts.SignInFactsAsync(place.Id, ct))
        {
            if (IsIn(report, facts))
            {
                var person = facts.Person;
                string[] row =
                [
                    person.DisplayName,
                    person.UserName,
                    place.Ods,
                    BritishDay.Spell(BritishDay.Of(person.Created)),
                ];
                yield return report == Report.Closed ? [.. row, StateNames.Spell(person.State)] : row;
            }
        }
    }

    private static bool IsIn(Report report, SignInFacts facts)
    {
        var uses = facts is { Person.State: AccountState.Active, HasOpened: true };
        return report.Name switch
        {
            _ when report == Report.NeverActivated => facts.Person.State is AccountState.New,
            _ when report == Report.WithoutFactor => uses && !facts.HasFactor,
            _ when report == Report.WithoutSecret => uses && !facts.HasSecret,
            _ => facts.Person.State is AccountState.Locked or AccountState.Disabled or AccountState.Left,
        };
    }

    private async IAsyncEnumerable<IReadOnlyList<string>> AccessAsync(
        Organisation place,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        foreach (var mailbox in await mailboxes.OfOrganisationAsync(place.Id, MailboxKind.Shared, ct))
        {
            foreach (var right in await mailboxes.AccountsOfAsync(mailbox.Id, ct))
            {
                if (await accounts.FindAsync(right.AccountId, ct) is { } person)
                {
                    yield return
                    [
                        mailbox.DisplayName,
                        place.Ods,
                        person.DisplayName,
                        person.UserName,
                        right.Right is AccessRight.Owner ? "owner" : "member",
                    ];
                }
            }
        }

        foreach (var (person, role) in await accounts.RoleHoldersAsync(place.Id, ct))
        {
            // Owners and members are what their mailbox made them, and stand there.
            if (role is Role.Owner or Role.Member)
            {
                continue;
            }

            yield return [place.Name, place.Ods, person.DisplayName, person.UserName, role.Spell().Replace('_', ' ')];
        }
    }
}
