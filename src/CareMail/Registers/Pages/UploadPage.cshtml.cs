using System.Globalization;
using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Registers.Importing;
using CareMail.Registers.Reading;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Registers.Pages;

/// <summary>Takes register files from the browser and reads them; nothing changes before somebody has looked.</summary>
[Allows(Act.ImportRegisters)]
[RefuseLargerUploads]
[RequestSizeLimit(UploadLimits.RequestBytes)]
[RequestFormLimits(
    MultipartBodyLengthLimit = UploadLimits.RequestBytes,
    // In memory, because a file on disk would hold registered managers' numbers in clear.
    MemoryBufferThreshold = UploadLimits.RequestBytes,
    ValueCountLimit = UploadLimits.Fields
)]
internal sealed class UploadModel(ImportRegisters imports) : PageModel
{
    [BindProperty]
    public string? Day { get; set; }

    [BindProperty]
    public string? Month { get; set; }

    [BindProperty]
    public string? Year { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync([FromForm] List<IFormFile> files, CancellationToken ct)
    {
        var asAt = DayTyped();
        var known = files.Select(file => (File: file, Register: RegisterFiles.Recognise(file.FileName))).ToList();
        Check(known);
        if (!ModelState.IsValid)
        {
            return Again();
        }

        var read = new List<ImportReport>();
        foreach (var (file, register) in known)
        {
            await using var content = file.OpenReadStream();
            var outcome = await imports.ReadAsync(
                HttpContext.Actor(),
                new RegisterFile(register!.Value, NameOf(file), content, asAt),
                ct
            );
            if (!outcome.IsDone(out var report, out var refusal))
            {
                ModelState.AddModelError(nameof(files), refusal.Sentence.TrimEnd('.'));
                return Again();
            }

            read.Add(report);
        }

        foreach (var refused in read.Where(report => report.Fault is not null))
        {
            ModelState.AddModelError(nameof(files), $"{refused.File} is refused: {refused.Fault!.TrimEnd('.')}");
        }

        return ModelState.IsValid ? Redirect("/registers/waiting") : Again();
    }

    private static string NameOf(IFormFile file)
    {
        var name = FieldRules.Clean(Path.GetFileName(file.FileName.Replace('\\', '/')));
        return name.Length > UploadLimits.FileName ? name[..UploadLimits.FileName] : name;
    }

    private void Check(List<(IFormFile File, Register? Register)> known)
    {
        if (known.Count == 0)
        {
            ModelState.AddModelError("files", "Choose at least one register file");
        }

        foreach (var (file, _) in known.Where(one => one.Register is null))
        {
            ModelState.AddModelError("files", $"{NameOf(file)} is not the name of a register file");
        }

        foreach (
            var same in known
                .Where(one => one.Register is not null)
                .GroupBy(one => one.Register)
                .Where(g => g.Skip(1).Any())
        )
        {
            ModelState.AddModelError("files", $"Choose one file for {same.Key!.Value.Title()}, not {same.Count()}");
        }
    }

    /// <summary>The day typed, or null if none was; adds an error if it is none.</summary>
    private DateOnly? DayTyped()
    {
        if (string.IsNullOrWhiteSpace(Day + Month + Year))
        {
            return null;
        }

        if (
            DateOnly.TryParseExact(
                $"{Day?.Trim()}/{Month?.Trim()}/{Year?.Trim()}",
                "d/M/yyyy",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
        )
        {
            return day;
        }

        ModelState.AddModelError(nameof(Day), "Enter a real date, such as 20 11 2026, or leave it empty");
        return null;
    }

    private PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
