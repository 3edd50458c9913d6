using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Mailboxes;
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
    EnableAccount enable,
    ResendActivation resend,
    Absences absences,
    DeletionWishes wishes,
    Workplaces workplaces,
    AccountRecords records,
    Acts acts,
    TimeProvider time
) : ManagePage
{
    public ManagedPerson Person { get; private set; } = null!;

    public IReadOnlyList<string> OnlyTheirs { get; private set; } = [];

    public int LeaverDays { get; private set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>To somebody who asks to be deleted.</summary>
    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    public bool RemoveShared { get; set; }

    /// <summary>The account’s life, drawn.</summary>
    public LifePicture Picture { get; private set; } = null!;

    public IReadOnlyList<Workplace> Workplaces { get; private set; } = [];

    /// <summary>Who reads their mail while they are away.</summary>
    public IReadOnlyList<string> Delegates { get; private set; } = [];

    public AwayReply? Reply { get; private set; }

    /// <summary>They asked to have their account deleted.</summary>
    public DeletionWish? Wish { get; private set; }

    private Target _person;

    /// <summary>Whether the one who looks may do this to this person: what is not shown cannot be tried.</summary>
    public bool May(Act act) => Permissions.May(Actor, act, _person);

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

    public Task<IActionResult> OnPostEnableAsync(Guid account, CancellationToken ct) =>
        DoAsync(
            account,
            async () => await enable.RunAsync(Actor, account, Reason, ct),
            "The account is open again. Nobody else reads their mail any more.",
            ct
        );

    public Task<IActionResult> OnPostWishAsync(Guid account, [FromForm] bool agreed, CancellationToken ct) =>
        DoAsync(
            account,
            async () => await wishes.DecideAsync(Actor, account, agreed, Answer, ct),
            agreed ? "They are told on which day their account is deleted." : "They are told that their account stays.",
            ct,
            nameof(Answer)
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
        CancellationToken ct,
        string reason = nameof(Reason)
    )
        where T : class
    {
        if (!await LoadAsync(account, ct))
        {
            return NotFound();
        }

        if (!(await act()).IsDone(out _, out var no))
        {
            return Refused(no.Field == "reason" ? no with { Field = reason } : no);
        }

        Said = done;
        return Redirect($"/manage/person/{account}");
    }

    private async Task<bool> LoadAsync(Guid account, CancellationToken ct)
    {
        if (await places.PersonAsync(Actor, Act.ListPeople, account, ct) is not { } person)
        {
            return false;
        }

        Person = person;
        _person = await acts.TargetAsync(person.Life.OrganisationId, ct) with { AccountId = account };
        var days = await lives.DaysAsync(ct);
        LeaverDays = days.Leaver;
        Picture = LifeMarks.Draw(person.Life, days, time.GetUtcNow());
        Workplaces = await workplaces.OfAsync(account, ct);
        Wish = await wishes.FindAsync(account, ct);
        if (person.Dates.Stage is LifeStage.Disabled)
        {
            var covered = await absences.OfAsync(account, ct);
            Delegates = [.. (await records.NamesAsync(covered.Delegates, ct)).Values];
            Reply = covered.Reply;
        }

        OnlyTheirs =
        [
            .. (await lives.SharedAsync(account, ct)).Where(s => s.IsOnlyOwner).Select(s => s.Mailbox.DisplayName),
        ];
        return true;
    }
}
