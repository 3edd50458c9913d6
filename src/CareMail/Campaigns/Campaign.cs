using CareMail.Access;
using CareMail.Identity.Tasks;

namespace CareMail.Campaigns;

/// <summary>How far a campaign has got. The numbers are stored: never reuse one.</summary>
public enum CampaignStage
{
    /// <summary>People do it themselves; letters remind them.</summary>
    SelfSetUp = 1,

    /// <summary>Mail stays open; every other page asks first.</summary>
    Soft = 2,

    /// <summary>Mail is closed too until it is done; incoming mail is always accepted.</summary>
    Hard = 3,
}

/// <summary>A security change that is rolled out.</summary>
public sealed record Campaign(
    string Key,
    string Title,
    DueTask Asks,
    IReadOnlyList<Role> Roles,
    IReadOnlyList<Guid> Organisations,
    int LettersDays,
    int SoftLettersDays
);

/// <summary>From which day a stage holds, for everybody or for one organisation.</summary>
public sealed record StageDay(string Campaign, Guid? OrganisationId, CampaignStage Stage, DateOnly From);

/// <summary>Somebody, or a whole organisation, of whom nothing is asked for a while.</summary>
public sealed record Exemption(
    Guid Id,
    string Campaign,
    Guid? AccountId,
    Guid? OrganisationId,
    string Reason,
    DateOnly Until
);

/// <summary>How tasks are spelled in the tables and in forms.</summary>
internal static class Asked
{
    public static readonly IReadOnlyList<DueTask> All =
    [
        DueTask.AccountSecret,
        DueTask.SecondFactor,
        DueTask.AcceptPolicy,
    ];

    public static string Spell(DueTask task) =>
        task switch
        {
            DueTask.AccountSecret => "account_secret",
            DueTask.SecondFactor => "second_factor",
            DueTask.AcceptPolicy => "use_policy",
            _ => throw new ArgumentOutOfRangeException(nameof(task), task, "No campaign asks for this."),
        };

    public static DueTask? Read(string spelled)
    {
        foreach (var task in All)
        {
            if (Spell(task) == spelled)
            {
                return task;
            }
        }

        return null;
    }

    /// <summary>As people are asked.</summary>
    public static string Words(DueTask task) =>
        task switch
        {
            DueTask.AccountSecret => "Choose an Account Secret",
            DueTask.SecondFactor => "Set up a second factor",
            _ => "Accept the new use policy",
        };
}
