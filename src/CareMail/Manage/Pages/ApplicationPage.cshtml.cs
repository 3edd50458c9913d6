using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Applications;
using CareMail.Identity.Devices;
using CareMail.Manage.Applications;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>One system: who answers for it, whether it is needed, its passwords and limits. Owners see it; administrators change it.</summary>
[Allows(Act.ConfirmApplication)]
internal sealed class ApplicationPageModel(
    ManagedApplications managed,
    MailApplications applications,
    AccountRecords accounts,
    TimeProvider time
) : ManagePage
{
    public MailApplication Application { get; private set; } = null!;

    public bool MayManage { get; private set; }

    public IReadOnlyList<ApplicationPassword> Passwords { get; private set; } = [];

    public IReadOnlyList<AccountSummary> Owners { get; private set; } = [];

    /// <summary>Made just now, and never shown again.</summary>
    public IssuedDevicePassword? Issued { get; private set; }

    public bool HasStopped => Application.StopsAt <= time.GetUtcNow();

    public bool HasEnded(ApplicationPassword password) => password.Ends <= time.GetUtcNow();

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public int? Days { get; set; } = ApplicationLimits.LongestPasswordDays;

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? Owner { get; set; }

    [BindProperty]
    public int? PerMinute { get; set; }

    [BindProperty]
    public int? PerDay { get; set; }

    [BindProperty]
    public string? LimitReason { get; set; }

    [BindProperty]
    public string? CloseReason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid application, CancellationToken ct) =>
        await LoadAsync(application, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostIssueAsync(Guid application, CancellationToken ct)
    {
        if (!await LoadAsync(application, ct))
        {
            return NotFound();
        }

        var outcome = await managed.IssueAsync(Actor, application, Name ?? "", Days, Reason, ct);
        if (!outcome.IsDone(out var issued, out var no))
        {
            return Refused(no);
        }

        Issued = issued;
        (Name, Reason) = (null, null);
        ModelState.Clear();
        await LoadAsync(application, ct);
        return Page();
    }

    public Task<IActionResult> OnPostRevokeAsync(Guid application, [FromForm] Guid id, CancellationToken ct) =>
        DoAsync(
            application,
            () => managed.RemovePasswordAsync(Actor, application, id, ct),
            "The password is removed. Whatever used it stopped at once.",
            ct
        );

    public Task<IActionResult> OnPostConfirmAsync(Guid application, CancellationToken ct) =>
        DoAsync(
            application,
            () => managed.ConfirmAsync(Actor, application, ct),
            "Thank you. You are asked again in a year.",
            ct
        );

    public Task<IActionResult> OnPostAddOwnerAsync(Guid application, CancellationToken ct) =>
        DoAsync(
            application,
            () => managed.AddOwnerAsync(Actor, application, Owner ?? "", ct),
            "They answer for it now.",
            ct
        );

    public Task<IActionResult> OnPostRemoveOwnerAsync(Guid application, [FromForm] Guid id, CancellationToken ct) =>
        DoAsync(
            application,
            () => managed.RemoveOwnerAsync(Actor, application, id, ct),
            "They do not answer for it any more.",
            ct
        );

    public Task<IActionResult> OnPostLimitAsync(Guid application, CancellationToken ct) =>
        DoAsync(
            application,
            () => managed.LimitAsync(Actor, application, PerMinute, PerDay, LimitReason, ct),
            "The limits are changed, and count from now on.",
            ct
        );

    public async Task<IActionResult> OnPostCloseAsync(Guid application, CancellationToken ct)
    {
        if (!await LoadAsync(application, ct))
        {
            return NotFound();
        }

        if (!(await managed.CloseAsync(Actor, application, CloseReason, ct)).IsDone(out var closed, out var no))
        {
            return Refused(no);
        }

        Said = $"{closed.DisplayName} signs in no more, and {closed.UserName} takes no mail.";
        return Redirect($"/manage/{closed.OrganisationId}/applications");
    }

    private async Task<IActionResult> DoAsync(
        Guid application,
        Func<Task<Outcome<MailApplication>>> act,
        string done,
        CancellationToken ct
    )
    {
        if (!await LoadAsync(application, ct))
        {
            return NotFound();
        }

        if (!(await act()).IsDone(out _, out var no))
        {
            return Refused(no);
        }

        Said = done;
        return Redirect($"/manage/applications/{application}");
    }

    private async Task<bool> LoadAsync(Guid application, CancellationToken ct)
    {
        if (await managed.FindAsync(Actor, Act.ConfirmApplication, application, ct) is not { } found)
        {
            return false;
        }

        Application = found;
        (PerMinute, PerDay) = (PerMinute ?? found.MessagesPerMinute, PerDay ?? found.RecipientsPerDay);
        MayManage = await managed.FindAsync(Actor, Act.ManageApplication, application, ct) is not null;
        Passwords = await applications.PasswordsAsync(application, ct);
        var owners = await accounts.FindAsync([.. await applications.OwnersAsync(application, ct)], ct);
        Owners = [.. owners.Values.OrderBy(o => o.DisplayName, StringComparer.Ordinal)];
        return true;
    }
}
