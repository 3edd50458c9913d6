using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Lifecycle;

namespace CareMail.Manage.Pages;

/// <summary>Deleting an account: what follows, why, and once more.</summary>
[Allows(Act.DeleteAccount)]
internal sealed class DeletePageModel(ManagedPlaces places, DeleteAccount delete, Lives lives, TimeProvider time)
    : PersonSteps(places, Act.DeleteAccount)
{
    public const string Why = "why";

    /// <summary>The last day on which it can be restored.</summary>
    public string Gone { get; private set; } = "";

    /// <summary>Shared mailboxes nobody else owns.</summary>
    public IReadOnlyList<string> OnlyTheirs { get; private set; } = [];

    public override IReadOnlyList<string> Questions => [Why];

    public override IReadOnlyList<CheckedAnswer> Answers => [new("Why", Reason ?? "", Why)];

    protected override IReadOnlyList<(string Question, string Name, string? Value)> Fields =>
        [(Why, nameof(Reason), Reason)];

    protected override async Task LoadAsync(CancellationToken ct)
    {
        Gone = Day(time.GetUtcNow().AddDays((await lives.DaysAsync(ct)).Restorable));
        OnlyTheirs =
        [
            .. (await lives.SharedAsync(Person.Life.Id, ct))
                .Where(s => s.IsOnlyOwner)
                .Select(s => s.Mailbox.DisplayName),
        ];
    }

    protected override Task<Refusal?> WrongAsync(string question, CancellationToken ct) =>
        Task.FromResult(Acts.NoReason(Reason));

    protected override Task<Outcome<AccountSummary>> DoAsync(CancellationToken ct) =>
        delete.RunAsync(Actor, Person.Life.Id, Reason, ct);

    protected override string Done(AccountSummary person) =>
        $"The account of {person.DisplayName} is deleted. It can be restored until {Gone}.";
}
