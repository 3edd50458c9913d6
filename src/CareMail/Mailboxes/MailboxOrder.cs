namespace CareMail.Mailboxes;

/// <summary>The order people expect: their own mailbox first, then by name; INBOX and the standard folders first, then by name.</summary>
internal static class MailboxOrder
{
    public static IEnumerable<T> Of<T>(IEnumerable<T> rows, Func<T, Mailbox> mailbox) =>
        rows.OrderBy(r => mailbox(r).Kind)
            .ThenBy(r => mailbox(r).DisplayName, StringComparer.CurrentCultureIgnoreCase)
            .ThenBy(r => mailbox(r).Id);

    public static IEnumerable<Folder> Of(IEnumerable<Folder> folders) =>
        folders
            .OrderBy(f => f.Use == SpecialUse.None)
            .ThenBy(f => Array.FindIndex(FolderTable.Standard, s => s.Use == f.Use))
            .ThenBy(f => f.Name, StringComparer.CurrentCultureIgnoreCase);
}
