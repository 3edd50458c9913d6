using System.Text.Json.Nodes;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Organisations;
using CareMail.Provisioning.People;

namespace CareMail.Provisioning.Scim;

/// <summary>A site with its people (no mailbox), or the members or the owners of a shared mailbox.</summary>
internal sealed record ScimGroup(string Id, string Name, Organisation Site, Mailbox? Mailbox, AccessRight Right);

/// <summary>
/// The groups there are: made in CareMail, filled by programs. A shared mailbox is two, its owners being a group of their
/// own: <c>…-owners</c>.
/// </summary>
internal sealed class ScimGroups(
    MailboxAccess mailboxes,
    AccountRecords accounts,
    PersonTable people,
    GrantMailbox grant,
    RevokeMailbox revoke,
    ScimLinks links
)
{
    private const string Owners = "-owners";
    private const string Reason = "by a program";

    public async Task<IReadOnlyList<ScimGroup>> ListAsync(ProgramReach caller, CancellationToken ct)
    {
        var groups = new List<ScimGroup>();
        foreach (var site in caller.Places)
        {
            groups.Add(new ScimGroup(site.Id.ToString(), site.Place, site, null, AccessRight.Member));
            foreach (var mailbox in await mailboxes.OfOrganisationAsync(site.Id, MailboxKind.Shared, ct))
            {
                groups.Add(Members(site, mailbox));
                groups.Add(
                    new ScimGroup(
                        mailbox.Id + Owners,
                        mailbox.DisplayName + " (owners)",
                        site,
                        mailbox,
                        AccessRight.Owner
                    )
                );
            }
        }

        return groups;
    }

    public async Task<ScimGroup> FindAsync(ProgramReach caller, string id, CancellationToken ct) =>
        (await ListAsync(caller, ct)).FirstOrDefault(g => g.Id == id) ?? throw ScimRefusedException.NotFound(id);

    /// <summary>The groups somebody is in, as their own resource lists them.</summary>
    public async Task<JsonArray> OfPersonAsync(PersonRow person, ProgramReach caller, CancellationToken ct)
    {
        var site = caller.Places.First(p => p.Id == person.OrganisationId);
        var groups = new List<(string Id, string Name)> { (site.Id.ToString(), site.Place) };
        foreach (var held in await mailboxes.OfAccountAsync(person.AccountId, ct))
        {
            if (held.Mailbox.Kind is MailboxKind.Shared && caller.Reach.Contains(held.Mailbox.OrganisationId))
            {
                groups.Add(
                    held.Right is AccessRight.Owner
                        ? (held.Mailbox.Id + Owners, held.Mailbox.DisplayName + " (owners)")
                        : (held.Mailbox.Id.ToString(), held.Mailbox.DisplayName)
                );
            }
        }

        return
        [
            .. groups.Select(g => new JsonObject
            {
                ["value"] = g.Id,
                ["$ref"] = links.Of("/Groups", g.Id),
                ["display"] = g.Name,
                ["type"] = "direct",
            }),
        ];
    }

    public async Task<JsonObject> WriteAsync(ScimGroup group, bool withMembers, CancellationToken ct)
    {
        var json = new JsonObject
        {
            ["schemas"] = new JsonArray(ScimTypes.GroupSchema),
            ["id"] = group.Id,
            ["displayName"] = group.Name,
        };
        if (withMembers)
        {
            var members = await MembersAsync(group, ct);
            if (members.Count > 0)
            {
                json["members"] = new JsonArray([
                    .. members.Select(m => new JsonObject
                    {
                        ["value"] = m.Id.ToString(),
                        ["$ref"] = links.User(m.Id),
                        ["display"] = m.Name,
                        ["type"] = "User",
                    }),
                ]);
            }
        }

        json["meta"] = new JsonObject
        {
            ["resourceType"] = "Group",
            ["created"] = ScimLinks.Time(group.Site.Created),
            ["location"] = links.Of("/Groups", group.Id),
        };
        return json;
    }

    /// <summary>Whoever the program wants in is let in, and whoever it does not want goes.</summary>
    public async Task ChangeMembersAsync(ProgramReach caller, ScimGroup group, JsonObject wanted, CancellationToken ct)
    {
        var before = (await MembersAsync(group, ct)).Select(m => m.Id).ToHashSet();
        var after = await WantedAsync(caller, wanted, ct);
        if (group.Mailbox is null)
        {
            await ChangeSiteAsync(before, after);
            return;
        }

        foreach (var account in after.Except(before))
        {
            Check((await grant.RunAsync(caller.Actor, group.Mailbox.Id, account, group.Right, Reason, ct)).Refusal);
        }

        foreach (var account in before.Except(after))
        {
            Check((await revoke.RunAsync(caller.Actor, group.Mailbox.Id, account, Reason, ct)).Refusal);
        }
    }

    private static Task ChangeSiteAsync(HashSet<Guid> before, HashSet<Guid> after) =>
        before.SetEquals(after)
            ? Task.CompletedTask
            : throw new ScimRefusedException(
                StatusCodes.Status400BadRequest,
                "Who is of a site is said at each person: organization.",
                "mutability"
            );

    private async Task<HashSet<Guid>> WantedAsync(ProgramReach caller, JsonObject wanted, CancellationToken ct)
    {
        var ids = new HashSet<Guid>();
        foreach (var member in (wanted["members"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var value = member["value"]?.GetValue<string>() ?? "";
            ids.Add(
                Guid.TryParse(value, out var id)
                && await people.FindAsync(id, ct) is { IsHidden: false } person
                && caller.Reach.Contains(person.OrganisationId)
                    ? id
                    : throw ScimRefusedException.Wrong($"There is no person {value}.")
            );
        }

        return ids;
    }

    private async Task<IReadOnlyList<(Guid Id, string Name)>> MembersAsync(ScimGroup group, CancellationToken ct)
    {
        if (group.Mailbox is null)
        {
            var query = new PersonQuery("active", new Dapper.DynamicParameters(), "user_name_key", 0, int.MaxValue);
            var (_, all) = await people.SearchAsync([group.Site.Id], query, ct);
            return [.. all.Select(p => (p.AccountId, p.DisplayName))];
        }

        var rights = (await mailboxes.AccountsOfAsync(group.Mailbox.Id, ct))
            .Where(r => r.Right == group.Right)
            .ToList();
        var names = await accounts.NamesAsync([.. rights.Select(r => r.AccountId)], ct);
        return [.. rights.Select(r => (r.AccountId, names.GetValueOrDefault(r.AccountId, "")))];
    }

    private static ScimGroup Members(Organisation site, Mailbox mailbox) =>
        new(mailbox.Id.ToString(), mailbox.DisplayName, site, mailbox, AccessRight.Member);

    private static void Check(Access.Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw ScimRefusedException.Of(refusal);
        }
    }
}
