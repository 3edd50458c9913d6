using System.Net.Mail;
using CareMail.EndToEnd.Support;
using Microsoft.Playwright;

namespace CareMail.EndToEnd.Manage;

/// <summary>What the journeys of joiners, movers and leavers have in common: a person of their own, and the pages about them.</summary>
public abstract class PersonJourneys(DemoWorld world) : BrowserTests(world)
{
    /// <summary>Fernholt House, of Larkmarch Care.</summary>
    protected const string Fernholt = "VZ101";

    private protected Task<ActivePerson> SomebodyAsync(string first, string last) =>
        ActivePerson.MakeAsync(World.Server, first, last, Fernholt);

    /// <summary>From the list of the site, as its owner gets there.</summary>
    protected async Task<IPage> PersonPageAsync(string owner, string name, int width = 1280)
    {
        var page = await World.OpenAsync(owner, width);
        await page.GotoAsync("/manage");
        if (
            await page.GetByRole(AriaRole.Link, new() { Name = "Fernholt House, Fictwick", Exact = true }).CountAsync()
            > 0
        )
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Fernholt House, Fictwick", Exact = true }).ClickAsync();
        }

        await page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 }).WaitForAsync();
        return page;
    }

    private protected async Task<IPage> SignInAsync(ActivePerson person)
    {
        var page = await World.NewPageAsync();
        await DemoWorld.FillSignInAsync(page, person.Email, person.Password, person.TotpSecret);
        return page;
    }

    /// <summary>A message from the surgery, to the port where other servers bring theirs.</summary>
    protected async Task SendAsync(string to, string subject)
    {
        using var smtp = new SmtpClient("localhost", World.Server.Smtp);
        await smtp.SendMailAsync("reception@surgery.example", to, subject, "Please ring back.");
    }

    protected static async Task MarkLeaverAsync(IPage page)
    {
        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("left on Friday");
        await page.GetByRole(AriaRole.Button, new() { Name = "Mark as leaver" }).ClickAsync();
    }

    protected static Task ContinueAsync(IPage page) =>
        page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
}
