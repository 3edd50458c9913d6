using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Audit;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Who may read a shared mailbox, letting people in and taking them out, and what was changed when and by whom.</summary>
[Allows(Act.GrantMailbox)]
internal sealed class MailboxModel(
    MailboxSheets sheets,
    GrantMailbox grant,
    RevokeMailbox revoke,
    NameDeputy deputies,
    AccountRecords accounts,
    Addresses addresses,
    AuditTrail audit,
    TimeProvider time
) : ManagePage
{
    private const int ShownChanges = 50;

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? Deputy { get; set; }

    [BindProperty]
    public TypedDay From { get; set; } = new();

    [BindProperty]
    public TypedDay Until { get; set; } = new();

    public MailboxSheet Sheet { get; private set; } = null!;

    /// <summary>An owner or an administrator; a deputy is neither.</summary>
    public bool MayNameDeputies { get; private set; }

    public IReadOnlyList<RadioOption> Members =>
        [
            .. Sheet
                .Holders.Where(h => h.Right is AccessRight.Member)
                .Select(h => new RadioOption(h.AccountId.ToString(), h.Name, h.Elsewhere)),
        ];

    public bool IsOn(Deputy deputy) => deputy.IsOn(time.GetUtcNow());

    /// <summary>The last whole day.</summary>
    public static string LastDay(Deputy deputy) => Day(deputy.Until.AddMinutes(-1));

    public IReadOnlyList<(string When, string What, string Who)> History { get; private set; } = [];

    public string AddressHint =>
        $"Ends in @{addresses.Domain}. Look at the directory to be sure it is the right person.";

    public async Task<IActionResult> OnGetAsync(Guid mailbox, CancellationToken ct) =>
        await LoadAsync(mailbox, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAddAsync(Guid mailbox, CancellationToken ct)
    {
        if (!await LoadAsync(mailbox, ct))
        {
            return NotFound();
        }

        if (
            await accounts.FindByNameAsync((Address ?? "").Trim(), ct)
            is not { State: not AccountState.Left and not AccountState.Deleted and not AccountState.Gone } person
        )
        {
            return Refused(new Refusal("There is nobody with this address. Look in the directory", nameof(Address)));
        }

        if (Sheet.Holders.Any(holder => holder.AccountId == person.Id))
        {
            return Refused(new Refusal($"{person.DisplayName} can read it already", nameof(Address)));
        }

        return After(
            await grant.RunAsync(Actor, mailbox, person.Id, AccessRight.Member, ct: ct),
            mailbox,
            "They can read it now."
        );
    }

    public async Task<IActionResult> OnPostChangeAsync(
        Guid mailbox,
        [FromForm] Guid id,
        [FromForm] bool owner,
        CancellationToken ct
    )
    {
        if (!await LoadAsync(mailbox, ct) || Sheet.Holders.All(holder => holder.AccountId != id))
        {
            return NotFound();
        }

        var right = owner ? AccessRight.Owner : AccessRight.Member;
        return After(await grant.RunAsync(Actor, mailbox, id, right, ct: ct), mailbox, "It is changed.");
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid mailbox, [FromForm] Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(mailbox, ct))
        {
            return NotFound();
        }

        return After(await revoke.RunAsync(Actor, mailbox, id, ct: ct), mailbox, "They cannot read it any more.");
    }

    public async Task<IActionResult> OnPostDeputyAsync(Guid mailbox, CancellationToken ct)
    {
        if (!await LoadAsync(mailbox, ct))
        {
            return NotFound();
        }

        if (!Guid.TryParse(Deputy, out var person))
        {
            return Refused(new Refusal("Choose who stands in", nameof(Deputy)));
        }

        var outcome = await deputies.RunAsync(Actor, mailbox, person, From.Read(), Until.Read(), ct);
        if (!outcome.IsDone(out var named, out var refusal))
        {
            return Refused(refusal);
        }

        Said = $"{Sheet.NameOf(person)} stands in from {Day(named.From)} to {LastDay(named)}, and is told so.";
        return Redirect($"/manage/mailboxes/{mailbox}");
    }

    public async Task<IActionResult> OnPostEndDeputyAsync(Guid mailbox, [FromForm] Guid id, CancellationToken ct)
    {
        if (
            !await LoadAsync(mailbox, ct)
            || !(await deputies.EndAsync(Actor, mailbox, id, ct)).IsDone(out var ended, out _)
        )
        {
            return NotFound();
        }

        Said = $"{Sheet.NameOf(ended.AccountId)} is no deputy any more.";
        return Redirect($"/manage/mailboxes/{mailbox}");
    }

    private IActionResult After(Outcome<ChangedAccess> outcome, Guid mailbox, string said)
    {
        if (!outcome.IsDone(out var changed, out var refusal))
        {
            return Refused(refusal);
        }

        // Who took themselves out, or is no owner any more, has no business here.
        var oneself = changed.AccountId == Actor.AccountId && changed.After is not AccessRight.Owner;
        Said =
            !oneself ? said
            : changed.After is null ? $"You are not in {Sheet.Mailbox.DisplayName} any more."
            : $"You are a member of {Sheet.Mailbox.DisplayName} now, and no owner any more.";
        return Redirect(oneself ? $"/directory/{mailbox}" : $"/manage/mailboxes/{mailbox}");
    }

    private async Task<bool> LoadAsync(Guid mailbox, CancellationToken ct)
    {
        if (await sheets.FindMailboxAsync(Actor, Act.GrantMailbox, mailbox, ct) is not { } sheet)
        {
            return false;
        }

        Sheet = sheet;
        MayNameDeputies = await sheets.FindMailboxAsync(Actor, Act.NameDeputy, mailbox, ct) is not null;
        var rows = await audit.OfSubjectAsync(mailbox, null, ShownChanges, ct);
        var ids = rows.SelectMany(row => new[] { row.Actor, AccessWords.PersonOf(row) }).OfType<Guid>().Distinct();
        var names = await accounts.NamesAsync([.. ids], ct);
        History = [.. rows.Select(row => (Day(row.At), AccessWords.Of(row, names), AccessWords.By(row, names)))];
        return true;
    }
}
