using System.Text.Json;

namespace CareMail.Eligibility;

/// <summary>
/// How the parts of a decision are spelled outside the program: in the interface, in files, in the database. Stable:
/// a value here is never renamed.
/// </summary>
public static class Identifiers
{
    private static readonly Dictionary<Reason, string> Reasons = NamesOf<Reason>();
    private static readonly Dictionary<Notice, string> Notices = NamesOf<Notice>();
    private static readonly Dictionary<EligibilityState, string> States = NamesOf<EligibilityState>();
    private static readonly Dictionary<JoiningRoute, string> Routes = NamesOf<JoiningRoute>();

    public static string Spell(this Reason reason) => Reasons[reason];

    public static string Spell(this Notice notice) => Notices[notice];

    public static string Spell(this EligibilityState state) => States[state];

    public static string Spell(this JoiningRoute route) => Routes[route];

    public static string Spell(this ToolkitCover cover) =>
        cover switch
        {
            ToolkitCover.None => "none",
            ToolkitCover.Own => "own",
            ToolkitCover.Headquarters => "hq",
            ToolkitCover.Waiver => "waiver",
        };

    public static JoiningRoute? ReadRoute(string spelled) =>
        Routes.Where(route => route.Value == spelled).Select(route => (JoiningRoute?)route.Key).FirstOrDefault();

    private static Dictionary<T, string> NamesOf<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));
}
