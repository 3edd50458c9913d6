using CareMail.Access;
using CareMail.Audit;
using CareMail.Identity;

namespace CareMail.Accounts.Pages;

/// <summary>What was done to one's own account, when and by whom.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class RecordModel(AuditTrail audit, AccountRecords accounts) : OwnPage
{
    private const int AtOnce = 50;

    public sealed record Line(DateTimeOffset At, string What, string Who)
    {
        public string When => AccountTime.Exact(At);
    }

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>Where the next page goes on; null when this is the last.</summary>
    public Guid? Older { get; private set; }

    public async Task OnGetAsync(Guid? before, CancellationToken ct)
    {
        var rows = await audit.OfSubjectAsync(Me, before, AtOnce + 1, ct);
        var shown = rows.Take(AtOnce).ToList();
        var names = await accounts.NamesAsync([.. shown.Select(r => r.Actor).OfType<Guid>().Distinct()], ct);
        Lines = [.. shown.Select(row => new Line(row.At, RecordWords.Of(row), WhoOf(row, names)))];
        Older = rows.Count > AtOnce ? shown[^1].Id : null;
    }

    private string WhoOf(AuditRow row, IReadOnlyDictionary<Guid, string> names) =>
        row.Actor is not { } actor ? "By whoever runs the service"
        : actor == Me ? "By you"
        : names.TryGetValue(actor, out var name) ? "By " + name
        : "By somebody who has left";
}
