using CareMail.Access;
using CareMail.Identity.Tasks;

namespace CareMail.Accounts.Pages;

/// <param name="By">The day from which it hurts; null: now, or no day is known.</param>
/// <param name="IsNow">Pages ask for it already.</param>
/// <param name="IsClosed">Mail is closed until it is done.</param>
internal sealed record ChecklistLine(string What, string Path, string When, DateOnly? By, bool IsNow, bool IsClosed);

/// <summary>Everything one has still to do for the safety of one's account, with one deadline in words.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class ChecklistModel(OpenTasks tasks) : OwnPage
{
    public IReadOnlyList<ChecklistLine> Lines { get; private set; } = [];

    /// <summary>One sentence for all of it: the first day that matters.</summary>
    public string Deadline
    {
        get
        {
            var things = Lines.Count == 1 ? "This" : $"These {Lines.Count} things";
            return Lines.Any(line => line.IsClosed) ? $"{things} now: your mail opens when it is done."
                : Lines.Min(line => line.By) is { } day ? $"{things} by {AccountTime.Day(day)}."
                : Lines.Any(line => line.IsNow) ? $"{things} soon: your mail works, other pages ask first."
                : $"{things} when you have a moment: no day is set yet.";
        }
    }

    public async Task OnGetAsync(CancellationToken ct) => Lines = [.. (await tasks.OfAsync(Me, ct)).Select(LineOf)];

    internal static ChecklistLine LineOf(OpenTask open) =>
        new(
            What(open.Task),
            PathOf(open.Task),
            When(open),
            open.Pressure is TaskPressure.None ? open.Standing?.PagesFrom : open.Standing?.DoorsFrom,
            open.Pressure is not TaskPressure.None,
            open.Pressure is TaskPressure.Doors or TaskPressure.AtSignIn
        );

    private static string When(OpenTask open) =>
        open switch
        {
            { Standing.ExemptUntil: { } until } => $"Not asked of you before {AccountTime.Day(until.AddDays(1))}.",
            { Pressure: TaskPressure.Doors } => "Your mail is closed until it is done.",
            { Pressure: TaskPressure.Pages, Standing.DoorsFrom: { } day } =>
                $"Your mail works, other pages ask first. By {AccountTime.Day(day)}, or your mail is closed too.",
            { Pressure: TaskPressure.Pages } =>
                "Your mail works, other pages ask first. No day is set yet for closing mail.",
            { Pressure: TaskPressure.None, Standing.PagesFrom: { } day } =>
                $"By {AccountTime.Day(day)}, or every page but your mail asks first.",
            { Pressure: TaskPressure.None } => "No day is set yet.",
            _ => "At your next sign-in.",
        };

    private static string What(DueTask task) =>
        task switch
        {
            DueTask.ChangePassword => "Choose a new password",
            DueTask.AcceptPolicy => "Accept the use policy",
            DueTask.SecondFactor => "Set up a second factor, and keep your recovery codes",
            DueTask.Profile => "Check your profile",
            DueTask.AccountSecret => "Choose an Account Secret",
        };

    private static string PathOf(DueTask task) =>
        task switch
        {
            DueTask.ChangePassword => "/account/password",
            DueTask.AcceptPolicy => "/account/policy",
            DueTask.SecondFactor => "/account/sign-in",
            DueTask.Profile => "/account/profile",
            DueTask.AccountSecret => "/account/secret",
        };
}
