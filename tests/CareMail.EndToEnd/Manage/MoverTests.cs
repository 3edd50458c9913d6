using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Manage;

/// <summary>What an administrator does about one person: move, rename, disable and open, delete and restore.</summary>
public class MoverTests(DemoWorld world) : PersonJourneys(world)
{
    [Theory]
    [InlineData(1280, "Mona")]
    [InlineData(390, "Mara")]
    public async Task A_mover_is_at_the_other_site_at_once_with_their_mail(int width, string first)
    {
        var person = await SomebodyAsync(first, "Tarn");
        await SendAsync(person.Email, "Before the move");
        var page = await PersonPageAsync("Helen Drummond", first + " Tarn", width);
        await page.StandsAsync($"12c-person-{width}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Move to another site" }).ClickAsync();
        await ContinueAsync(page);
        await page.GetByText("Choose where they move to").First.WaitForAsync();
        await page.StandsAsync($"12d-move-error-{width}");
        await page.GetByLabel("Ashdene View").CheckAsync();
        await ContinueAsync(page);
        await page.GetByLabel("Reason").FillAsync("deputy manager there");
        await page.StandsAsync($"12e-move-why-{width}");
        await ContinueAsync(page);
        await page.StandsAsync($"12f-move-check-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change moves to" }).ClickAsync();
        Assert.True(await page.GetByLabel("Ashdene View").IsCheckedAsync());
        await ContinueAsync(page);
        Assert.Equal("deputy manager there", await page.GetByLabel("Reason").InputValueAsync());
        await ContinueAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Move them" }).ClickAsync();
        await page.GetByText("is at Ashdene View now, with their mail").WaitForAsync();
        await SendAsync(person.Email, "After the move");

        var owner = await World.OpenAsync("Nadia Rahman", width);
        await owner.GotoAsync("/manage");
        await owner.GetByRole(AriaRole.Link, new() { Name = first + " Tarn" }).WaitForAsync();
        var own = await SignInAsync(person);
        await own.GotoAsync("/mail");
        await own.GetByText("Before the move").First.WaitForAsync();
        await own.GetByText("After the move").First.WaitForAsync();
    }

    [Theory]
    [InlineData(1280, "Iona")]
    [InlineData(390, "Isla")]
    public async Task A_new_name_an_absence_and_a_deletion_that_is_taken_back(int width, string first)
    {
        var person = await SomebodyAsync(first, "Brack");
        var page = await PersonPageAsync("Helen Drummond", first + " Brack", width);

        await page.GetByRole(AriaRole.Link, new() { Name = "Change the name" }).ClickAsync();
        await page.StandsAsync($"12g-rename-{width}");
        await page.GetByLabel("Last name").FillAsync("Gorse");
        await ContinueAsync(page);
        await page.StandsAsync($"12h-rename-address-{width}");
        await page.GetByLabel($"{first}.gorse", new() { Exact = false }).First.CheckAsync();
        await ContinueAsync(page);
        await page.GetByLabel("Reason").FillAsync("asked for it by letter");
        await ContinueAsync(page);
        await page.StandsAsync($"12i-rename-check-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change the name" }).ClickAsync();
        await page.GetByText($"They are {first} Gorse now").WaitForAsync();
        await SendAsync(person.Email, "To the name before");

        await page.GetByRole(AriaRole.Link, new() { Name = "Away for long" }).ClickAsync();
        await page.StandsAsync($"12j-disable-until-{width}");
        await ContinueAsync(page);
        await page.GetByLabel("The address of a colleague").FillAsync("helen.drummond@caremail.example");
        await ContinueAsync(page);
        await page.GetByText("nobody lets themselves into").First.WaitForAsync();
        await page.StandsAsync($"12k-disable-delegate-error-{width}");
        await page.GetByLabel("The address of a colleague").FillAsync("kit.rowe@caremail.example");
        await ContinueAsync(page);
        await page.GetByLabel("Automatic reply").FillAsync("I am away. Please write to care.vz101@caremail.example.");
        await page.StandsAsync($"12l-disable-reply-{width}");
        await ContinueAsync(page);
        await page.GetByLabel("Reason").FillAsync("parental leave");
        await ContinueAsync(page);
        await page.StandsAsync($"12m-disable-check-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable the account" }).ClickAsync();
        await page.GetByText("Kit Rowe can read their mail").WaitForAsync();
        await page.StandsAsync($"12n-disabled-{width}");

        var covering = await World.OpenAsync("Kit Rowe", width);
        await covering.GotoAsync("/mail");
        await covering.GetByText($"{first} Gorse").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });

        await page.GetByRole(AriaRole.Button, new() { Name = "They are back" }).ClickAsync();
        await page.GetByText("The account is open again").WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Delete the account" }).ClickAsync();
        await page.StandsAsync($"12o-delete-{width}");
        await page.GetByLabel("Why").FillAsync("made by mistake");
        await ContinueAsync(page);
        await page.StandsAsync($"12p-delete-check-{width}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the account" }).ClickAsync();
        await page.GetByText("It can be restored until").First.WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Restore it" }).ClickAsync();
        await page.GetByText("The account is restored.").WaitForAsync();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Accounts_of_every_status_are_seen_with_their_days(int width)
    {
        var page = await World.OpenAsync("Gwen Ashdown", width);
        await page.GotoAsync("/manage");
        foreach (
            var status in new[]
            {
                "New, not completed",
                "Active",
                "Inactive",
                "Locked",
                "Disabled",
                "Leaver",
                "Deleted",
            }
        )
        {
            await page.GetByText(status, new() { Exact = true }).First.WaitForAsync();
        }

        await page.StandsAsync($"12q-statuses-{width}");
        foreach (var name in new[] { "Ravi Teasel", "Cleo Marram", "Una Sedge" })
        {
            await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
            await page.StandsAsync($"12r-{name.Split(' ')[0].ToLowerInvariant()}-{width}");
            await page.GoBackAsync();
        }
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Ones_own_days_places_reply_and_second_address(int width)
    {
        var page = await World.OpenAsync("Kit Rowe", width);
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Heading, new() { Name = "How long your account lives" }).WaitForAsync();
        await page.GetByText("Fernholt House").First.WaitForAsync();
        await page.StandsAsync($"12s-account-{width}");
        await page.GotoAsync("/account/away");
        await page.StandsAsync($"12t-away-{width}");
        await page.GotoAsync("/account/second-email");
        if (page.Url.Contains("/account/confirm", StringComparison.Ordinal))
        {
            await page.GetByLabel("Your password").FillAsync(World.PersonCalled("Kit Rowe").Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        }

        await page.GetByLabel("An e-mail address of your own").WaitForAsync();
        await page.StandsAsync($"12u-second-email-{width}");
    }
}
