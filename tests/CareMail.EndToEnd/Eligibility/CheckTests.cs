using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Eligibility;

/// <summary>Whether a service can join, as anybody sees it; decisions by day and the policy, as staff do.</summary>
public class CheckTests(DemoWorld world) : BrowserTests(world)
{
    /// <summary>Every reason that refuses and that the sample registers can give on the day of the demo, with its sentence.</summary>
    private static readonly (string Code, string Sentence)[] Refusals =
    [
        ("V#", "That is not an ODS code."),
        ("VZ0B0", "We cannot find this code in the public registers."),
        ("VZDCM", "The national register holds two different entries for this code."),
        ("1-12", "A CQC location ID looks like 1-123456789."),
        ("1-999999999999", "CQC’s list has no location with this number."),
        ("1-999800000402", "This is your CQC provider number."),
        ("CZR8", "Please apply with the code of your care site: VZ0H1"),
        ("8ZCMC", "Please apply with the code of your care site"),
        ("VZRGW", "This code has been replaced by VZQGF."),
        ("VZCVD", "the register places this in: Wales"),
        ("VZF02", "nhsmail.scotland@nhs.net"),
        ("VZKH8", "ODS and CQC disagree about where this site is"),
        ("Z1T6L", "You can apply from 1 December 2026."),
        ("VZWN2", "closed since 31 March 2024"),
        ("VZ7TE", "names a successor for this code although it is not marked closed"),
        ("AZVT", "This headquarters has no care site in the register."),
        ("VZ6PE", "has no such organisation"),
        ("VZTKL", "The register shows your headquarters (AZR5) as closed."),
        ("VZ17X", "ODS says FENNHURST CARE GROUP LIMITED runs this site, CQC says Yewenbrook Care Services Limited."),
        ("VZYH1", "We cannot find this site at CQC."),
        ("VZ62W", "Several CQC locations could be this site."),
        ("VZG04", "no longer registered since 27 February 2026"),
        ("VZVW6", "dormant since 11 May 2026"),
        ("V99941", "Dentist has its own route"),
        ("VZAGY", "No DSPT (data security toolkit) publication is visible for VZAGY."),
        ("VZRKM", "was valid to 30 June 2026"),
        ("VZWHE", "says Standards Not Met"),
        ("VZ8QY", "without a date"),
        ("VZWHV", "2025-26 Standards Mostly Met"),
        ("VZAA4", "Your headquarters’ DSPT (CZJL) was valid to 30 June 2026."),
        ("VZRH6", "Your headquarters’ DSPT (AZ4J) says Standards Not Met"),
        ("VZ9N9", "before this site joined it on 1 September 2026"),
        ("1-999900000579", "ODS does not show your site yet."),
        ("8ZH85", "each case is decided by a person"),
    ];

    /// <summary>Reasons that no service of the sample has on the day of the demo, but one had or will have on another.</summary>
    private static readonly (string Code, string Day, string Sentence)[] OnOtherDays =
    [
        ("1-999900000575", "2026-06-30", "CQC shows this location as registered from 26 October 2026."),
        ("1-999900000808", "2026-06-30", "CQC’s list does not say what kind of service this is."),
    ];

    [Fact]
    public async Task Every_refusal_the_sample_can_give_shows_its_sentence_and_what_would_change_it_without_scripts()
    {
        var page = await World.NewPageAsync(script: false);

        foreach (var (code, sentence) in Refusals)
        {
            await page.GotoAsync("/join/check");
            await page.GetByLabel("ODS code or CQC location ID").FillAsync(code);
            await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();

            await Assertions.Expect(page.Locator("main")).ToContainTextAsync(sentence);
            await Assertions.Expect(page.Locator(".cm-answer--no")).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator(".cm-answer--no .cm-change")).ToBeVisibleAsync();
        }

        var staff = await World.OpenAsync("Dilys Penhale", script: false);
        foreach (var (code, day, sentence) in OnOtherDays)
        {
            await staff.GotoAsync("/helpdesk/eligibility");
            await staff.GetByLabel("ODS code or CQC location ID").FillAsync(code);
            await staff.GetByLabel("Day").FillAsync(day);
            await staff.GetByRole(AriaRole.Button, new() { Name = "Show the decision" }).ClickAsync();

            await Assertions.Expect(staff.Locator("main")).ToContainTextAsync(sentence);
        }
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Every_page_is_accessible_at_this_width(int width)
    {
        var page = await World.NewPageAsync(width);
        await page.GotoAsync("/join/check");
        await page.StandsAsync($"check-1-question-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Assertions.Expect(page.Locator(".nhsuk-error-summary")).ToBeVisibleAsync();
        await page.StandsAsync($"check-2-nothing-typed-{width}");
        await page.GotoAsync("/join/check?Code=VZ5TW");
        await page.StandsAsync($"check-3-yes-{width}");
        await page.GotoAsync("/join/check?Code=VZAA4");
        await page.StandsAsync($"check-4-not-yet-{width}");
        await page.GotoAsync("/join/check?Code=VZ17X");
        await page.StandsAsync($"check-5-a-person-{width}");
        await page.GotoAsync("/join/check?Code=1-999900000566");
        await page.StandsAsync($"check-6-provisional-{width}");

        var staff = await World.OpenAsync("Dilys Penhale", width);
        await staff.GotoAsync("/helpdesk/eligibility");
        await staff.StandsAsync($"check-7-by-day-{width}");
        await staff.GotoAsync("/helpdesk/eligibility?Code=VZRKM&On=2026-11-20");
        await staff.StandsAsync($"check-8-replay-{width}");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task The_policy_is_looked_at_tried_and_changed_at_this_width(int width)
    {
        var page = await World.OpenAsync("Rosa Delgado", width);
        await page.GotoAsync("/policy");
        await page.StandsAsync($"policy-1-list-{width}");
        await page.Locator("a[href='/policy/lowest_level']").ClickAsync();
        await page.StandsAsync($"policy-2-setting-{width}");

        // Looked at, not changed: other tests ask about this day.
        const string day = "2026-11-20";
        await page.GetByLabel("From which day?").FillAsync(day);
        await page.GetByLabel("Standards Met", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Look at the effect on which day?").FillAsync(day);
        await page.GetByRole(AriaRole.Button, new() { Name = "See who would change" }).ClickAsync();
        await Assertions.Expect(page.Locator("#impact")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#impact ~ p")).Not.ToContainTextAsync(", 0 of");
        await page.StandsAsync($"policy-3-who-would-change-{width}");

        await page.GetByRole(AriaRole.Button, new() { Name = "Change the policy" }).ClickAsync();
        await Assertions.Expect(page.Locator(".nhsuk-error-summary")).ToContainTextAsync("Say why");
        await page.StandsAsync($"policy-4-no-reason-{width}");
    }

    [Fact]
    public async Task The_policy_is_changed_and_taken_back_without_scripts()
    {
        var page = await World.OpenAsync("Rosa Delgado", script: false);
        await page.GotoAsync("/policy/smallest_group");
        await page.GetByLabel("From which day?").FillAsync("2050-01-01");
        await page.GetByLabel("Value", new() { Exact = true }).FillAsync("5");
        await page.GetByLabel("Why?").FillAsync("Two sites cannot run IT");
        await page.GetByLabel("Look at the effect on which day?").FillAsync("2050-01-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "See who would change" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the policy" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The policy is changed");

        await page.GotoAsync("/policy/smallest_group");
        await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("Two sites cannot run IT");
        await page.GetByRole(AriaRole.Link, new() { Name = "Take back the value from 1 January 2050" }).ClickAsync();
        await page.GetByLabel("Why?").FillAsync("It was a try");
        await page.GetByRole(AriaRole.Button, new() { Name = "See who would change" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the policy" }).ClickAsync();

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The policy is changed");
        await page.GotoAsync("/policy/smallest_group");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
    }
}
