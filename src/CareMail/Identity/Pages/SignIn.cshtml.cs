using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Passkeys;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Identity.Pages;

/// <summary>The first question: name and password, or a passkey, which answers both.</summary>
[Allows(Act.SignIn)]
internal sealed class SignInModel(
    WebSignIn signIn,
    WebDoor door,
    Arrivals arrivals,
    PasskeyDoor passkeys,
    FailedTries failed,
    Tablets.Tablets tablets,
    ILogger<SignInModel> log
) : DoorPage
{
    [BindProperty]
    public string? UserName { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty(Name = "return", SupportsGet = true)]
    public string? Return { get; set; }

    /// <summary>Set by whoever chose the password on a shared tablet, where a PIN is asked for first.</summary>
    [BindProperty(Name = "with", SupportsGet = true)]
    public string? With { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct) =>
        With is null
        && await tablets.OfAsync(HttpContext, ct) is { } tablet
        && (await tablets.UsersAsync(tablet.Id, ct)).Count > 0
            ? Redirect(TabletModel.Path)
            : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Require(nameof(UserName), UserName, "Enter your e-mail address");
        Require(nameof(Password), Password, "Enter your password");
        if (!ModelState.IsValid)
        {
            return Again();
        }

        var (step, account) = await signIn.PasswordAsync(
            UserName!,
            Password!,
            HttpContext.Connection.RemoteIpAddress,
            ct
        );
        log.WebSignInAnswered(step);
        switch (step)
        {
            case SignInStep.Wrong:
                Note();
                // For a name nobody has, the same words.
                return Again(nameof(Password), "That e-mail address and password do not belong together");
            case SignInStep.TryLater:
                Note();
                return Later(
                    nameof(Password),
                    "Too many tries. Wait 15 minutes, or unlock your account yourself under “Get back in”"
                );
            case SignInStep.RunOut:
            case SignInStep.Closed:
                return NotReady(step);
            case SignInStep.CodeNext:
            case SignInStep.TasksNext:
            case SignInStep.In:
            default:
                await door.HalfWayAsync(HttpContext, account!, "pwd", LocalOnly(Return));
                return step is SignInStep.TasksNext
                    ? Redirect(Arrivals.TasksPath)
                    : Redirect(
                        account!.HasTexts && account is { Authenticator: null, Passkeys: 0 }
                            ? TextCodeModel.Path
                            : "/sign-in/code"
                    );
        }
    }

    /// <summary>So that the person learns which device keeps trying an old password.</summary>
    private void Note() =>
        failed.Note(
            UserName!,
            "web",
            BrowserNames.Of(Request.Headers.UserAgent.ToString()),
            HttpContext.Connection.RemoteIpAddress?.ToString() ?? "unknown"
        );

    public Task<IActionResult> OnPostPasskeyOptionsAsync(CancellationToken ct) => PasskeyOptionsAsync(passkeys, ct);

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken ct)
    {
        var asserted = await passkeys.AssertAsync(HttpContext, credential ?? "", ct);
        if (asserted is null)
        {
            log.WebSignInAnswered(SignInStep.Wrong);
            return Again("Passkey", PasskeyRefused);
        }

        var step = signIn.StepFor(asserted.Account);
        log.WebSignInAnswered(step is SignInStep.CodeNext ? SignInStep.In : step);
        return step is SignInStep.CodeNext
            ? Redirect(
                await arrivals.GoOnAsync(
                    HttpContext,
                    new HalfWay(asserted.Account, Guid.NewGuid(), asserted.Amr, LocalOnly(Return), 0)
                )
            )
            : NotReady(step);
    }
}
