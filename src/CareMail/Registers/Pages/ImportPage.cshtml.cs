using CareMail.Access;
using CareMail.Registers.Importing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Registers.Pages;

/// <summary>All that one import changed or would change, page by page.</summary>
[Allows(Act.ImportRegisters)]
internal sealed class ImportModel(ImportHistory history) : PageModel
{
    public const int OnePage = 100;
    public const string RefusedRows = "refused";

    public ImportReport Import { get; private set; } = new();

    /// <summary>added, changed, ended or refused.</summary>
    public string Show { get; private set; } = "";

    public int Number { get; private set; }

    public ChangeKind Kind { get; private set; }

    public IReadOnlyList<RegisterChange> Changes { get; private set; } = [];

    public IReadOnlyList<RefusedRow> Refused { get; private set; } = [];

    public bool HasNext { get; private set; }

    public IEnumerable<(string Show, string Title)> Parts =>
        [
            ("added", $"Added ({Import.Added:N0})"),
            ("changed", $"Changed ({Import.Changed:N0})"),
            ("ended", $"Ended ({Import.Ended:N0})"),
            (RefusedRows, $"Refused ({Import.Refused:N0})"),
        ];

    public async Task<IActionResult> OnGetAsync(long number, string? show, int p, CancellationToken ct)
    {
        if (await history.FindAsync(number, ct) is not { } import)
        {
            return NotFound();
        }

        Import = import;
        Number = Math.Clamp(p, 1, 100_000);
        Show = Parts.Select(part => part.Show).FirstOrDefault(name => name == show) ?? First();
        await LoadAsync(ct);
        return Page();
    }

    /// <summary>What most needs to be looked at.</summary>
    private string First() =>
        Import.Ended > 0 ? "ended"
        : Import.Changed > 0 ? "changed"
        : Import.Added > 0 ? "added"
        : RefusedRows;

    private async Task LoadAsync(CancellationToken ct)
    {
        var skip = (Number - 1) * OnePage;
        if (Show == RefusedRows)
        {
            var all = await history.RefusalsAsync(Import.Number, ct);
            Refused = [.. all.Skip(skip).Take(OnePage)];
            HasNext = all.Count > skip + OnePage;
            return;
        }

        Kind = Enum.Parse<ChangeKind>(Show, ignoreCase: true);
        var changes = await history.ChangesAsync(Import, Kind, skip, OnePage + 1, ct);
        HasNext = changes.Count > OnePage;
        Changes = [.. changes.Take(OnePage)];
    }
}
