using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Manage;

/// <summary>Somebody leaves one organisation and another accepts them, with their mailbox.</summary>
public class JoinerTests(DemoWorld world) : PersonJourneys(world)
{
    [Fact]
    public async Task A_joiner_brings_the_mailbox_and_the_address_goes_on()
    {
        var person = await SomebodyAsync("Juno", "Pallister");
        await SendAsync(person.Email, "Before the change");
        var old = await PersonPageAsync("Gwen Ashdown", "Juno Pallister");
        await MarkLeaverAsync(old);
        await old.GetByText("They are a leaver now").WaitForAsync();
        // Between two organisations nobody reads it, and it comes.
        await SendAsync(person.Email, "In between");

        var next = await World.OpenAsync("Bea Lindqvist");
        await next.GotoAsync("/manage");
        await next.GetByRole(AriaRole.Link, new() { Name = "Accept somebody who left elsewhere" }).ClickAsync();
        await next.GetByLabel("Their CareMail address").FillAsync("nobody.at.all@caremail.example");
        await next.GetByRole(AriaRole.Button, new() { Name = "Accept them" }).ClickAsync();
        await next.GetByText("Nobody of that address is marked as a leaver now").First.WaitForAsync();
        await next.StandsAsync("12b-joiner-error-1280");
        await next.GetByLabel("Their CareMail address").FillAsync(person.Email);
        await next.GetByRole(AriaRole.Button, new() { Name = "Accept them" }).ClickAsync();
        await next.GetByText("Juno Pallister is one of your people now").WaitForAsync();
        await SendAsync(person.Email, "After the change");

        var own = await SignInAsync(person);
        await own.GotoAsync("/mail");
        foreach (var subject in new[] { "Before the change", "In between", "After the change" })
        {
            await own.GetByText(subject).First.WaitForAsync();
        }

        await own.GotoAsync("/account");
        await own.GetByText("Orrinbourne Surgery").First.WaitForAsync();
        // The old site does not see them any more.
        await old.GotoAsync("/manage");
        await old.GetByRole(AriaRole.Heading, new() { Name = "People", Level = 1 }).WaitForAsync();
        await Assertions.Expect(old.GetByText("Juno Pallister")).ToHaveCountAsync(0);
    }
}
