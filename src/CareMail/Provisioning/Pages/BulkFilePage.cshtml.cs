using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Provisioning.Bulk;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Provisioning.Pages;

/// <summary>What a file would do, how far it is, and what came of it.</summary>
[Allows(Act.ImportPeople)]
internal sealed class BulkFilePageModel(StartBulk start, BulkTable bulks) : PageModel
{
    private const int Shown = 100;

    public BulkFile Uploaded { get; private set; } = new();

    public IReadOnlyList<RowCount> Counts { get; private set; } = [];

    public IReadOnlyList<(string Title, string Id, IReadOnlyList<BulkRow> Rows, long All)> Lists { get; private set; } =
    [];

    public long DoneRows => Number(RowState.Done);

    public long FailedRows => Number(RowState.Failed);

    public long Settled => DoneRows + FailedRows;

    public string Kind =>
        Uploaded.State switch
        {
            BulkState.Done => "good",
            BulkState.Dropped => "bad",
            _ => "warn",
        };

    public string Icon =>
        Uploaded.State switch
        {
            BulkState.Done => "check",
            BulkState.Dropped => "alert",
            _ => "clock",
        };

    public async Task<IActionResult> OnGetAsync(Guid bulk, CancellationToken ct) =>
        await LoadAsync(bulk, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostStartAsync(Guid bulk, CancellationToken ct) =>
        await AfterAsync(bulk, await start.RunAsync(HttpContext.Actor(), bulk, ct), ct);

    public async Task<IActionResult> OnPostDropAsync(Guid bulk, CancellationToken ct) =>
        await AfterAsync(bulk, await start.DropAsync(HttpContext.Actor(), bulk, ct), ct);

    private async Task<IActionResult> AfterAsync(Guid bulk, Outcome<BulkFile> outcome, CancellationToken ct)
    {
        if (outcome.IsDone(out _, out var refusal))
        {
            return Redirect($"/manage/bulk/{bulk}");
        }

        if (!await LoadAsync(bulk, ct))
        {
            return NotFound();
        }

        ModelState.AddModelError("", refusal.Sentence);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task<bool> LoadAsync(Guid bulk, CancellationToken ct)
    {
        if (!(await start.FindAsync(HttpContext.Actor(), bulk, ct)).IsDone(out var file, out _))
        {
            return false;
        }

        Uploaded = file;
        Counts = await bulks.CountAsync(bulk, ct);
        var lists = new List<(string, string, IReadOnlyList<BulkRow>, long)>();
        foreach (
            var (title, id, state) in new[]
            {
                ("Wrong rows", "wrong", RowState.Wrong),
                ("Failed rows", "failed", RowState.Failed),
                ("Rows to do", "good", RowState.Good),
                ("Rows done", "done", RowState.Done),
            }
        )
        {
            var all = Number(state);
            if (all > 0)
            {
                lists.Add((title, id, await bulks.RowsAsync(bulk, state, 0, Shown, ct), all));
            }
        }

        Lists = lists;
        return true;
    }

    private long Number(RowState state) => Counts.Where(c => c.State == state).Sum(c => c.Number);
}
