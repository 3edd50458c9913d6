using CareMail.Access;
using CareMail.Identity.Doors;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>Asks for the password again before something is changed that signs a person in.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class ConfirmModel(StepUp stepUp) : OwnPage
{
    private const string Home = "/account/sign-in";

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty(Name = "return", SupportsGet = true)]
    public string? Return { get; set; }

    public string UserName => User.Account()!.UserName;

    public static string PathTo(string page) => "/account/confirm" + QueryString.Create("return", page);

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (string.IsNullOrEmpty(Password))
        {
            return Refused(new Refusal("Enter your password", nameof(Password)));
        }

        switch (await stepUp.ConfirmAsync(HttpContext, Password, ct))
        {
            case StepUpOutcome.Confirmed:
                return Redirect(Url.IsLocalUrl(Return) ? Return : Home);
            case StepUpOutcome.TryLater:
                var later = Refused(new Refusal("Too many tries. Wait 15 minutes, then try again", nameof(Password)));
                Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return later;
            case StepUpOutcome.Wrong:
            default:
                return Refused(new Refusal("That is not your password", nameof(Password)));
        }
    }
}
