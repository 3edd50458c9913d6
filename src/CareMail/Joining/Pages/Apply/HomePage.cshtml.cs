using CareMail.Eligibility;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace CareMail.Joining.Pages.Apply;

/// <summary>One thing that was looked at.</summary>
internal sealed record HomeCheck(string Css, string Icon, string Says, string? More);

/// <summary>A way in that is another one than this.</summary>
internal sealed record OtherRoute(string Path, string Button);

/// <summary>/join/home: the decision, in words, with what would change it.</summary>
[EnableRateLimiting("street")]
internal sealed class HomePageModel(Homes homes, Contacts contacts) : JoinPage
{
    public Home Home { get; private set; } = null!;

    public HomeStanding Standing { get; private set; } = new(null, null);

    /// <summary>The ends of the numbers CQC holds.</summary>
    public IReadOnlyList<string> Endings { get; private set; } = [];

    public bool IsYes => Standing.IsFree && Home.Decision.Eligible && Home.MayBegin;

    public string Mark =>
        Standing.Joined is not null ? "Already here"
        : Standing.Application is not null ? "Applied for"
        : Home.Decision.State switch
        {
            EligibilityState.MayApply when Home.MayBegin => "This home can join",
            EligibilityState.MayApply => "Another way in",
            EligibilityState.MayApplyProvisional => "This home can prepare",
            EligibilityState.ManualReview => "A person has to look",
            _ => Home.IsKnown ? "Not yet" : "Not found",
        };

    public string Headline =>
        Standing.Joined is not null ? $"{Home.Name} is on CareMail already"
        : Standing.Application is not null ? $"An application for {Home.Name} is already with us"
        : !Home.IsKnown ? "We cannot find this home"
        : Home.Decision.State switch
        {
            EligibilityState.MayApply when Home.MayBegin => $"{Home.Name} can join CareMail",
            EligibilityState.MayApply => $"{Home.Name} joins by another way",
            EligibilityState.MayApplyProvisional => $"{Home.Name} can prepare an application",
            EligibilityState.ManualReview => $"{Home.Name} can apply, and a person looks at one thing first",
            _ => $"{Home.Name} cannot join yet{DecisionWords.Because(Home.Decision)}",
        };

    /// <summary>One line of why, then what to do.</summary>
    public IEnumerable<string> Why =>
        Standing.Joined is not null
            ?
            [
                "Ask a colleague who shares the home’s mailbox: its owner can have an account made for you, or add the one you have.",
            ]
        : Standing.Application is not null
            ?
            [
                $"It came on {JoiningTime.Day(Standing.Application.Submitted ?? Standing.Application.Created)}. If it is yours, open the link in the e-mail we sent you: it shows where it stands.",
                "If you do not know of it, tell us before it is approved.",
            ]
        : Home.Decision.State switch
        {
            EligibilityState.MayApply when Home.MayBegin =>
            [
                "You apply for this one home, and the national service looks after your accounts. It takes about 15 minutes. You can stop and come back for 30 days.",
            ],
            EligibilityState.MayApplyProvisional =>
            [
                "ODS does not show this home yet. You can do everything now: accounts are made on the day it does. You can stop and come back for 30 days.",
            ],
            _ => Home.Decision.Reasons.Where(r => DecisionWords.Stops(Home.Decision, r)).Select(r => r.InWords),
        };

    public OtherRoute? OtherRoute =>
        Home.Decision.Routes.Contains(JoiningRoute.HospiceQuery) ? new("hospice", "Write to us about this hospice")
        : Home.Decision.Routes.Contains(JoiningRoute.ThirdParty) ? new("third-party", "See how such a service joins")
        : Home.Decision.Routes.Contains(JoiningRoute.SelfManaged) ? new("self-managed", "See how your group joins")
        : Home.Decision.Has(Reason.ScotlandSeparateProcess) ? new("scotland", "See how it works in Scotland")
        : Home.Decision.Has(Reason.OtherSector) ? new("other-sector", "See the routes of other sectors")
        : null;

    public IReadOnlyList<HomeCheck> Checks { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string code, CancellationToken ct)
    {
        if (code.Length > 20)
        {
            return NotFound();
        }

        Home = await homes.FindAsync(code, ct: ct);
        Standing = await homes.StandingAsync(Home, ct);
        if (Standing.IsFree)
        {
            Checks = [.. DecisionWords.ChecksOf(Home.Decision)];
            Endings = Home.MayBegin
                ? [.. (await contacts.NumbersAsync(Home.LocationId, ct)).Select(number => number.Ending)]
                : [];
        }

        return Page();
    }
}
