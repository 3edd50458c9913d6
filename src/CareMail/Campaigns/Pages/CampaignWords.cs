using CareMail.Policies;
using CareMail.Web;

namespace CareMail.Campaigns.Pages;

/// <summary>How campaigns are told to people.</summary>
internal static class CampaignWords
{
    public static IReadOnlyList<RadioOption> Stages { get; } =
    [
        new(nameof(CampaignStage.SelfSetUp), "Self-set-up", "Letters; nothing is closed"),
        new(nameof(CampaignStage.Soft), "Pages ask first", "Mail stays open, by web and mail program"),
        new(nameof(CampaignStage.Hard), "Mail is closed too", "Until it is done; incoming mail is always accepted"),
    ];

    public static string Stage(CampaignStage? stage) =>
        stage is not { } reached
            ? "Not begun"
            : reached switch
            {
                CampaignStage.SelfSetUp => "Self-set-up",
                CampaignStage.Soft => "Pages ask first",
                CampaignStage.Hard => "Mail is closed too",
            };

    public static string Day(DateOnly? day) => day is { } at ? BritishDay.Spell(at) : "no day yet";

    public static string KindOf(CampaignStage? stage) =>
        stage is not { } reached
            ? "own"
            : reached switch
            {
                CampaignStage.SelfSetUp => "good",
                CampaignStage.Soft => "warn",
                CampaignStage.Hard => "bad",
            };
}
