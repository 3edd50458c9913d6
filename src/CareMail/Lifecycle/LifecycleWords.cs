using CareMail.Policies;

namespace CareMail.Lifecycle;

/// <summary>The stages of an account as people read them. Pure.</summary>
public static class LifecycleWords
{
    public static string Of(LifeStage stage) =>
        stage switch
        {
            LifeStage.NotCompleted => "New, not completed",
            LifeStage.Active => "Active",
            LifeStage.Inactive => "Inactive",
            LifeStage.Locked => "Locked",
            LifeStage.Leaver => "Leaver",
            LifeStage.Disabled => "Disabled",
            LifeStage.Deleted => "Deleted",
            LifeStage.DeletedPermanently => "Deleted permanently",
        };

    /// <summary>What the next day brings: "Inactive on 3 March 2026".</summary>
    public static string Next(LifeDates dates)
    {
        ArgumentNullException.ThrowIfNull(dates);
        return dates.Ahead is [var next, ..] ? $"{Of(next.Becomes)} on {Day(next.At)}" : "";
    }

    public static string Day(DateTimeOffset at) => BritishDay.Spell(BritishDay.Of(at));

    /// <summary>What the day means for whoever reads their own.</summary>
    public static string Meaning(LifeStage becomes) =>
        becomes switch
        {
            LifeStage.Inactive => "Unless you sign in, read or send before. An inactive account still works.",
            LifeStage.Deleted => "Unless you sign in before. We warn you, and your site’s owner can restore it.",
            LifeStage.DeletedPermanently => "Then your mail is destroyed, and nobody can bring it back.",
            _ => "",
        };
}
