using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>The fourth task: what was given for joining, checked by who knows best.</summary>
[Allows(Act.SignIn)]
internal sealed class ProfileModel(Arrivals arrivals, ChangeProfile change, OwnSignIn own) : TaskPage(arrivals)
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

    public string NameHint => $"With your last name you appear as “{NameRules.Displayed(KnownAs ?? "", LastName)}”.";

    protected override DueTask? Mine => DueTask.Profile;

    public async Task OnGetAsync(CancellationToken ct)
    {
        var profile = (await own.ProfileAsync(Arrival.Account.Id, ct))!;
        KnownAs = profile.FirstName;
        LastName = profile.LastName;
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
                return await GoOnAsync();
            }

            wrong = [no];
        }

        LastName = (await own.ProfileAsync(Arrival.Account.Id, ct))!.LastName;
        return Refused(wrong);
    }
}
