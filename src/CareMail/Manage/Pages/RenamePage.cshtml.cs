using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Protocols.Addresses;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Somebody’s new name, and the address that goes with it.</summary>
[Allows(Act.RenamePerson)]
internal sealed class RenamePageModel(ManagedPlaces places, RenamePerson rename, AccountRecords records)
    : PersonSteps(places, Act.RenamePerson)
{
    public const string Name = "name";
    public const string Which = "address";
    public const string Why = "why";

    /// <summary>The address stays as it is.</summary>
    private const string Same = "same";

    [BindProperty]
    public string? FirstName { get; set; }

    [BindProperty]
    public string? LastName { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    public IReadOnlyList<RadioOption> Choices { get; private set; } = [];

    public override IReadOnlyList<string> Questions => [Name, Which, Why];

    public override IReadOnlyList<CheckedAnswer> Answers =>
        [
            new("New name", NameRules.Displayed(FirstName ?? "", LastName ?? ""), Name),
            new("Address", Address == Same ? "stays as it is" : Address ?? "", Which),
            new("Why", Reason ?? "", Why),
        ];

    protected override IReadOnlyList<(string Question, string Name, string? Value)> Fields =>
        [
            (Name, nameof(FirstName), FirstName),
            (Name, nameof(LastName), LastName),
            (Which, nameof(Address), Address),
            (Why, nameof(Reason), Reason),
        ];

    protected override async Task LoadAsync(CancellationToken ct)
    {
        if (FirstName is null && LastName is null && await records.FindAsync(Person.Life.Id, ct) is { } person)
        {
            (FirstName, LastName) = (person.FirstName, person.LastName);
        }

        if (NameRules.OfPerson(FirstName ?? "", LastName ?? "") is null)
        {
            Choices =
            [
                .. (await rename.ChoicesAsync(FirstName ?? "", LastName ?? "", ct)).Select(a => new RadioOption(
                    a.ToString(),
                    a.ToString()
                )),
                new RadioOption(Same, $"Keep {Person.Life.UserName}"),
            ];
        }
    }

    protected override Task<Refusal?> WrongAsync(string question, CancellationToken ct) =>
        Task.FromResult(
            question switch
            {
                Name => NameRules.OfPerson(FirstName ?? "", LastName ?? ""),
                Which when Choices.All(choice => choice.Value != Address) => new Refusal(
                    "Choose an address",
                    nameof(Address)
                ),
                Why => Acts.NoReason(Reason),
                _ => null,
            }
        );

    protected override Task<Outcome<AccountSummary>> DoAsync(CancellationToken ct) =>
        rename.RunAsync(
            Actor,
            Person.Life.Id,
            FirstName ?? "",
            LastName ?? "",
            EmailAddress.TryParse(Address ?? "", out var chosen) ? chosen : null,
            Reason,
            ct
        );

    protected override string Done(AccountSummary person) =>
        $"They are {person.DisplayName} now. Mail to the address before keeps arriving, for good.";
}
