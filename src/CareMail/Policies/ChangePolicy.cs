using CareMail.Access;
using CareMail.Audit;
using CareMail.Storage;

namespace CareMail.Policies;

/// <summary>A change of policy that somebody wants.</summary>
/// <param name="Setting">Its key.</param>
/// <param name="From">The first day it holds.</param>
/// <param name="Value">Null: the row of that day goes, and the one before it holds on.</param>
public sealed record PolicyEdit(string Setting, DateOnly From, string? Value, string Reason = "");

/// <summary>Changes a setting of the policy from a day on, or takes such a change back. Always with a reason.</summary>
public sealed class ChangePolicy(
    Database database,
    PolicyTable policies,
    PolicyCatalogue catalogue,
    AuditTrail audit,
    TimeProvider time
)
{
    public async Task<Outcome<PolicyBook>> RunAsync(Actor actor, PolicyEdit wanted, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (!Permissions.May(actor, Act.ChangePolicy, default))
        {
            return new Refusal("Your account does not have the right to change the policy.");
        }

        var reason = wanted.Reason.Trim();
        if (
            reason.Length == 0
            || reason.Length > PolicyLimits.LongestReason
            || reason.Any(c => char.IsControl(c) && c is not ('\n' or '\r'))
        )
        {
            return new Refusal($"Say why, in at most {PolicyLimits.LongestReason} characters.", nameof(wanted.Reason));
        }

        var book = await policies.InForceAsync(ct);
        if (!Read(catalogue, book, wanted).IsDone(out var edited, out var refusal))
        {
            return refusal;
        }

        await database.WriteAsync(tx => WriteAsync(tx, actor, edited, reason), ct);
        return edited.After;
    }

    /// <summary>What the change would make of the policy, or why it is none.</summary>
    public static Outcome<EditedPolicy> Read(PolicyCatalogue catalogue, PolicyBook book, PolicyEdit wanted)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(book);
        ArgumentNullException.ThrowIfNull(wanted);
        if (catalogue.Find(wanted.Setting) is not { } setting)
        {
            return new Refusal("There is no such setting.", nameof(wanted.Setting));
        }

        var standing = book.Periods(setting).FirstOrDefault(period => period.Row.ValidFrom == wanted.From)?.Row;
        if (wanted.Value is null)
        {
            return standing is null || wanted.From == DateOnly.MinValue
                ? new Refusal("There is no change on that day that could be taken back.", nameof(wanted.From))
                : new EditedPolicy(setting, wanted.From, null, book, book.Without(setting, wanted.From));
        }

        if (wanted.From < PolicyLimits.FirstDay || wanted.From > PolicyLimits.LastDay)
        {
            return new Refusal(
                $"Enter a day between {PolicyLimits.FirstDay.Year} and {PolicyLimits.LastDay.Year}.",
                nameof(wanted.From)
            );
        }

        if (setting.Read(wanted.Value) is not { } value)
        {
            return new Refusal("Enter a value that this setting can have.", nameof(wanted.Value));
        }

        if (book.RowOn(setting, wanted.From).Value == value)
        {
            return new Refusal("On that day it has this value already.", nameof(wanted.Value));
        }

        var row = new PolicyRow
        {
            Setting = setting.Key,
            ValidFrom = wanted.From,
            Value = value,
        };
        return new EditedPolicy(setting, wanted.From, value, book, book.With(row));
    }

    private async Task WriteAsync(WriteTransaction tx, Actor actor, EditedPolicy edited, string reason)
    {
        var now = time.GetUtcNow();
        await PolicyTable.WithdrawAsync(tx, edited.Setting.Key, edited.From, now);
        if (edited.Value is not null)
        {
            await PolicyTable.InsertAsync(
                tx,
                new PolicyRow
                {
                    Setting = edited.Setting.Key,
                    ValidFrom = edited.From,
                    Value = edited.Value,
                    Recorded = now,
                    AccountId = actor.AccountId,
                    Reason = reason,
                }
            );
        }

        policies.Changed(tx);
        await audit.RecordAsync(
            tx,
            new AuditEntry(
                actor.AccountId,
                Act.ChangePolicy.Spell(),
                null,
                null,
                actor.Origin,
                OldValue: edited.InWords(edited.Before),
                NewValue: edited.InWords(edited.After),
                Reason: reason
            )
        );
    }
}

/// <summary>A change that is one: the policy before and after it.</summary>
public sealed record EditedPolicy(
    PolicySetting Setting,
    DateOnly From,
    string? Value,
    PolicyBook Before,
    PolicyBook After
)
{
    /// <summary>The value that holds on the day, as the audit trail keeps it.</summary>
    public string InWords(PolicyBook book) =>
        $"{Setting.Key} from {From:yyyy-MM-dd}: {book.RowOn(Setting, From).Value}";
}
