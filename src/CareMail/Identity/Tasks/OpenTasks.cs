using CareMail.Access;

namespace CareMail.Identity.Tasks;

/// <summary>A task somebody has still to do, and how hard it presses.</summary>
public sealed record OpenTask(DueTask Task, TaskPressure Pressure, TaskStanding? Standing);

/// <summary>
/// The due tasks of one account, as each door asks for them. Whoever comes in for the first time, or after a reset, has all
/// tasks before any door; for accounts that were open before, a campaign may bring a task in by stages.
/// </summary>
public sealed class OpenTasks
{
    /// <summary>Those that a campaign can roll out to people who are in already.</summary>
    private static readonly DueTask[] RolledOut = [DueTask.AcceptPolicy, DueTask.SecondFactor, DueTask.AccountSecret];

    private readonly AccountTable _accounts;
    private readonly OwnSignIn _own;
    private readonly ITaskCampaigns _campaigns;

    internal OpenTasks(AccountTable accounts, OwnSignIn own, ITaskCampaigns campaigns) =>
        (_accounts, _own, _campaigns) = (accounts, own, campaigns);

    /// <summary>What is to be done before a session begins.</summary>
    internal async Task<IReadOnlyList<DueTask>> BeforeSessionAsync(Account account, CancellationToken ct = default) =>
        [
            .. (await OfAsync(account, null, ct))
                .Where(open => open.Pressure is TaskPressure.AtSignIn or TaskPressure.Doors)
                .Select(open => open.Task),
        ];

    /// <summary>What closes this page to somebody who is signed in, the first first.</summary>
    /// <param name="who">As the session knows them.</param>
    /// <param name="isMail">A page of their mail: only a campaign in its last stage closes it.</param>
    /// <param name="ct">Gives up.</param>
    internal async Task<IReadOnlyList<DueTask>> ClosingAsync(SignedInAccount who, bool isMail, CancellationToken ct)
    {
        var standings = await _campaigns.OfAsync(new CampaignPerson(who.Id, who.OrganisationId, who.Roles), ct);
        if (!standings.Any(s => Closes(s.Pressure, isMail)) || await _accounts.FindAsync(who.Id, ct) is not { } account)
        {
            return [];
        }

        return
        [
            .. (await OfAsync(account, who.Roles, ct))
                .Where(open => Closes(open.Pressure, isMail))
                .Select(open => open.Task),
        ];
    }

    /// <summary>Whether mail programs may use the account; asked by long connections too.</summary>
    public async Task<bool> MailIsOpenAsync(Guid accountId, CancellationToken ct = default) =>
        !await _campaigns.AnyClosesDoorsAsync(ct)
        || await _accounts.FindAsync(accountId, ct) is not { } account
        || !(await OfAsync(account, null, ct)).Any(open => open.Pressure is TaskPressure.Doors);

    /// <summary>Everything somebody has still to do, and when it begins to matter: for their own page.</summary>
    public async Task<IReadOnlyList<OpenTask>> OfAsync(Guid accountId, CancellationToken ct = default) =>
        await _accounts.FindAsync(accountId, ct) is { } account ? await OfAsync(account, null, ct) : [];

    private async Task<IReadOnlyList<OpenTask>> OfAsync(
        Account account,
        IReadOnlyList<RoleGrant>? roles,
        CancellationToken ct
    )
    {
        var due = await _own.DueAsync(account);
        if (account.Opened is null || !due.Any(RolledOut.Contains))
        {
            return [.. due.Select(task => new OpenTask(task, TaskPressure.AtSignIn, null))];
        }

        roles ??= await _accounts.RolesOfAsync(account.Id, ct);
        var standings = await _campaigns.OfAsync(new CampaignPerson(account.Id, account.OrganisationId, roles), ct);
        return [.. due.Select(task => Of(task, standings.FirstOrDefault(s => s.Task == task)))];
    }

    private static OpenTask Of(DueTask task, TaskStanding? standing) =>
        new(task, standing?.Pressure ?? TaskPressure.AtSignIn, standing);

    private static bool Closes(TaskPressure pressure, bool isMail) =>
        pressure is TaskPressure.Doors || (pressure is TaskPressure.Pages && !isMail);
}
