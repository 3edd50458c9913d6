using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>One other way in, and "ring me".</summary>
internal sealed class OtherWayPageModel(Callbacks callbacks) : RingMeForm(callbacks)
{
    public OtherWay Way { get; private set; } = null!;

    public IActionResult OnGet(string way) => Find(way) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string way, CancellationToken ct) =>
        Find(way) ? await AskAsync(Way.Topic, null, ct) : NotFound();

    private bool Find(string path)
    {
        if (OtherWay.Find(path) is not { } found)
        {
            return false;
        }

        Way = found;
        return true;
    }
}
