using CareMail.Access;
using CareMail.Lifecycle;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>One person: their timeline, and what can be done about their account.</summary>
[Allows(Act.ListPeople)]
internal sealed class PersonPageModel(
    ManagedPlaces places,
    Lives lives,
    MarkLeaver leave,
    TakeBackLeaver takeBack,
    RestoreAccount restore,
    ResendActivation resend,
    TimeProvider time
) : ManagePage
{
    public ManagedPerson Person { get; private set; } = null!;

    public IReadOnlyList<string> OnlyTheirs { get; private set; } = [];

    public int LeaverDays { get; private set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public bool RemoveShared { get; set; }

    public IEnumerable<(string What, string When, string? Css)> Timeline =>
        [
            ("Account made", LifecycleWords.Day(Person.Life.Created), null),
            .. Person.Life.Opened is { } opened
                ? [("First sign-in done", LifecycleWords.Day(opened), (string?)null)]
                : Array.Empty<(string, string, string?)>(),
            .. Person.Life.Opened is null
                ? Array.Empty<(string, string, string?)>()
                : [("Last used", LifecycleWords.Day(Person.Life.LastActive), (string?)null)],
            ("Today: " + Person.Stage.ToLowerInvariant(), LifecycleWords.Day(time.GetUtcNow()), "cm-time--now"),
            .. Person.Dates.Ahead.Select(day =>
                (LifecycleWords.Of(day.Becomes), LifecycleWords.Day(day.At), (string?)"cm-time--ahead")
            ),
        ];

    public async Task<IActionResult> OnGetAsync(Guid account, CancellationToken ct) =>
        await LoadAsync(account, ct) ? Page() : NotFound();

    public Task<IActionResult> OnPostLeaverAsync(Guid account, CancellationToken ct) =>
        DoAsync(
            account,
            async () => await leave.RunAsync(Actor, account, RemoveShared, Reason, ct),
            "They are a leaver now, and signed out everywhere.",
            ct
        );

    public Task<IActionResult> OnPostTakeBackAsync(Guid account, CancellationToken ct) =>
        DoAsync(account, async () => await takeBack.RunAsync(Actor, account, Reason, ct), "They are back.", ct);

    public Task<IActionResult> OnPostRestoreAsync(Guid account, CancellationToken ct) =>
        DoAsync(
            account,
            async () => await restore.RunAsync(Actor, account, Reason, ct),
            "The account is restored.",
            ct
        );

    public Task<IActionResult> OnPostResendAsync(Guid account, CancellationToken ct) =>
        DoAsync(
            account,
            async () => await resend.RunAsync(Actor, account, ct: ct),
            "A new temporary password goes to their mobile.",
            ct
        );

    private async Task<IActionResult> DoAsync<T>(
        Guid account,
        Func<Task<Outcome<T>>> act,
        string done,
        CancellationToken ct
    )
        where T : class
    {
        if (!await LoadAsync(account, ct))
        {
            return NotFound();
        }

        if (!(await act()).IsDone(out _, out var no))
        {
            return Refused(no);
        }

        Said = done;
        return Redirect($"/manage/person/{account}");
    }

    private async Task<bool> LoadAsync(Guid account, CancellationToken ct)
    {
        if (await places.PersonAsync(Actor, account, ct) is not { } person)
        {
            return false;
        }

        Person = person;
        LeaverDays = (await lives.DaysAsync(ct)).Leaver;
        OnlyTheirs =
        [
            .. (await lives.SharedAsync(account, ct)).Where(s => s.IsOnlyOwner).Select(s => s.Mailbox.DisplayName),
        ];
        return true;
    }
}
