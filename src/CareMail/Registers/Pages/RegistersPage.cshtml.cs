using CareMail.Access;
using CareMail.Identity;
using CareMail.Registers.Importing;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Registers.Pages;

/// <summary>Which registers are here, of which day, and every file that was read.</summary>
[Allows(Act.ImportRegisters)]
internal sealed class RegistersModel(ImportHistory history, AccountRecords accounts) : PageModel
{
    private const int Latest = 50;

    public IReadOnlyList<(Register Register, ImportReport? Current)> Current { get; private set; } = [];

    public IReadOnlyList<ImportReport> History { get; private set; } = [];

    public int Waiting { get; private set; }

    public string? Said { get; private set; }

    private IReadOnlyDictionary<Guid, string> _names = new Dictionary<Guid, string>();

    public async Task OnGetAsync(string? done, CancellationToken ct)
    {
        Said = done switch
        {
            "applied" => "The registers are up to date. Every earlier day stays as it was.",
            "discarded" => "The file is given up. Nothing changed.",
            _ => null,
        };
        var current = new List<(Register, ImportReport?)>();
        foreach (var register in Enum.GetValues<Register>())
        {
            current.Add((register, await history.CurrentAsync(register, ct)));
        }

        Current = current;
        History = await history.LatestAsync(Latest, ct);
        Waiting = (await history.WaitingAsync(ct)).Count;
        var people = History.Concat(current.Select(c => c.Item2).OfType<ImportReport>()).Select(i => i.Actor);
        _names = await accounts.NamesAsync([.. people.OfType<Guid>().Distinct()], ct);
    }

    public string Who(ImportReport import) =>
        import.Actor is { } actor ? _names.GetValueOrDefault(actor, "somebody") : "the operator";
}
