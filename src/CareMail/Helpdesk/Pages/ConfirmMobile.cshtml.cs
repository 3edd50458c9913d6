using CareMail.Access;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Helpdesk.Pages;

/// <summary>A colleague at the shared mailbox confirms a new mobile. Opening the page changes nothing.</summary>
[Allows(Act.ConfirmForMailbox)]
internal sealed class ConfirmMobileModel(MoveMobile move, TimeProvider time) : DeskPage(time)
{
    public MobileQuestion? Question { get; private set; }

    public string? Thanks { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Question = await move.QuestionAsync(Actor, id, ct);
        return Question is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, string? answer, CancellationToken ct)
    {
        if (await move.QuestionAsync(Actor, id, ct) is null)
        {
            return NotFound();
        }

        if ((await move.AnswerAsync(Actor, id, answer == "yes", ct)).IsDone(out var thanks, out var refusal))
        {
            Thanks = thanks;
        }
        else
        {
            Blame(refusal);
        }

        return Page();
    }
}
