using CareMail.Access;
using CareMail.Accounts.Pages;
using CareMail.Identity;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using CareMail.Organisations;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>All five tasks, what is done and what is next.</summary>
[Allows(Act.SignIn)]
internal sealed class TaskListModel(
    Arrivals arrivals,
    OwnSignIn own,
    OrganisationTable organisations,
    TimeProvider time
) : TaskPage(arrivals)
{
    // As long as they took people who were watched; the policy is read.
    private static readonly Dictionary<DueTask, int> Minutes = new()
    {
        [DueTask.ChangePassword] = 1,
        [DueTask.AcceptPolicy] = 3,
        [DueTask.SecondFactor] = 3,
        [DueTask.Profile] = 1,
        [DueTask.AccountSecret] = 2,
    };

    public sealed record Row(DueTask Task, string Name, string Hint, bool IsDone, bool IsNext)
    {
        public int Number => (int)Task + 1;
    }

    protected override DueTask? Mine => null;

    public bool IsFirst { get; private set; }

    public string Organisation { get; private set; } = "";

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public string Heading => IsFirst ? $"Welcome, {Arrival.FirstName}" : $"Before you go on, {Arrival.FirstName}";

    public string Why =>
        IsFirst
            ? "Five short tasks, then your mail. Each one keeps the people you care for safe. Stop after any of them and carry on later."
            : "Something has to be done again before your mail opens. Stop after any task and carry on later.";

    public string MinutesLeft
    {
        get
        {
            var minutes = Arrival.Due.Sum(task => Minutes[task]);
            return minutes == 1 ? "a minute" : $"{minutes} minutes";
        }
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var dates = (await own.DatesAsync(Arrival.Account.Id, ct))!;
        IsFirst = dates.Opened is null && dates.SecretSet is null;
        Organisation = (await organisations.FindAsync(Arrival.Account.OrganisationId, ct))?.Name ?? "";
        Rows =
        [
            RowOf(
                DueTask.ChangePassword,
                "Choose your own password",
                IsDone(DueTask.ChangePassword) ? "Yours alone. The temporary one no longer works" : "Yours alone"
            ),
            RowOf(DueTask.AcceptPolicy, "Read and accept how CareMail may be used", PolicyHint(dates)),
            RowOf(
                DueTask.SecondFactor,
                "Add a second way to prove it is you",
                "An app on your phone, or a passkey on this device"
            ),
            RowOf(
                DueTask.Profile,
                "Check your name and mobile",
                "How colleagues find you. You decide who sees your mobile"
            ),
            RowOf(
                DueTask.AccountSecret,
                "Choose your Account Secret",
                "How the helpdesk knows you when you are locked out"
            ),
        ];
    }

    private string PolicyHint(AccountDates dates) =>
        IsDone(DueTask.AcceptPolicy) && dates.PolicyAccepted is { } at
            ? $"Version {dates.PolicyVersion}, accepted {AccountTime.Moment(at, time.GetUtcNow())}"
            : "Four short pages, in plain words";

    private Row RowOf(DueTask task, string name, string hint) =>
        new(task, name, hint, IsDone(task), task == Arrival.Due[0]);
}
