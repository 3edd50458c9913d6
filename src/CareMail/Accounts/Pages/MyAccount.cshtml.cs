using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Devices;
using CareMail.Identity.Doors;
using CareMail.Identity.Sessions;
using CareMail.Identity.SignIn;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>A person's own browsers and mail programs: what is signed in, and ending it.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class MyAccountModel(
    WebSessions webSessions,
    DevicePasswords devicePasswords,
    EndSessions endSessions,
    RevokeDevicePassword revoke,
    OwnSignIn own,
    Identity.Tablets.Tablets tablets,
    UsePolicies policies,
    IEnumerable<IAccountDays> days,
    Workplaces workplaces,
    AccountLives lives,
    TimeProvider time
) : OwnPage
{
    private static readonly string[] Phones = ["phone", "android", "mobile", "pixel", "galaxy"];
    private static readonly string[] Tablets = ["ipad", "tablet"];

    public IReadOnlyList<WebSession> Sessions { get; private set; } = [];

    public IReadOnlyList<DevicePassword> Devices { get; private set; } = [];

    /// <summary>What keeps trying an old password.</summary>
    public IReadOnlyList<FailedTry> Failed { get; private set; } = [];

    public IReadOnlyList<DateLine> Dates { get; private set; } = [];

    public LifePicture? Life { get; private set; }

    public IReadOnlyList<Workplace> Workplaces { get; private set; } = [];

    /// <summary>The address outside the service that warnings go to.</summary>
    public string? SecondEmail { get; private set; }

    /// <summary>This device is a shared tablet.</summary>
    public bool IsTablet { get; private set; }

    public Guid? ThisSession => User.SessionId();

    public string? Said { get; private set; }

    public async Task OnGetAsync(string? done, CancellationToken ct)
    {
        Said = done switch
        {
            "removed" => "The mail program is removed. It stopped at once.",
            "pin" => "Your PIN for this tablet is saved.",
            "everywhere" => "You are signed out everywhere but here.",
            "signed-out" => "That browser is signed out.",
            _ => null,
        };
        await LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostSignOutAsync(Guid id, CancellationToken ct)
    {
        await endSessions.RunAsync(HttpContext.Actor(), Me, id, ct: ct);
        // Gone before is gone too: pressing twice is no mistake.
        return Redirect("/account?done=signed-out");
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken ct)
    {
        if ((await revoke.RunAsync(HttpContext.Actor(), Me, id, ct: ct)).IsDone(out _, out var no))
        {
            return Redirect("/account?done=removed");
        }

        await LoadAsync(ct);
        return Refused(no);
    }

    public string Moment(DateTimeOffset when) => AccountTime.Moment(when, time.GetUtcNow());

    public string UseOf(DevicePassword device) =>
        device.LastUsed is { } used
            ? $"Used {Moment(used)}. Made {AccountTime.Day(device.Created)}"
            : $"Not used yet. Made {AccountTime.Day(device.Created)}";

    public static string IconOf(string name) =>
        Tablets.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) ? "tablet"
        : Phones.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) ? "phone"
        : "laptop";

    private async Task LoadAsync(CancellationToken ct)
    {
        Sessions = await webSessions.OfAccountAsync(Me, ct);
        Devices = await devicePasswords.OfAccountAsync(Me, ct);
        IsTablet = await tablets.OfAsync(HttpContext, ct) is not null;
        Workplaces = await workplaces.OfAsync(Me, ct);
        SecondEmail = (await lives.ReachAsync(Me, ct)).Email;
        Failed = await own.FailedTriesAsync(Me, ct);
        var now = time.GetUtcNow();
        var coming = new List<AccountDay>();
        foreach (var known in days)
        {
            coming.AddRange(await known.OfAsync(Me, ct));
            Life ??= await known.DrawAsync(Me, ct);
        }

        Dates = Accounts.Pages.Dates.Of((await own.DatesAsync(Me, ct))!, policies.Next(now), coming, now);
    }
}
