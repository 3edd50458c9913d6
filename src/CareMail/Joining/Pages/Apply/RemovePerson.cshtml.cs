using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>Asks once more, and takes somebody off the list.</summary>
internal sealed class RemovePersonModel(ApplicantServices services, ChangeDraft change) : ApplicantPage(services)
{
    public NamedPerson Person { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await FindAsync(id, ct) ?? Page();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (await FindAsync(id, ct) is { } elsewhere)
        {
            return elsewhere;
        }

        await change.RemovePersonAsync(Application.Id, id, ct);
        return Redirect("/join/people");
    }

    private async Task<IActionResult?> FindAsync(Guid id, CancellationToken ct)
    {
        if (await LoadAsync(ct) is { } elsewhere)
        {
            return elsewhere;
        }

        if (People.FirstOrDefault(person => person.Id == id) is not { } person)
        {
            return Redirect("/join/people");
        }

        Person = person;
        return null;
    }
}
