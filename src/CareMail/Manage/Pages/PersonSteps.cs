using CareMail.Access;
using CareMail.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Manage.Pages;

/// <summary>An answer on the page that checks them.</summary>
/// <param name="Question">The step where it is changed.</param>
internal sealed record CheckedAnswer(string What, string Value, string Question);

/// <summary>
/// Something done to one person, in steps: one question a page, then all answers together, then it is done. The answers go
/// along in the form: nothing of them stands in an address, and nothing is kept of who turns back.
/// </summary>
internal abstract class PersonSteps(ManagedPlaces places, Act act) : ManagePage
{
    public const string Check = "check";

    /// <summary>The step whose button was pressed.</summary>
    [BindProperty]
    public string? Step { get; set; }

    /// <summary>The step to go back to, if that button was pressed.</summary>
    [BindProperty]
    public string? Back { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public ManagedPerson Person { get; private set; } = null!;

    /// <summary>The step that is shown.</summary>
    public string Showing { get; private set; } = "";

    public string Home => $"/manage/person/{Person.Life.Id}";

    /// <summary>The steps before the check, in their order.</summary>
    public abstract IReadOnlyList<string> Questions { get; }

    /// <summary>All answers, for the page that checks them.</summary>
    public abstract IReadOnlyList<CheckedAnswer> Answers { get; }

    /// <summary>The fields of each step, by name: those of other steps go along unseen.</summary>
    protected abstract IReadOnlyList<(string Question, string Name, string? Value)> Fields { get; }

    /// <summary>What stands on the page besides the person.</summary>
    protected virtual Task LoadAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>What is wrong with the answers of a step; null if nothing.</summary>
    protected abstract Task<Refusal?> WrongAsync(string question, CancellationToken ct);

    protected abstract Task<Outcome<AccountSummary>> DoAsync(CancellationToken ct);

    /// <summary>What is said afterwards.</summary>
    protected abstract string Done(AccountSummary person);

    public IEnumerable<(string Name, string Value)> Unseen =>
        Fields
            .Where(answer => answer.Question != Showing && !string.IsNullOrEmpty(answer.Value))
            .Select(answer => (answer.Name, answer.Value!));

    public async Task<IActionResult> OnGetAsync(Guid account, CancellationToken ct)
    {
        if (!await FindAsync(account, ct))
        {
            return NotFound();
        }

        Showing = Questions[0];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid account, CancellationToken ct)
    {
        if (!await FindAsync(account, ct))
        {
            return NotFound();
        }

        if (Back is not null && Questions.Contains(Back))
        {
            return Show(Back);
        }

        // Whoever confirms has answered all, whatever the form says: each step is looked at again.
        var asked = Questions.TakeWhile(question => question != Step).ToList();
        foreach (var question in asked.Count == Questions.Count ? asked : [.. asked, Questions[asked.Count]])
        {
            if (await WrongAsync(question, ct) is { } wrong)
            {
                Showing = question;
                return Refused(wrong);
            }
        }

        if (Step != Check)
        {
            return Show(asked.Count + 1 < Questions.Count ? Questions[asked.Count + 1] : Check);
        }

        if (!(await DoAsync(ct)).IsDone(out var person, out var no))
        {
            Showing = Check;
            return Refused(no with { Field = null });
        }

        Said = Done(person);
        return Redirect($"/manage/person/{account}");
    }

    // The fields show what was typed in the step, not the form's state.
    private PageResult Show(string step)
    {
        Showing = step;
        return Page();
    }

    private async Task<bool> FindAsync(Guid account, CancellationToken ct)
    {
        if (await places.PersonAsync(Actor, act, account, ct) is not { } person)
        {
            return false;
        }

        Person = person;
        await LoadAsync(ct);
        return true;
    }
}
