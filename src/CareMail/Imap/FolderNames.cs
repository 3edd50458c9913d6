using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>A name on the wire, taken apart: whose mailbox, and which folder there.</summary>
internal sealed record FolderPlace(Mailbox Mailbox, string Name);

/// <summary>
/// How folders are called: one's own at the root, shared mailboxes under <c>Shared/&lt;local part&gt;/…</c>.
/// A mailbox the account has no right to does not exist for it.
/// </summary>
internal sealed class FolderNames(ImapServices services, ImapSession session)
{
    public const string Shared = "Shared";

    private IReadOnlyList<MailboxGrant>? _mailboxes;

    /// <summary>Rights changed: ask again.</summary>
    public void Forget() => _mailboxes = null;

    /// <summary>Null: no name, or not ours to see.</summary>
    public async ValueTask<FolderPlace?> ResolveAsync(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        var mailboxes = await MailboxesAsync();
        if (!IsShared(name))
        {
            return Own(mailboxes) is { } own ? new FolderPlace(own, name) : null;
        }

        var parts = name.Split(MailboxName.Delimiter, 3);
        if (parts.Length < 3)
        {
            return null;
        }

        var shared = mailboxes
            .Select(grant => grant.Mailbox)
            .FirstOrDefault(m =>
                m.LocalPart.Equals(parts[1], StringComparison.OrdinalIgnoreCase) && !IsOwn(mailboxes, m)
            );
        return shared is null ? null : new FolderPlace(shared, MailboxName.Canonical(parts[2]));
    }

    public async ValueTask<Folder?> FindAsync(string? name) =>
        await ResolveAsync(name) is { } place
            ? await services.Tree.FindAsync(place.Mailbox.Id, place.Name, session.Closed)
            : null;

    /// <summary>What stands before the names of this mailbox's folders; empty for one's own.</summary>
    public async ValueTask<string> PrefixAsync(Mailbox mailbox) =>
        IsOwn(await MailboxesAsync(), mailbox) ? "" : PrefixOf(mailbox);

    public static string PrefixOf(Mailbox shared) => $"{Shared}/{shared.LocalPart}/";

    public static bool IsShared(string name) =>
        name.StartsWith(Shared, StringComparison.OrdinalIgnoreCase)
        && (name.Length == Shared.Length || name[Shared.Length] == MailboxName.Delimiter);

    /// <summary>One's own is the personal mailbox; an application has the one made for it.</summary>
    public static Mailbox? Own(IEnumerable<MailboxGrant> mailboxes) =>
        mailboxes
            .Where(grant => grant.Mailbox.Kind is MailboxKind.Personal or MailboxKind.Application)
            .OrderBy(grant => (grant.Right != AccessRight.Owner, grant.Mailbox.Kind))
            .FirstOrDefault()
            ?.Mailbox;

    public async ValueTask<IReadOnlyList<MailboxGrant>> MailboxesAsync() =>
        _mailboxes ??= await services.Access.OfAccountAsync(session.AccountId, session.Closed);

    private static bool IsOwn(IReadOnlyList<MailboxGrant> mailboxes, Mailbox mailbox) =>
        Own(mailboxes)?.Id == mailbox.Id;
}
