using CareMail.Access;
using CareMail.Identity.Recovery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Accounts.Recovery.Pages;

/// <summary>
/// One step of getting back in. The reset is asked before every handler: who skips a step, comes again after the last one, or
/// brings a half-finished reset of another browser begins anew.
/// </summary>
internal abstract class ResetPage(Resets resets) : PageModel
{
    public const string Start = "/sign-in/reset";
    public const string Prove = Start + "/prove";
    public const string Code = Start + "/code";
    public const string Password = Start + "/password";
    public const string Done = Start + "/done";

    protected abstract ResetStep Mine { get; }

    /// <summary>Set before any handler runs.</summary>
    public OpenReset Reset { get; private set; } = null!;

    protected Resets Resets => resets;

    public string Title(string question) => ModelState.IsValid ? question : "Error: " + question;

    protected string Origin => HttpContext.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    // By its name alone it would be taken for the handler of a method PAGE.
    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (await resets.FindAsync(HttpContext, HttpContext.RequestAborted) is not { } reset)
        {
            context.Result = Redirect(Start);
        }
        else if (reset.Step != Mine)
        {
            context.Result = Redirect(PathOf(reset.Step));
        }
        else
        {
            Reset = reset;
            await next();
        }
    }

    private static string PathOf(ResetStep step) =>
        step switch
        {
            ResetStep.Asked => Prove,
            ResetStep.Proven => Password,
            ResetStep.Done => Done,
            _ => Start,
        };

    protected IActionResult Refused(Refusal refusal)
    {
        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence.TrimEnd('.'));
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    protected IActionResult After(ResetProof proof, string field, string wrong) =>
        proof switch
        {
            ResetProof.Proven => Redirect(Password),
            ResetProof.Wrong => Refused(new Refusal(wrong, field)),
            _ => Redirect(Start + "?over=yes"),
        };
}
