using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>/join/status: the reference, and where it stands.</summary>
internal sealed class StatusModel(ApplicantServices services, ApplicantAnswers answers, TimeProvider time)
    : ApplicantPage(services)
{
    [BindProperty]
    public string? Words { get; set; }

    public DateTimeOffset Now => time.GetUtcNow();

    public IReadOnlyList<(ApplicationEvent Event, string Says)> SoFar { get; private set; } = [];

    public string Question => SoFar.LastOrDefault(e => e.Event.Kind is EventKind.Asked).Event?.Words ?? "";

    public bool IsGood => Application.State is ApplicationState.Submitted or ApplicationState.Approved;

    public string Mark => ApplicationWords.State(Application.State);

    public string Headline =>
        Application.State switch
        {
            ApplicationState.Submitted => $"We have your application for {Application.Home}",
            ApplicationState.Asked => $"We have a question about {Application.Home}",
            ApplicationState.Provisional => $"Your application for {Application.Home} is ready, and waits for ODS",
            ApplicationState.Approved => $"{Application.Home} has joined CareMail",
            ApplicationState.Rejected => $"We could not approve the application for {Application.Home}",
            _ => $"The application for {Application.Home} is closed",
        };

    public string Next =>
        Application.State switch
        {
            ApplicationState.Submitted => Application.IsProved
                ? "A person at the helpdesk looks at it, mostly on the same working day. We write to you."
                : "A person at the helpdesk rings the number CQC holds for the home, and then looks at it.",
            ApplicationState.Asked => "Answer below: then it goes on.",
            ApplicationState.Provisional =>
                "No account is made before ODS shows the home. We look every day, and it goes on by itself: you need do nothing.",
            ApplicationState.Approved =>
                "Everyone named who is new gets an e-mail with a user name, and a text message with a temporary password.",
            ApplicationState.Rejected => "When the reason has gone, you are welcome to apply again.",
            _ => "You can begin a new one.",
        };

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await ShowAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ShowAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        return (await answers.AnswerAsync(Application, Words, Network, ct)).IsDone(out _, out var refusal)
            ? Redirect("/join/status")
            : Again(refusal);
    }

    private async Task<IActionResult?> ShowAsync(CancellationToken ct)
    {
        if (!await TryLoadAsync(ct))
        {
            return Redirect("/join/no-application");
        }

        if (Application.State is ApplicationState.Draft)
        {
            return await NextAsync(ct);
        }

        SoFar =
        [
            .. (await Services.Applications.EventsAsync(Application, ct))
                .Select(happened => (happened, Says: ApplicationWords.ForApplicant(happened)))
                .Where(line => line.Says is not null)
                .Select(line => (line.happened, line.Says!)),
        ];
        return null;
    }
}
