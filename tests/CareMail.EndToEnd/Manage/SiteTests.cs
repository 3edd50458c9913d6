using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Manage;

/// <summary>An owner's site: who reads its mailbox, going through them, new people, and more of them.</summary>
public class SiteTests(DemoWorld world) : BrowserTests(world)
{
    private const string Elsewhere = "tomasz.zielinski@caremail.example";

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task The_last_owner_stays_and_a_review_takes_out_who_is_not_confirmed(int width)
    {
        var page = await World.OpenAsync("Nadia Rahman", width);
        await page.GotoAsync("/manage");
        await page.GetByText("Only one owner").First.WaitForAsync();
        await page.StandsAsync($"11a-site-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Who can read it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a member (Nadia Rahman)" }).ClickAsync();
        await page.GetByText("the mailbox’s last owner").First.WaitForAsync();
        await page.StandsAsync($"11b-last-owner-{width}");

        await page.GetByLabel("Their address").FillAsync("nobody.at.all@caremail.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Let them in" }).ClickAsync();
        await page.GetByText("There is nobody with this address").First.WaitForAsync();
        await page.GetByLabel("Their address").FillAsync(Elsewhere);
        await page.GetByRole(AriaRole.Button, new() { Name = "Let them in" }).ClickAsync();
        await page.GetByText("They can read it now.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make an owner (Tomasz Zieliński)" }).ClickAsync();
        await page.GetByText("It is changed.").WaitForAsync();
        await Assertions.Expect(page.GetByText("Only one owner")).ToHaveCountAsync(0);
        await page.StandsAsync($"11c-who-can-read-{width}");

        await page.GetByRole(AriaRole.Link, new() { Name = "Go through who has access" }).ClickAsync();
        await page.StandsAsync($"11d-review-{width}");
        foreach (var box in await page.GetByRole(AriaRole.Checkbox).AllAsync())
        {
            await box.UncheckAsync();
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await page.GetByText("Keep at least one owner").First.WaitForAsync();
        await page.StandsAsync($"11e-review-error-{width}");
        await page.GotoAsync(page.Url);
        await page.GetByLabel("Tomasz Zieliński").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await page.GetByText("Everybody who stays is confirmed").WaitForAsync();
        await page.GetByText("Tomasz Zieliński was taken out").First.WaitForAsync();
        await page.GetByText("Last gone through on").WaitForAsync();
    }

    [Theory]
    [InlineData(1280, "Robin")]
    [InlineData(390, "Rowan")]
    public async Task Somebody_new_is_added_and_their_password_sent_again(int width, string first)
    {
        var page = await World.OpenAsync("Nadia Rahman", width);
        await page.GotoAsync("/manage");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add somebody" }).ClickAsync();
        await page.GetByLabel("First name").FillAsync(first);
        await page.GetByLabel("Last name").FillAsync("Fellside");
        await page.GetByLabel("Their own e-mail address").FillAsync($"{first}@postbox.example");
        await page.GetByLabel("Their own UK mobile number").FillAsync("01632 960 001");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and tell them" }).ClickAsync();
        await page.GetByText("Enter a UK mobile number").First.WaitForAsync();
        await page.StandsAsync($"11f-add-error-{width}");
        Assert.Equal(first, await page.GetByLabel("First name").InputValueAsync());
        await page.GetByLabel("Their own UK mobile number").FillAsync("07700 900 118");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and tell them" }).ClickAsync();
        await page.GetByText("They are told how to get in.").WaitForAsync();
        await page.StandsAsync($"11g-people-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = $"{first} Fellside" }).ClickAsync();
        await page.StandsAsync($"11h-person-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a new temporary password" }).ClickAsync();
        await page.GetByText("A new temporary password").First.WaitForAsync();
    }

    [Fact]
    public async Task A_site_asks_for_more_people_and_a_caseworker_grants_them()
    {
        var page = await World.OpenAsync("Nadia Rahman");
        await page.GotoAsync("/manage");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ask for more people" }).ClickAsync();
        await page.GetByLabel("How many people do you need in all?").FillAsync("14");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        await page.GetByText("Say why").First.WaitForAsync();
        await page.StandsAsync("11i-more-error-1280");
        await page.GetByLabel("Why?").FillAsync("Two units, nurses on both floors");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        await page.GetByText("We have your request.").WaitForAsync();

        var staff = await World.OpenAsync("Dilys Penhale");
        await staff.GotoAsync("/helpdesk/more-people");
        await staff.GetByLabel("Your answer, which the site reads").First.FillAsync("Forty beds: granted.");
        await staff.StandsAsync("11j-wishes-1280");
        await staff.GetByRole(AriaRole.Button, new() { Name = "Grant 14 people" }).ClickAsync();
        await staff.GetByText("The site is answered.").WaitForAsync();

        await page.GotoAsync("/manage");
        await page.GetByText("of 14 accounts are used").WaitForAsync();
    }
}
