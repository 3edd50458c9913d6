using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Oversight.Pages;

/// <summary>One report, as far as a page goes.</summary>
[Allows(Act.SeeReports)]
internal sealed class ReportPageModel(Reports reports) : PageModel
{
    private const int Shown = 200;

    public Report Report { get; private set; } = Report.Access;

    public IReadOnlyList<IReadOnlyList<string>> Rows { get; private set; } = [];

    public bool IsCut { get; private set; }

    public async Task<IActionResult> OnGetAsync(string report, CancellationToken ct)
    {
        if (Report.Find(report) is not { } asked)
        {
            return NotFound();
        }

        Report = asked;
        var rows = new List<IReadOnlyList<string>>();
        var places = await reports.PlacesAsync(HttpContext.Actor(), ct);
        await foreach (var row in reports.RowsAsync(asked, places, ct))
        {
            if (rows.Count == Shown)
            {
                IsCut = true;
                break;
            }

            rows.Add(row);
        }

        Rows = rows;
        return Page();
    }
}
