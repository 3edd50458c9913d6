using CareMail.Access;
using CareMail.Audit;

namespace CareMail.Manage.Pages;

/// <summary>What was done to a shared mailbox, in words.</summary>
internal static class AccessWords
{
    private const string Somebody = "Somebody who has left";

    /// <summary>Whose access it was about: the value begins with the account's id.</summary>
    public static Guid? PersonOf(AuditRow row) =>
        Guid.TryParse((row.NewValue ?? row.OldValue)?.Split(' ')[0], out var id) ? id : null;

    public static string Of(AuditRow row, IReadOnlyDictionary<Guid, string> names)
    {
        var name = PersonOf(row) is { } id ? names.GetValueOrDefault(id, Somebody) : "";
        return row.Act == Act.GrantMailbox.Spell() ? $"{name} became {RightIn(row.NewValue)}"
            : row.Act == Act.RevokeMailbox.Spell() ? $"{name} was taken out"
            : row.Act == Act.NameDeputy.Spell()
                ? row.NewValue is null ? $"{name} is no deputy any more"
                    : $"{name} was named as deputy"
            : row.Act == Act.ReviewMailbox.Spell() ? $"Access was gone through: {row.NewValue}"
            : row.Act == Act.CreateSharedMailbox.Spell() ? "The mailbox was made"
            : "Changed";
    }

    public static string By(AuditRow row, IReadOnlyDictionary<Guid, string> names) =>
        row.Actor is { } actor
            ? "By " + names.GetValueOrDefault(actor, "somebody who has left")
            : "By whoever runs the service";

    private static string RightIn(string? value) =>
        value?.EndsWith("owner", StringComparison.OrdinalIgnoreCase) == true ? "an owner" : "a member";
}
