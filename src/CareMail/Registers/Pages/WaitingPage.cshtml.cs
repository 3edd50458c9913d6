using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Registers.Importing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Registers.Pages;

/// <summary>A file that was read, with the first of what it would change.</summary>
internal sealed record WaitingFile(
    ImportReport Import,
    bool Asks,
    IReadOnlyList<(ChangeKind Kind, IReadOnlyList<RegisterChange> First)> Changes,
    IReadOnlyList<RefusedRow> Refused
);

/// <summary>What the files that were read would change, and the button that does it.</summary>
[Allows(Act.ImportRegisters)]
internal sealed class WaitingModel(ImportRegisters imports, ImportHistory history) : PageModel
{
    public const int LongestReason = 200;
    private const int Shown = 10;

    public IReadOnlyList<WaitingFile> Files { get; private set; } = [];

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The imports whose many endings are meant.</summary>
    [BindProperty]
    public List<long> Endings { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return Files.Count == 0 ? Redirect("/registers") : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Reason?.Trim() is not { Length: > 0 and <= LongestReason } reason)
        {
            ModelState.AddModelError(nameof(Reason), $"Enter a reason, at most {LongestReason} characters");
            return Again();
        }

        if (Files.FirstOrDefault(file => file.Asks && !Endings.Contains(file.Import.Number)) is { } unconfirmed)
        {
            ModelState.AddModelError(
                EndingField(unconfirmed.Import),
                $"{unconfirmed.Import.File} would end {unconfirmed.Import.LiveEnding:N0} organisations: say that it is meant, or give it up"
            );
            return Again();
        }

        foreach (var file in Files)
        {
            var number = file.Import.Number;
            var outcome = await imports.ApplyAsync(HttpContext.Actor(), number, Endings.Contains(number), reason, ct);
            if (!outcome.IsDone(out _, out var refusal))
            {
                ModelState.AddModelError("", $"{file.Import.File}: {refusal.Sentence}");
            }
        }

        if (ModelState.IsValid)
        {
            return Redirect("/registers?done=applied");
        }

        await LoadAsync(ct);
        return Again();
    }

    public async Task<IActionResult> OnPostDiscardAsync(long number, CancellationToken ct)
    {
        // Given up before is given up too: pressing twice is no mistake.
        await imports.DiscardAsync(HttpContext.Actor(), number, ct);
        return (await history.WaitingAsync(ct)).Count == 0
            ? Redirect("/registers?done=discarded")
            : Redirect("/registers/waiting");
    }

    public static string EndingField(ImportReport import) => $"Endings_{import.Number}";

    private PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var files = new List<WaitingFile>();
        foreach (var import in await history.WaitingAsync(ct))
        {
            var changes = new List<(ChangeKind, IReadOnlyList<RegisterChange>)>();
            foreach (var kind in Enum.GetValues<ChangeKind>())
            {
                changes.Add((kind, await history.ChangesAsync(import, kind, 0, Shown, ct)));
            }

            var refused = await history.RefusalsAsync(import.Number, ct);
            files.Add(new WaitingFile(import, imports.AsksBecauseOfEndings(import), changes, [.. refused.Take(Shown)]));
        }

        Files = files;
    }
}
