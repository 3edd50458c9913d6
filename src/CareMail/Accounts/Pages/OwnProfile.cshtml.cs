using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>How colleagues find one, and the number the helpdesk rings: so a change of it needs the password.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class OwnProfileModel(StepUp stepUp, ChangeProfile change, OwnSignIn own) : ConfirmedPage(stepUp)
{
    [BindProperty]
    public string? KnownAs { get; set; }

    [BindProperty]
    public string? JobTitle { get; set; }

    [BindProperty]
    public string? Mobile { get; set; }

    [BindProperty]
    public bool MobileIsShown { get; set; }

    public string LastName { get; private set; } = "";

    public string? Said { get; private set; }

    public string NameHint => $"With your last name you appear as “{NameRules.Displayed(KnownAs ?? "", LastName)}”.";

    public string UserName => User.Account()!.UserName;

    public async Task OnGetAsync(string? done, CancellationToken ct)
    {
        Said = done == "saved" ? "Your profile is saved." : null;
        var profile = (await own.ProfileAsync(Me, ct))!;
        LastName = profile.LastName;
        // The directory shows both; only the first may be chosen.
        KnownAs = profile.DisplayName.EndsWith(" " + LastName, StringComparison.Ordinal)
            ? profile.DisplayName[..^(LastName.Length + 1)]
            : profile.DisplayName;
        JobTitle = profile.JobTitle;
        Mobile = ProfileRules.Spaced(profile.Mobile);
        MobileIsShown = profile.MobileIsShown;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var answers = new ProfileAnswers(KnownAs ?? "", JobTitle, Mobile ?? "", MobileIsShown);
        var wrong = ProfileRules.Check(answers);
        if (wrong.Count == 0)
        {
            if ((await change.RunAsync(Actor, answers, ct)).IsDone(out _, out var no))
            {
                return Redirect("/account/profile?done=saved");
            }

            wrong = [no];
        }

        LastName = (await own.ProfileAsync(Me, ct))!.LastName;
        return Refused(wrong);
    }
}
