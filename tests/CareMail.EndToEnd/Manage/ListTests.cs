using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Manage;

/// <summary>A list made, written to and let through; a rule looked at before it is kept; a system with a mailbox; a deputy.</summary>
public class ListTests(DemoWorld world) : BrowserTests(world)
{
    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_list_is_made_and_what_waits_there_is_let_through(int width)
    {
        var (name, subject) = ($"Night staff {width}", $"Rota for the nights {width}");
        var page = await World.OpenAsync("Amina Yusuf", width);
        await page.GotoAsync("/manage");
        await page.GetByRole(AriaRole.Link, new() { Name = "Lists of" }).ClickAsync();
        await page.StandsAsync($"12a-lists-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Make a list" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the list" }).ClickAsync();
        await page.GetByText("Choose how somebody gets on the list").First.WaitForAsync();
        await page.StandsAsync($"12b-new-list-error-{width}");
        await page.GetByLabel("Name of the list").FillAsync(name);
        await page.GetByLabel("Its address").FillAsync($"night.staff-{width}");
        await page.GetByLabel("What it is for").FillAsync("Who is on duty at night");
        await page.GetByLabel("Members by name").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the list" }).ClickAsync();
        await page.GetByText($"{name} is there").WaitForAsync();

        // Members, one of whom does not exist.
        var members = page.GetByLabel("Add members");
        await members.FillAsync("nobody.at.all@caremail.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByText("There is no nobody.at.all@caremail.example").First.WaitForAsync();
        await members.FillAsync(
            "joy.okafor@caremail.example\ntom.fairley@caremail.example\nife.balogun@caremail.example"
        );
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByText("3 members are added.").WaitForAsync();
        await page.StandsAsync($"12c-members-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take out Ife Balogun" }).ClickAsync();
        await page.GetByText("They are not on the list any more.").WaitForAsync();

        // Who may write: only whom its owners name; others wait.
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to " + name }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Change who may write to it" }).ClickAsync();
        await page.GetByLabel("Its owners, and senders they name").CheckAsync();
        await page.GetByLabel("People ask, and an owner decides").CheckAsync();
        await page.StandsAsync($"12d-senders-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByText("It is changed, and counts from now on.").WaitForAsync();

        // The hospital finds it in the directory and writes to it.
        var hospital = await World.OpenAsync("Priya Nandakumar", width);
        await hospital.GotoAsync("/directory");
        await hospital.GetByLabel("Who are you looking for?").FillAsync(name);
        await hospital.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await hospital.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await hospital.GetByRole(AriaRole.Button, new() { Name = "Ask to join" }).ClickAsync();
        await hospital.GetByText($"You have asked to join {name}").First.WaitForAsync();
        await hospital.StandsAsync($"12e-list-in-directory-{width}");
        await hospital.GotoAsync("/mail/write");
        await hospital.Locator("#to").FillAsync($"night.staff-{width}@caremail.example");
        await hospital.Locator("#to").PressAsync("Enter");
        await hospital.Locator(".cm-pill").WaitForAsync();
        await hospital.Locator("#subject").FillAsync(subject);
        await hospital.Locator("#text").FillAsync("Dear colleagues,\n\nplease see the rota.\n\nPriya");
        await hospital.Locator("#send").ClickAsync();
        await Assertions.Expect(hospital.Locator("#said")).ToContainTextAsync("looks at it first");

        // An owner sees both, says yes to one and sends nothing on unseen.
        await page.GotoAsync("/manage/lists");
        await page.StandsAsync($"12f-my-lists-{width}");
        await page.Locator("li", new() { HasText = name })
            .GetByRole(AriaRole.Link, new() { Name = "Look after it" })
            .ClickAsync();
        await page.GetByText("One message waits").First.WaitForAsync();
        await page.StandsAsync($"12g-list-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Let through or send back" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send it back" }).ClickAsync();
        await page.GetByText("Say why: the sender reads it").First.WaitForAsync();
        await page.StandsAsync($"12h-waiting-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Let it through" }).ClickAsync();
        await page.GetByText("It is let through").First.WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to " + name }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Say yes or no" }).ClickAsync();
        await page.StandsAsync($"12i-wish-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, add Priya Nandakumar" }).ClickAsync();
        await page.GetByText("They are a member now").First.WaitForAsync();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_rule_is_looked_at_before_it_is_kept(int width)
    {
        var page = await World.OpenAsync("Grace Attwood", width);
        await page.GotoAsync("/manage");
        await page.GetByRole(AriaRole.Link, new() { Name = "Lists of" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Make a list" }).ClickAsync();
        await page.GetByLabel("Name of the list").FillAsync($"Discharge team {width}");
        await page.GetByLabel("Its address").FillAsync($"discharge.team-{width}");
        await page.GetByLabel("By rule").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the list" }).ClickAsync();
        await page.GetByText("people today").WaitForAsync();
        await page.GetByLabel("With this in their job title").FillAsync("discharge");
        await page.GetByRole(AriaRole.Button, new() { Name = "See who that is" }).ClickAsync();
        await page.GetByText("whose job title has “discharge” in it").WaitForAsync();
        await page.StandsAsync($"12j-rule-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep this rule" }).ClickAsync();
        await page.GetByText("The rule is kept.").WaitForAsync();
        await page.StandsAsync($"12k-rule-list-{width}");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task A_system_gets_a_mailbox_and_a_password_that_ends(int width)
    {
        var page = await World.OpenAsync("Grace Attwood", width);
        await page.GotoAsync("/manage");
        await page.GetByRole(AriaRole.Link, new() { Name = "Mailboxes of systems" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Add a system" }).ClickAsync();
        await page.GetByLabel("Name of the system").FillAsync($"Care records {width}");
        await page.GetByLabel("Its address").FillAsync($"care.records-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the system" }).ClickAsync();
        await page.GetByText("That address is kept for the service itself").First.WaitForAsync();
        await page.StandsAsync($"13a-new-system-error-{width}");
        await page.GetByLabel("Its address").FillAsync($"records-{width}");
        await page.GetByLabel("What does it do with the mailbox?").FillAsync("Sends discharge summaries");
        await page.GetByLabel("Address of somebody who answers for it").FillAsync("grace.attwood@caremail.example");
        await page.GetByLabel("Why").FillAsync("The new record software");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the system" }).ClickAsync();
        await page.GetByText("Make a password for it now.").WaitForAsync();
        await page.GetByLabel("Where does the password go?").FillAsync("live system");
        await page.Locator("#Reason").FillAsync("The new record software");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a password" }).ClickAsync();
        await page.GetByText("it is never shown again").WaitForAsync();
        await page.StandsAsync($"13b-system-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "It is still needed" }).ClickAsync();
        await page.GetByText("You are asked again in a year.").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back", Exact = true }).ClickAsync();
        await page.StandsAsync($"13c-systems-{width}");
    }

    [Theory]
    [InlineData(1280, "Joy Okafor")]
    [InlineData(390, "Tom Fairley")]
    public async Task An_owner_names_a_deputy_for_some_days(int width, string deputy)
    {
        var page = await World.OpenAsync("Amina Yusuf", width);
        await page.GotoAsync("/manage");
        await page.GetByRole(AriaRole.Link, new() { Name = "Who can read it" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Name the deputy" }).ClickAsync();
        await page.GetByText("Choose who stands in").First.WaitForAsync();
        await page.GetByRole(AriaRole.Radio, new() { Name = deputy }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Name the deputy" }).ClickAsync();
        await page.GetByText("Enter the first day").First.WaitForAsync();
        await page.StandsAsync($"14a-deputy-error-{width}");
        foreach (var (field, year) in new[] { ("From", "2027"), ("Until", "2027") })
        {
            await page.Locator($"#{field}_Day").FillAsync(field == "From" ? "4" : "18");
            await page.Locator($"#{field}_Month").FillAsync("1");
            await page.Locator($"#{field}_Year").FillAsync(year);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Name the deputy" }).ClickAsync();
        await page.GetByText($"{deputy} stands in from 4 January 2027 to 18 January 2027").WaitForAsync();
        await page.StandsAsync($"14b-deputy-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "End it now" }).ClickAsync();
        await page.GetByText($"{deputy} is no deputy any more.").First.WaitForAsync();
    }
}
