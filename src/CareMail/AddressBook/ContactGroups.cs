using CareMail.Access;
using CareMail.Storage;

namespace CareMail.AddressBook;

/// <summary>Names a person gives to several addresses, to write to them at once. Nobody else sees them.</summary>
public sealed class ContactGroups(Database database, TimeProvider time)
{
    private static readonly Refusal Gone = new("There is no such group any more.");

    public async Task<IReadOnlyList<ContactGroup>> ListAsync(Guid accountId, CancellationToken ct = default)
    {
        var rows = await database.QueryAsync<Row>(
            """
            SELECT g.id AS Id, g.name AS Name, m.name AS MemberName, m.address AS Address
            FROM addressbook_group g LEFT JOIN addressbook_group_member m ON m.group_id = g.id
            WHERE g.account_id = @accountId ORDER BY g.name, g.id, m.address
            """,
            new { accountId },
            ct
        );
        return
        [
            .. rows.GroupBy(row => (row.Id, row.Name))
                .Select(g => new ContactGroup(
                    g.Key.Id,
                    g.Key.Name,
                    [
                        .. g.Where(row => row.Address is not null)
                            .Select(row => new GroupMember(row.MemberName ?? "", row.Address!)),
                    ]
                )),
        ];
    }

    public async Task<ContactGroup?> FindAsync(Guid accountId, Guid id, CancellationToken ct = default) =>
        (await ListAsync(accountId, ct)).FirstOrDefault(group => group.Id == id);

    /// <param name="id">Empty: a new one.</param>
    /// <param name="typed">Its members, one a line.</param>
    public async Task<Outcome<ContactGroup>> SaveAsync(
        Guid accountId,
        Guid? id,
        string name,
        string typed,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!ContactRules.IsName(name))
        {
            return new Refusal($"Enter a name of at most {DirectoryLimits.LongestName} characters", "Name");
        }

        var (members, wrong) = ContactRules.Members(typed);
        if (wrong is not null)
        {
            return new Refusal($"“{wrong}” is not an e-mail address. Enter one on each line", "Members");
        }

        if (members.Count is 0 or > DirectoryLimits.GroupMembers)
        {
            return new Refusal($"Enter between 1 and {DirectoryLimits.GroupMembers} addresses", "Members");
        }

        var group = new ContactGroup(id ?? Ids.New(), name.Trim(), members);
        return await database.WriteAsync(
            tx => id is null ? InsertAsync(tx, accountId, group) : UpdateAsync(tx, accountId, group),
            ct
        );
    }

    public Task RemoveAsync(Guid accountId, Guid id, CancellationToken ct = default) =>
        database.WriteAsync(
            async tx =>
            {
                await tx.ExecuteAsync(
                    """
                    DELETE FROM addressbook_group_member WHERE group_id IN
                        (SELECT id FROM addressbook_group WHERE id = @id AND account_id = @accountId)
                    """,
                    new { id, accountId }
                );
                await tx.ExecuteAsync(
                    "DELETE FROM addressbook_group WHERE id = @id AND account_id = @accountId",
                    new { id, accountId }
                );
            },
            ct
        );

    private async Task<Outcome<ContactGroup>> InsertAsync(WriteTransaction tx, Guid accountId, ContactGroup group)
    {
        var groups = await tx.QuerySingleAsync<long>(
            "SELECT COUNT(*) FROM addressbook_group WHERE account_id = @accountId",
            new { accountId }
        );
        if (groups >= DirectoryLimits.Groups)
        {
            return new Refusal($"There is room for {DirectoryLimits.Groups} groups. Remove one first.");
        }

        await tx.ExecuteAsync(
            "INSERT INTO addressbook_group (id, account_id, name, created) VALUES (@Id, @accountId, @Name, @now)",
            new
            {
                group.Id,
                accountId,
                group.Name,
                now = time.GetUtcNow(),
            }
        );
        await AddMembersAsync(tx, group);
        return group;
    }

    private static async Task<Outcome<ContactGroup>> UpdateAsync(
        WriteTransaction tx,
        Guid accountId,
        ContactGroup group
    )
    {
        var rows = await tx.ExecuteAsync(
            "UPDATE addressbook_group SET name = @Name WHERE id = @Id AND account_id = @accountId",
            new
            {
                group.Id,
                accountId,
                group.Name,
            }
        );
        if (rows == 0)
        {
            return Gone;
        }

        await tx.ExecuteAsync("DELETE FROM addressbook_group_member WHERE group_id = @Id", new { group.Id });
        await AddMembersAsync(tx, group);
        return group;
    }

    private static Task<int> AddMembersAsync(WriteTransaction tx, ContactGroup group) =>
        tx.ExecuteAsync(
            "INSERT INTO addressbook_group_member (group_id, address, name) VALUES (@Id, @Address, @Name)",
            group.Members.Select(member => new
            {
                group.Id,
                member.Address,
                member.Name,
            })
        );

    private sealed class Row
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public string? MemberName { get; init; }
        public string? Address { get; init; }
    }
}
