using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Tasks;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>The third task begins with a choice; who has made it goes on with the recovery codes.</summary>
[Allows(Act.SignIn)]
internal sealed class SecondFactorModel(Arrivals arrivals) : TaskPage(arrivals)
{
    public const string App = Arrivals.TasksPath + "/second-factor/app";
    public const string Texts = Arrivals.TasksPath + "/second-factor/text";
    public const string Passkey = Arrivals.TasksPath + "/second-factor/passkey";
    public const string Codes = Arrivals.TasksPath + "/second-factor/codes";

    [BindProperty]
    public string? Way { get; set; }

    public string? Error =>
        ModelState.TryGetValue(nameof(Way), out var state) ? state.Errors.FirstOrDefault()?.ErrorMessage : null;

    protected override DueTask? Mine => DueTask.SecondFactor;

    public IActionResult OnGet() => Arrival.HasFactor ? Redirect(Codes) : Page();

    public IActionResult OnPost() =>
        Way switch
        {
            "app" => Redirect(App),
            "passkey" => Redirect(Passkey),
            "text" when Arrival.MayUseTexts => Redirect(Texts),
            "text" => Refused(new Refusal(ChangeFactors.NoTexts, nameof(Way))),
            _ => Refused(new Refusal("Choose one of the ways", nameof(Way))),
        };
}
