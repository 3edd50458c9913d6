using CareMail.Access;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Helpdesk.Pages;

/// <summary>An agent writes down a call.</summary>
[Allows(Act.WorkOnCases)]
internal sealed class NewCaseModel(OpenCase open, TimeProvider time) : DeskPage(time)
{
    [BindProperty]
    public string? Caller { get; set; }

    [BindProperty]
    public string? Telephone { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? Ods { get; set; }

    [BindProperty]
    public string? Topic { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var asked = new CaseRequest(
            TopicOf(Topic),
            Caller ?? "",
            Telephone ?? "",
            Address ?? "",
            Ods ?? "",
            Words ?? ""
        );
        if ((await open.ByTelephoneAsync(Actor, asked, ct)).IsDone(out var opened, out var refusal))
        {
            return Redirect($"/helpdesk/cases/{opened.Id}");
        }

        Blame(refusal);
        return Page();
    }

    /// <summary>What is no topic is none of those there are, and is refused.</summary>
    internal static CaseTopic TopicOf(string? typed) =>
        Enum.TryParse<CaseTopic>(typed, out var topic) && CaseWords.Topics.Any(t => t.Value == typed) ? topic : 0;
}
