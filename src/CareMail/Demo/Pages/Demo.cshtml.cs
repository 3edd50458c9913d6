using CareMail.Access;
using CareMail.Hosting;
using CareMail.Identity.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Demo.Pages;

/// <summary>/demo: everybody's password and present authenticator code, and the world's clock.</summary>
[Allows(Act.UseDemo)]
internal sealed class DemoModel(CareMailSettings settings, ProgrammeClock clock) : PageModel
{
    // The steps people ask for when they try policies: a shift, a day, a week, a month.
    private static readonly double[] Steps = [8, 24, 24 * 7, 24 * 30];

    public IReadOnlyList<SignIn> People { get; private set; } = [];

    public DateTimeOffset Now { get; private set; }

    /// <summary>Until the codes change. Real time: an authenticator app knows no other.</summary>
    public int SecondsLeft { get; private set; }

    public static string CodeOf(SignIn person) =>
        Base32.Decode(person.TotpSecret) is { Length: > 0 } seed
            ? Authenticator.Code(seed, Authenticator.StepAt(TimeProvider.System.GetUtcNow()))
            : "";

    public void OnGet()
    {
        People = SignInFile.Read(DemoPeople.FileOf(settings));
        Now = clock.GetUtcNow();
        SecondsLeft = 30 - (int)(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 30);
    }

    public IActionResult OnPost(double hours)
    {
        if (!Steps.Contains(hours))
        {
            return BadRequest();
        }

        clock.MoveTo(clock.GetUtcNow().AddHours(hours));
        return RedirectToPage();
    }
}
