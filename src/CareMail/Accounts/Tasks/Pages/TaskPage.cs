using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>
/// One task of getting in. The door is asked before every handler: who proved nothing is sent to the sign-in page, and who
/// comes too early or again (the back button, a second press) to the task that is next.
/// </summary>
internal abstract class TaskPage(Arrivals arrivals) : PageModel
{
    public const int Tasks = 5;

    /// <summary>Somebody; set before any handler runs.</summary>
    public Arrival Arrival { get; private set; } = null!;

    /// <summary>Which task this page is of; null for the list, which is open while anything is due.</summary>
    protected abstract DueTask? Mine { get; }

    /// <summary>Counted from 1.</summary>
    public int Step => (int)(Mine ?? Arrival.Due[0]) + 1;

    public int Done => Tasks - Arrival.Due.Count;

    public bool IsDone(DueTask task) => !Arrival.Due.Contains(task);

    public static string PathOf(DueTask task) =>
        Arrivals.TasksPath
        + task switch
        {
            DueTask.ChangePassword => "/password",
            DueTask.AcceptPolicy => "/policy",
            DueTask.SecondFactor => "/second-factor",
            DueTask.Profile => "/profile",
            DueTask.AccountSecret => "/secret",
        };

    public string Title(string question) => ModelState.IsValid ? question : "Error: " + question;

    // By its name alone it would be taken for the handler of a method PAGE.
    [NonHandler]
    public override async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context,
        PageHandlerExecutionDelegate next
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (await arrivals.WhoAsync(HttpContext) is not { } arrival)
        {
            context.Result = Redirect("/sign-in");
        }
        else if (arrival.Due.Count == 0)
        {
            context.Result = Redirect(await arrivals.GoOnAsync(HttpContext, arrival));
        }
        else if (Mine is { } mine && mine != arrival.Due[0])
        {
            context.Result = Redirect(PathOf(arrival.Due[0]));
        }
        else
        {
            Arrival = arrival;
            ViewData["Who"] = arrival.Account.DisplayName;
            ViewData["SignOutPath"] = Arrivals.LeavePath;
            await next();
        }
    }

    protected Actor Actor => Arrival.Actor(HttpContext);

    /// <summary>The task is done: on to the next, or in.</summary>
    protected async Task<IActionResult> GoOnAsync(string? proof = null)
    {
        var way = await arrivals.GoOnAsync(HttpContext, Arrival, proof);
        return Redirect(way == Arrivals.TasksPath && Arrival.Due.Count > 1 ? PathOf(Arrival.Due[1]) : way);
    }

    /// <summary>Only part of the task is done.</summary>
    protected async Task<IActionResult> GoOnToAsync(string path, string? proof = null)
    {
        await arrivals.GoOnAsync(HttpContext, Arrival, proof);
        return Redirect(path);
    }

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
