using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Accounts.Pages;

/// <summary>A page of one's own account.</summary>
internal abstract class OwnPage : PageModel
{
    protected Actor Actor => HttpContext.Actor();

    protected Guid Me => Actor.AccountId!.Value;

    /// <summary>When a change signs everybody out, this browser stays.</summary>
    protected StaysIn Stays => new(User.SessionId(), null);

    public string Title(string question) => ModelState.IsValid ? question : "Error: " + question;

    protected IActionResult Refused(params IEnumerable<Refusal> refusals)
    {
        foreach (var refusal in refusals)
        {
            ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence.TrimEnd('.'));
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}

/// <summary>A page that changes how one signs in: the password is asked for first, unless it was typed a moment ago.</summary>
internal abstract class ConfirmedPage(StepUp stepUp) : OwnPage
{
    // By its name alone it would be taken for the handler of a method PAGE.
    [NonHandler]
    public override Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (stepUp.IsFresh(HttpContext))
        {
            return base.OnPageHandlerExecutionAsync(context, next);
        }

        context.Result = Redirect(ConfirmModel.PathTo(Request.Path));
        return Task.CompletedTask;
    }
}
