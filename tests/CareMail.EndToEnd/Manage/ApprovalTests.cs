using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Manage;

/// <summary>What nobody does alone, and roles, at a desk and on a phone.</summary>
public class ApprovalTests(DemoWorld world) : BrowserTests(world)
{
    [Theory]
    [InlineData(1280, "Idris", "Kemble", "priya.nandakumar@caremail.example")]
    [InlineData(390, "Maeve", "Kemble", "leo.marchetti@caremail.example")]
    public async Task A_mailbox_is_opened_by_two_and_read(int width, string first, string last, string whose)
    {
        var page = await World.OpenAsync("Grace Attwood", width);
        await page.GotoAsync("/manage/approvals/ask");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask a second person" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync($"12a-ask-error-{width}");
        await page.GetByLabel("Read somebody’s mailbox").CheckAsync();
        await page.GetByLabel("The mailbox’s address").FillAsync(whose);
        await page.GetByLabel("Why?").FillAsync("A family says that a letter of 3 November was never answered.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask a second person" }).ClickAsync();
        await page.GetByText("A second person is asked.").WaitForAsync();
        await page.StandsAsync($"12b-asked-{width}");
        var approval = page.Url;

        var second = await SignedInAsync(
            await ActivePerson.MakeAsync(World.Server, first, last, "TZ101", "local_admin"),
            width
        );
        await second.GotoAsync("/manage/approvals");
        await second.StandsAsync($"12c-approvals-{width}");
        await second.GotoAsync(approval);
        await second.GetByRole(AriaRole.Button, new() { Name = "Agree", Exact = true }).ClickAsync();
        await second.GetByText("Say why").First.WaitForAsync();
        await second.GetByLabel("Why, or why not").FillAsync("Agreed with the complaints team.");
        await second.GetByRole(AriaRole.Button, new() { Name = "Agree", Exact = true }).ClickAsync();
        await second.GetByText("You agreed.").WaitForAsync();
        await second.StandsAsync($"12d-agreed-{width}");

        await page.GotoAsync(approval);
        await page.GetByRole(AriaRole.Link, new() { Name = "Read the mailbox" }).ClickAsync();
        await page.StandsAsync($"12e-mailbox-{width}");
        await page.Locator("table a").First.ClickAsync();
        await page.GetByText("Save the message with its files").WaitForAsync();
        await page.StandsAsync($"12f-letter-{width}");
        await second.GetByRole(AriaRole.Button, new() { Name = "It is no longer needed" }).ClickAsync();
        await second.GetByText("It is over").First.WaitForAsync();
        Assert.Equal(404, (await page.ReloadAsync())!.Status);
    }

    [Theory]
    [InlineData(1280, "Ned", "Orchard", "Perpetua", "Holm")]
    [InlineData(390, "Fay", "Orchard", "Quentin", "Holm")]
    public async Task A_role_is_given_and_taken(int width, string first, string last, string name, string surname)
    {
        var primary = await ActivePerson.MakeAsync(World.Server, first, last, "AZ90", "primary_admin");
        var person = await ActivePerson.MakeAsync(World.Server, name, surname, "VZ101");
        var page = await SignedInAsync(primary, width);
        await page.GotoAsync("/manage/roles");
        await page.StandsAsync($"12g-roles-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Fernholt House" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Give somebody a role" }).ClickAsync();
        await page.GetByLabel("Whose? Their address").FillAsync("nobody@caremail.example");
        await page.GetByLabel("Auditor").CheckAsync();
        await page.GetByLabel("Why").FillAsync("Looks after information governance");
        await page.GetByRole(AriaRole.Button, new() { Name = "Give the role" }).ClickAsync();
        await page.GetByText("There is a problem").WaitForAsync();
        await page.StandsAsync($"12h-give-error-{width}");
        await page.GetByLabel("Whose? Their address").FillAsync(person.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Give the role" }).ClickAsync();
        await page.GetByText($"{name} {surname} is auditor of Fernholt House now.").WaitForAsync();
        await page.StandsAsync($"12i-roles-at-{width}");
        await page.GetByLabel("Whose")
            .SelectOptionAsync(new SelectOptionValue { Label = $"{name} {surname}, auditor" });
        await page.GetByLabel("Why").FillAsync("Other work");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it away" }).ClickAsync();
        await page.GetByText($"{name} {surname} is no longer auditor").WaitForAsync();
    }

    private async Task<IPage> SignedInAsync(ActivePerson person, int width)
    {
        var page = await World.NewPageAsync(width);
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail address").FillAsync(person.Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByLabel("Six-digit code").FillAsync(ActivePerson.CodeOf(person.TotpSecret));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal));
        return page;
    }
}
