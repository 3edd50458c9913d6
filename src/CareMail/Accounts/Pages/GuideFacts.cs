using CareMail.Accounts.MailPrograms;
using CareMail.Mailboxes;

namespace CareMail.Accounts.Pages;

/// <summary>What a set-up guide says of the person it is for.</summary>
internal sealed record GuideFacts(
    string UserName,
    string Incoming,
    string Outgoing,
    IReadOnlyList<(Guid Id, string Name)> Mailboxes
)
{
    public static async Task<GuideFacts> OfAsync(
        MailboxAccess mailboxes,
        Guid accountId,
        string userName,
        MailServers servers,
        CancellationToken ct
    )
    {
        var grants = await mailboxes.OfAccountAsync(accountId, ct);
        return new GuideFacts(
            userName,
            Spell(servers.Incoming),
            Spell(servers.Outgoing),
            [
                .. grants
                    .OrderBy(g => g.Mailbox.Kind is MailboxKind.Personal ? 0 : 1)
                    .ThenBy(g => g.Mailbox.DisplayName, StringComparer.Ordinal)
                    .Select(g => (g.Mailbox.Id, g.Mailbox.DisplayName)),
            ]
        );
    }

    private static string Spell(MailServer server) => $"{server.Host}, port {server.Port}";
}
