using CareMail.Access;
using CareMail.Identity.SignIn;
using CareMail.Identity.Tasks;

namespace CareMail.Identity.Doors;

/// <summary>Somebody who proved who they are and stands before the open door: with tasks to do, or with none left.</summary>
/// <param name="Due">What is left, in order.</param>
/// <param name="PolicyRead">How many parts of the use policy they have read.</param>
public sealed record Arrival(SignedInAccount Account, string FirstName, IReadOnlyList<DueTask> Due, int PolicyRead)
{
    internal HalfWay Half { get; init; } = null!;

    /// <summary>The person as one who acts.</summary>
    public Actor Actor(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Account.ActingFrom(context.Connection.RemoteIpAddress?.ToString() ?? "unknown");
    }

    public bool HasFactor => Half.Account.HasGoodFactor;

    /// <summary>False for administrators and helpdesks.</summary>
    public bool MayUseTexts => Half.Account.MayUseTexts;

    /// <summary>For changes that sign out everybody else.</summary>
    public StaysIn Stays => new(null, Half.Id);

    /// <summary>The temporary password was the first; somebody who was here before renews theirs.</summary>
    public bool PasswordIsTemporary => Half.Account.TemporaryUntil is not null;
}

/// <summary>
/// The web door between the proof and the session. No session begins while a task is due, so nothing that a session opens
/// has to ask for tasks.
/// </summary>
public sealed class Arrivals
{
    /// <summary>The list of tasks; each task is a page below it (module Accounts).</summary>
    public const string TasksPath = WebCookies.SignInPath + "/tasks";

    /// <summary>Signs out somebody who has no session yet.</summary>
    public const string LeavePath = WebCookies.SignInPath + "/sign-out";

    private const string Home = "/mail";

    private readonly WebDoor _door;
    private readonly OpenTasks _tasks;
    private readonly AccountTable _accounts;
    private readonly WebSignIn _signIn;

    internal Arrivals(WebDoor door, OpenTasks tasks, AccountTable accounts, WebSignIn signIn) =>
        (_door, _tasks, _accounts, _signIn) = (door, tasks, accounts, signIn);

    /// <summary>Null: nobody proved anything here, too long ago, or the account changed meanwhile.</summary>
    public async Task<Arrival?> WhoAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return await _door.WhoIsHalfWayAsync(context) is { IsProven: true } half ? await OfAsync(half) : null;
    }

    /// <summary>A part of the policy was read.</summary>
    public Task HasReadAsync(HttpContext context, Arrival arrival, int parts) =>
        _door.GoOnAsync(context, arrival.Half with { PolicyRead = Math.Max(parts, arrival.PolicyRead) });

    /// <summary>
    /// A task is done: the account is read anew, and the way leads to the next one, or in. The browser's proof is written
    /// anew too, for what was changed made the old one invalid.
    /// </summary>
    /// <param name="proof">RFC 8176 §2: what the person just proved, such as <c>otp mfa</c>.</param>
    /// <returns>Where to go: a path of this site.</returns>
    public async Task<string> GoOnAsync(HttpContext context, Arrival arrival, string? proof = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(arrival);
        if (await _door.WhoIsHalfWayAsync(context) is not { } half)
        {
            return WebCookies.SignInPath;
        }

        var amr =
            proof is null || half.Amr.Contains("mfa", StringComparison.Ordinal) ? half.Amr : $"{half.Amr} {proof}";
        return await GoOnAsync(context, half with { Amr = amr });
    }

    /// <summary>
    /// Another service said who it is: to our own second question, unless one of theirs counts, and on to the tasks or in.
    /// </summary>
    /// <returns>Where to go: a path of this site.</returns>
    public async Task<string> ComeInAsync(HttpContext context, Guid accountId, bool isStrong)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (await _accounts.FindAsync(accountId, context.RequestAborted) is not { } account)
        {
            return WebCookies.SignInPath;
        }

        if (_signIn.StepFor(account) is SignInStep.Closed or SignInStep.RunOut)
        {
            return WebCookies.SignInPath + "/not-ready?why=closed";
        }

        var half = await _door.HalfWayAsync(context, account, isStrong ? "fed mfa" : "fed", null);
        return half.IsProven ? await GoOnAsync(context, half)
            : account.HasTexts && account is { Authenticator: null, Passkeys: 0 } ? WebCookies.SignInPath + "/text"
            : WebCookies.SignInPath + "/code";
    }

    /// <summary>To the tasks while some are due, else in.</summary>
    internal async Task<string> GoOnAsync(HttpContext context, HalfWay half)
    {
        if ((await _tasks.BeforeSessionAsync(half.Account)).Count > 0)
        {
            await _door.GoOnAsync(context, half);
            return TasksPath;
        }

        await _door.InAsync(context, half.Account, half.Amr);
        return half.ReturnTo ?? Home;
    }

    private async Task<Arrival> OfAsync(HalfWay half) =>
        // No more than anybody may do to themselves, whatever else they are.
        new(
            half.Account.As([new RoleGrant(Role.Person, half.Account.OrganisationId)]),
            half.Account.FirstName,
            await _tasks.BeforeSessionAsync(half.Account),
            half.PolicyRead
        )
        {
            Half = half,
        };
}
