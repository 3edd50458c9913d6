using CareMail.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>
/// The way back. Opening the link shows a button and changes nothing, so that a mail scanner that opens every link takes
/// nothing away; pressing it puts the key into the browser, and from then on it is in no address.
/// </summary>
internal sealed class BackPageModel(Applications applications, CareMailSettings settings) : JoinPage
{
    public string Home { get; private set; } = "";

    public string Says { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(string token, CancellationToken ct)
    {
        if (await applications.FindAsync(ApplicantKey.Read(token), ct) is not { } application)
        {
            return Redirect("/join/no-application");
        }

        Home = application.Home;
        Says =
            application.State is ApplicationState.Draft
                ? $"You can go on until {JoiningTime.Day(application.Expires)}."
                : "See where it stands.";
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string token, CancellationToken ct)
    {
        var key = ApplicantKey.Read(token);
        if (key is null || await applications.FindAsync(key, ct) is null)
        {
            return Redirect("/join/no-application");
        }

        ApplicantCookie.Set(Response, key, settings);
        return Redirect("/join/next");
    }
}
