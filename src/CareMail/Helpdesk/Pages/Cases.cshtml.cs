using CareMail.Access;
using CareMail.Joining;

namespace CareMail.Helpdesk.Pages;

/// <summary>/helpdesk/cases: everything that waits for an agent, the soonest due first.</summary>
[Allows(Act.SeeCases)]
internal sealed class CasesModel(CaseFiles files, TimeProvider time) : DeskPage(time)
{
    private CaseQueue _queue = null!;

    public int Open => _queue.Mine.Count + _queue.Free.Count + _queue.Others.Count;

    public int Late => _queue.Mine.Concat(_queue.Free).Concat(_queue.Others).Count(c => c.Case.Due < Now);

    public IEnumerable<(string Id, string Heading, IReadOnlyList<QueuedCase> Some, string Empty)> Lists =>
        [
            ("mine", "Yours", _queue.Mine, "You have no case. Take one of those below, or pick up the telephone."),
            ("free", "Nobody’s yet", _queue.Free, "Nothing waits."),
            .. new[]
            {
                ("others", "With colleagues", _queue.Others, ""),
                ("settled", "Settled lately", _queue.Settled, ""),
            }.Where(list => list.Item3.Count > 0),
        ];

    public async Task OnGetAsync(CancellationToken ct) => _queue = await files.QueueAsync(Actor, ct);

    public static string SourceOf(HelpCase c) =>
        c.Source switch
        {
            CaseSource.Telephone => "Telephone",
            CaseSource.Form => "Form",
            CaseSource.SharedMailbox => "Shared mailbox",
            CaseSource.OwnMailbox => "Own mailbox",
        };

    public string Clock(HelpCase c) =>
        c.Due < Now ? $"{JoiningTime.Length(Now - c.Due)} late" : $"{JoiningTime.Length(c.Due - Now)} left";
}
