using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>A mailbox of somebody new.</summary>
public sealed record NewPersonalMailbox(
    Guid Id,
    Guid OwnerId,
    Guid OrganisationId,
    string LocalPart,
    string DisplayName
);

/// <summary>Mailboxes of many new people, in a handful of statements however many they are.</summary>
public static class PersonalMailboxes
{
    private sealed record Row(NewPersonalMailbox Mailbox, DateTimeOffset Now)
    {
        public long FirstUidValidity => Now.ToUnixTimeSeconds() + 1;
    }

    private static readonly BulkRows<Row> Insert = BulkRows<Row>.Insert(
        "mailboxes_mailbox",
        "",
        BulkColumn<Row>.Id("id", r => r.Mailbox.Id),
        BulkColumn<Row>.Id("organisation_id", r => r.Mailbox.OrganisationId),
        BulkColumn<Row>.Number("kind", _ => (long)MailboxKind.Personal),
        BulkColumn<Row>.Text("local_part", r => r.Mailbox.LocalPart),
        BulkColumn<Row>.Text("display_name", r => r.Mailbox.DisplayName),
        BulkColumn<Row>.Number("quota_bytes", _ => MailboxLimits.Default.StandardQuota),
        BulkColumn<Row>.Number("used_bytes", _ => 0),
        BulkColumn<Row>.Number("last_uid_validity", r => r.FirstUidValidity + FolderTable.Standard.Length - 1),
        BulkColumn<Row>.Instant("created_at", r => r.Now)
    );

    private static readonly BulkRows<Row> InsertAccess = BulkRows<Row>.Insert(
        "mailboxes_access",
        "",
        BulkColumn<Row>.Id("account_id", r => r.Mailbox.OwnerId),
        BulkColumn<Row>.Id("mailbox_id", r => r.Mailbox.Id),
        BulkColumn<Row>.Number("access_right", _ => (long)AccessRight.Owner),
        BulkColumn<Row>.Instant("granted_at", r => r.Now)
    );

    private static readonly BulkRows<(NewPersonalMailbox Mailbox, string Folder)> InsertSubscription = BulkRows<(
        NewPersonalMailbox Mailbox,
        string Folder
    )>.Insert(
        "mailboxes_subscription",
        "",
        BulkColumn<(NewPersonalMailbox Mailbox, string Folder)>.Id("account_id", s => s.Mailbox.OwnerId),
        BulkColumn<(NewPersonalMailbox Mailbox, string Folder)>.Id("mailbox_id", s => s.Mailbox.Id),
        BulkColumn<(NewPersonalMailbox Mailbox, string Folder)>.Text("name", s => s.Folder)
    );

    /// <summary>Each with its standard folders, which its owner is subscribed to.</summary>
    public static async Task CreateAsync(
        WriteTransaction tx,
        IReadOnlyList<NewPersonalMailbox> mailboxes,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(mailboxes);
        var rows = mailboxes.Select(mailbox => new Row(mailbox, now)).ToList();
        await Insert.RunAsync(tx, rows);
        await FolderTable.InsertAsync(tx, [.. rows.SelectMany(FoldersOf)]);
        await InsertAccess.RunAsync(tx, rows);
        await InsertSubscription.RunAsync(
            tx,
            [.. mailboxes.SelectMany(mailbox => FolderTable.Standard.Select(folder => (mailbox, folder.Name)))]
        );
    }

    private static IEnumerable<Folder> FoldersOf(Row row) =>
        FolderTable.Standard.Select(
            (folder, i) => FolderTable.New(row.Mailbox.Id, folder.Name, folder.Use, (uint)(row.FirstUidValidity + i))
        );
}
