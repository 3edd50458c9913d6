using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Policies;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Somebody is away for long: until when, and who covers for them.</summary>
[Allows(Act.DisableAccount)]
internal sealed class DisablePageModel(
    ManagedPlaces places,
    DisableAccount disable,
    Absences absences,
    AccountRecords records,
    TimeProvider time
) : PersonSteps(places, Act.DisableAccount)
{
    public const string When = "until";
    public const string Who = "cover";
    public const string What = "reply";
    public const string Why = "why";

    [BindProperty]
    public TypedDay Until { get; set; } = new();

    /// <summary>The address of the colleague who reads their mail; empty: nobody.</summary>
    [BindProperty]
    public string? Delegate { get; set; }

    [BindProperty]
    public string? Reply { get; set; }

    private AccountSummary? Colleague { get; set; }

    public override IReadOnlyList<string> Questions => [When, Who, What, Why];

    public override IReadOnlyList<CheckedAnswer> Answers =>
        [
            new("Back by", Until.Read() is { } day ? BritishDay.Spell(day) : "not known: kept for 18 months", When),
            new(
                "Reads their mail",
                Colleague is null ? "nobody" : $"{Colleague.DisplayName}, {Colleague.UserName}",
                Who
            ),
            new("Automatic reply", string.IsNullOrWhiteSpace(Reply) ? "none" : Reply, What),
            new("Why", Reason ?? "", Why),
        ];

    protected override IReadOnlyList<(string Question, string Name, string? Value)> Fields =>
        [
            (When, "Until.Day", Until.Day),
            (When, "Until.Month", Until.Month),
            (When, "Until.Year", Until.Year),
            (Who, nameof(Delegate), Delegate),
            (What, nameof(Reply), Reply),
            (Why, nameof(Reason), Reason),
        ];

    /// <summary>A day long from now, as an example of one.</summary>
    public string Example => $"For example {time.GetUtcNow().AddMonths(6):d M yyyy}. Leave it empty if nobody knows.";

    protected override async Task LoadAsync(CancellationToken ct) =>
        Colleague = string.IsNullOrWhiteSpace(Delegate) ? null : await records.FindByNameAsync(Delegate.Trim(), ct);

    protected override async Task<Refusal?> WrongAsync(string question, CancellationToken ct) =>
        question switch
        {
            When => WrongDay(),
            Who when !string.IsNullOrWhiteSpace(Delegate) && Colleague is null => new Refusal(
                "There is nobody with this address. Look in the directory",
                nameof(Delegate)
            ),
            Who => await absences.CheckAsync(Actor, Person.Life.Id, new Cover(Colleague?.Id, null), ct),
            What => await absences.CheckAsync(Actor, Person.Life.Id, new Cover(null, Reply), ct),
            Why => Acts.NoReason(Reason),
            _ => null,
        };

    protected override Task<Outcome<AccountSummary>> DoAsync(CancellationToken ct) =>
        disable.RunAsync(
            Actor,
            Person.Life.Id,
            Until.Read() is { } day ? BritishDay.Begins(day) : null,
            Reason,
            new Cover(Colleague?.Id, Reply),
            ct
        );

    protected override string Done(AccountSummary person) =>
        $"The account of {person.DisplayName} is disabled. Their mail keeps arriving.";

    private Refusal? WrongDay()
    {
        if (Until.IsEmpty)
        {
            return null;
        }

        var today = BritishDay.Today(time);
        return Until.Read() is { } day && day > today && day <= today.AddMonths(18)
            ? null
            : new Refusal("Enter a day to come, at most 18 months from now", "Until.Day");
    }
}
