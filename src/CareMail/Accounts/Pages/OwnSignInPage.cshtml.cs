using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.Identity;
using CareMail.Identity.Doors;
using CareMail.Identity.Passkeys;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>Password, app, passkeys and recovery codes of one's own: what there is, and changing it.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class OwnSignInPageModel(OwnSignIn own, ChangeFactors change, StepUp stepUp, TimeProvider time)
    : OwnPage
{
    public const string Path = "/account/sign-in";

    private static readonly Dictionary<string, string> Sentences = new()
    {
        ["password"] = "Your password is changed. Every other browser is signed out.",
        ["app"] = "The app is connected. Its codes count from now on.",
        ["app-removed"] = "The app is removed. Its codes do not count any more.",
        ["texts"] = "Text messages are your second way now, or one more of them.",
        ["texts-removed"] = "Text messages do not count any more.",
        ["passkey"] = "The passkey is added. Try it the next time you sign in.",
        ["passkey-removed"] = "The passkey is removed.",
    };

    private AccountDates? _dates;

    public Factors Factors { get; private set; } = new(false, [], 0);

    public string? Said { get; private set; }

    public string PasswordWords =>
        _dates?.PasswordSet is { } set
            ? $"Yours since {AccountTime.Day(set)}. "
                + (_dates.PasswordEnds is { } end ? $"It lasts until {AccountTime.Day(end)}." : "It does not run out.")
            : "";

    public string CodesWords =>
        Factors.CodesLeft switch
        {
            0 => "You have none left. Make new ones, so that a lost phone does not lock you out.",
            1 => "You have one left, for the day your phone is lost.",
            var left => $"You have {left} left, for the day your phone is lost.",
        };

    public async Task OnGetAsync(string? done, CancellationToken ct)
    {
        Said = Sentences.GetValueOrDefault(done ?? "");
        await LoadAsync(ct);
    }

    public Task<IActionResult> OnPostRemoveAppAsync(CancellationToken ct) =>
        RemoveAsync(() => change.RemoveAuthenticatorAsync(Actor, Stays, ct), "app-removed", ct);

    public Task<IActionResult> OnPostRemoveTextsAsync(CancellationToken ct) =>
        RemoveAsync(() => change.RemoveTextsAsync(Actor, Stays, ct), "texts-removed", ct);

    public Task<IActionResult> OnPostRemovePasskeyAsync(Guid id, CancellationToken ct) =>
        RemoveAsync(() => change.RemovePasskeyAsync(Actor, id, Stays, ct), "passkey-removed", ct);

    public string UseOf(Passkey passkey) =>
        passkey.LastUsed is { } used
            ? $"Used {AccountTime.Moment(used, time.GetUtcNow())}. Made {AccountTime.Day(passkey.Created)}"
            : $"Not used yet. Made {AccountTime.Day(passkey.Created)}";

    private async Task<IActionResult> RemoveAsync(
        Func<Task<Outcome<AccountSummary>>> remove,
        string said,
        CancellationToken ct
    )
    {
        if (!stepUp.IsFresh(HttpContext))
        {
            return Redirect(ConfirmModel.PathTo(Path));
        }

        if ((await remove()).IsDone(out _, out var no))
        {
            return Redirect($"{Path}?done={said}");
        }

        await LoadAsync(ct);
        return Refused(no);
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Factors = await own.FactorsAsync(Me, ct);
        _dates = await own.DatesAsync(Me, ct);
    }
}
