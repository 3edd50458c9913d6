using CareMail.Access;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Organisations;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Somebody moves to another site of the same organisation.</summary>
[Allows(Act.MovePerson)]
internal sealed class MovePageModel(ManagedPlaces places, MovePerson move, Lives lives)
    : PersonSteps(places, Act.MovePerson)
{
    public const string Where = "where";
    public const string Which = "mailboxes";
    public const string Why = "why";

    private IReadOnlyList<Organisation> _places = [];

    [BindProperty]
    public string? To { get; set; }

    /// <summary>Shared mailboxes of the old site they are taken out of.</summary>
    [BindProperty]
    public IReadOnlyList<Guid> Leaves { get; set; } = [];

    /// <summary>Those of the old site that somebody else owns too.</summary>
    public IReadOnlyList<SharedHolding> Shared { get; private set; } = [];

    /// <summary>Nobody else owns these: they stay in them.</summary>
    public IReadOnlyList<string> OnlyTheirs { get; private set; } = [];

    public IReadOnlyList<RadioOption> Choices => [.. _places.Select(p => new RadioOption(p.Id.ToString(), p.Place))];

    private Organisation? Chosen => _places.FirstOrDefault(p => p.Id.ToString() == To);

    public override IReadOnlyList<string> Questions => Shared.Count > 0 ? [Where, Which, Why] : [Where, Why];

    public override IReadOnlyList<CheckedAnswer> Answers =>
        [
            new("Moves to", Chosen?.Place ?? "", Where),
            .. Shared.Count > 0
                ? [new CheckedAnswer("Shared mailboxes", SharedWords, Which)]
                : Array.Empty<CheckedAnswer>(),
            new("Why", Reason ?? "", Why),
        ];

    protected override IReadOnlyList<(string Question, string Name, string? Value)> Fields =>
        [
            (Where, nameof(To), To),
            .. Leaves.Select(id => (Which, nameof(Leaves), (string?)id.ToString())),
            (Why, nameof(Reason), Reason),
        ];

    private string SharedWords =>
        string.Join(
            "\n",
            Shared.Select(s =>
                $"{s.Mailbox.DisplayName}: {(Leaves.Contains(s.Mailbox.Id) ? "taken out" : "goes on as a member")}"
            )
        );

    protected override async Task LoadAsync(CancellationToken ct)
    {
        _places = await move.PlacesAsync(Actor, Person.Life.OrganisationId, ct);
        var held = (await lives.SharedAsync(Person.Life.Id, ct))
            .Where(s => s.Mailbox.OrganisationId == Person.Life.OrganisationId)
            .ToList();
        Shared = [.. held.Where(s => !s.IsOnlyOwner)];
        OnlyTheirs = [.. held.Where(s => s.IsOnlyOwner).Select(s => s.Mailbox.DisplayName)];
    }

    protected override Task<Refusal?> WrongAsync(string question, CancellationToken ct) =>
        Task.FromResult(
            question switch
            {
                Where when Chosen is null => new Refusal("Choose where they move to", nameof(To)),
                Why => Accounts.Acts.NoReason(Reason),
                _ => null,
            }
        );

    protected override Task<Outcome<AccountSummary>> DoAsync(CancellationToken ct) =>
        move.RunAsync(Actor, Person.Life.Id, Chosen!.Id, Reason, Leaves, ct);

    protected override string Done(AccountSummary person) =>
        $"{person.DisplayName} is at {Chosen!.Name} now, with their mail.";
}
