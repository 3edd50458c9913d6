using CareMail.Access;

namespace CareMail.Provisioning.Tokens;

/// <summary>What a token is for. Spelled as programs and pages spell it.</summary>
internal sealed record TokenScope(string Name, string Title, string Hint, Act Act);

/// <summary>Each scope opens the doors of one act.</summary>
internal static class TokenScopes
{
    public static readonly IReadOnlyList<TokenScope> All =
    [
        new("scim", "SCIM", "A directory or HR system adds, changes and removes people.", Act.UseScim),
        new("people:read", "Read people", "Who has an account, and the shared mailboxes.", Act.ReadPeople),
        new(
            "people:write",
            "Change people",
            "Add people, change them, take them out; let them into shared mailboxes.",
            Act.WritePeople
        ),
        new("bulk", "People by file", "Send a file of people and have it done.", Act.UseBulk),
        new("webhooks", "Webhooks", "Say where it wants to hear of changes.", Act.UseWebhooks),
    ];

    public static IReadOnlyList<TokenScope> Read(string written) =>
        [.. All.Where(scope => written.Split(' ').Contains(scope.Name, StringComparer.Ordinal))];

    public static string Write(IEnumerable<TokenScope> scopes) => string.Join(' ', scopes.Select(s => s.Name));
}
