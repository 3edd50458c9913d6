using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Organisations;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Oversight.Pages;

/// <summary>The reports there are, and how many rows each has today.</summary>
[Allows(Act.SeeReports)]
internal sealed class ReportsPageModel(Reports reports) : PageModel
{
    public IReadOnlyList<Organisation> Places { get; private set; } = [];

    public IReadOnlyList<(Report Report, long Number)> Numbers { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Places = await reports.PlacesAsync(HttpContext.Actor(), ct);
        var numbers = new List<(Report, long)>();
        foreach (var report in Report.All)
        {
            long number = 0;
            await foreach (var _ in reports.RowsAsync(report, Places, ct))
            {
                number++;
            }

            numbers.Add((report, number));
        }

        Numbers = numbers;
    }
}
