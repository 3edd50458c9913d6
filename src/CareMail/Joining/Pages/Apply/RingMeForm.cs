using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>A page with the form "ring me".</summary>
internal abstract class RingMeForm(Callbacks callbacks) : JoinPage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Telephone { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public bool Done { get; private set; }

    protected async Task<IActionResult> AskAsync(CallbackTopic topic, string? home, CancellationToken ct)
    {
        var typed = new CallbackContent(Name ?? "", Telephone ?? "", Words ?? "");
        if (!(await callbacks.AskAsync(topic, home, typed, Network, ct)).IsDone(out _, out var refusal))
        {
            return Again(refusal);
        }

        Done = true;
        return Page();
    }
}
