using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Joining.Pages.Casework;

/// <summary>/helpdesk/callbacks: who wants to be rung.</summary>
[Allows(Act.WorkOnApplications)]
internal sealed class CallbacksPageModel(Callbacks callbacks, TimeProvider time) : PageModel
{
    public IReadOnlyList<Callback> Open { get; private set; } = [];

    public DateTimeOffset Now => time.GetUtcNow();

    public async Task OnGetAsync(CancellationToken ct) => Open = await callbacks.OpenAsync(ct);

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct) =>
        (await callbacks.DoneAsync(HttpContext.Actor(), id, ct)).IsDone(out _, out _)
            ? Redirect("/helpdesk/callbacks")
            : Forbid();

    public static string TopicOf(CallbackTopic topic) =>
        topic switch
        {
            CallbackTopic.SelfManaged => "Self-managed group",
            CallbackTopic.ThirdParty => "Third-party route",
            CallbackTopic.Hospice => "Hospice NHSmail Application Query",
            CallbackTopic.Scotland => "Scotland",
            CallbackTopic.WalesOrNorthernIreland => "Wales or Northern Ireland",
            CallbackTopic.OtherSector => "Another sector",
            CallbackTopic.RegisterIsWrong => "The registers are wrong",
            CallbackTopic.AlreadyHere => "Already here, and nobody can get in",
        };
}
