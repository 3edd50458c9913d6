using System.Net;
using CareMail.Accounts.Passwords;
using CareMail.Accounts.Tasks;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Accounts.Passwords;

public class PasswordLifeTests
{
    private static readonly string[] NewPasswordFields = ["Password", "Again"];

    private const string NewPassword = "kettle harbour saucer";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Reminders_are_sent_18_10_5_2_and_1_days_before_the_last_day_and_each_once(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(
            engine,
            replace: s => s.AddSingleton<TimeProvider>(clock)
        );
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        await SetMobileAsync(people, person);
        var silent = await people.PersonAsync();
        var remind = people.Get<RemindOfPasswords>();
        var sent = new List<int>();

        Assert.Equal(0, await remind.RunOnceAsync());
        clock.Advance(TimeSpan.FromDays(365 - 20));
        for (var left = 20; left >= 0; left--)
        {
            for (var again = 0; again < 2; again++)
            {
                if (await remind.RunOnceAsync() > 0)
                {
                    sent.Add(left);
                }
            }

            clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal([18, 10, 5, 2, 1], sent);
        var notices = await people.Get<NoticeQueue>().CountAsync(person.Id);
        Assert.Equal(5, notices.Values.Sum());
        Assert.Empty(await people.Get<NoticeQueue>().CountAsync(silent.Id));
    }

    [Fact]
    public async Task Somebody_who_was_away_gets_the_nearest_reminder_only_and_none_after_a_new_password()
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(replace: s => s.AddSingleton<TimeProvider>(clock));
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        await SetMobileAsync(people, person);
        var remind = people.Get<RemindOfPasswords>();

        clock.Advance(TimeSpan.FromDays(365 - 4));
        Assert.Equal(1, await remind.RunOnceAsync());
        Assert.Equal(0, await remind.RunOnceAsync());

        TestPeople.Done(await people.Get<ChangePassword>().RunAsync(person.Actor, NewPassword, NewPassword, default));
        clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, await remind.RunOnceAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_password_that_has_run_out_is_asked_for_in_the_browser_and_mail_programs_are_told(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(
            engine,
            replace: s => s.AddSingleton<TimeProvider>(clock)
        );
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        var device = await people.DevicePasswordAsync(person);
        clock.Advance(TimeSpan.FromDays(365) + TimeSpan.FromMinutes(1));

        Assert.Equal(MailSignInOutcome.PasswordRunOut, await MailAsync(people, person, device.Password));
        using var browser = new TestBrowser(server);
        Assert.Equal("/sign-in/tasks", (await browser.SignInAsync(person)).Location);
        var task = await browser.GetAsync("/sign-in/tasks/password");
        Assert.Contains("has run out", task.Html, StringComparison.Ordinal);
        var done = await browser.PostAsync(
            "/sign-in/tasks/password",
            new() { ["Password"] = NewPassword, ["Again"] = NewPassword }
        );

        Assert.Equal("/mail", done.Location);
        Assert.Equal(MailSignInOutcome.Accepted, await MailAsync(people, person, device.Password));
    }

    [Fact]
    public async Task A_stolen_password_is_refused_with_its_reason()
    {
        await using var server = await RunningServer.StartAsync();
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();

        var refused = await people
            .Get<ChangePassword>()
            .RunAsync(person.Actor, "correct horse battery staple", "correct horse battery staple", default);

        Assert.Contains("stolen from some other service", TestPeople.Refused(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Managers_and_paste_are_welcome_and_the_page_says_what_is_needed()
    {
        await using var server = await RunningServer.StartAsync();
        var person = await new TestPeople(server.Services).PersonAsync();
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);

        var page = (await browser.GetAsync("/account/password")).Page;

        Assert.All(
            NewPasswordFields,
            field => Assert.Equal("new-password", page.GetElementById(field)!.GetAttribute("autocomplete"))
        );
        Assert.DoesNotContain("onpaste", page.DocumentElement.OuterHtml, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("At least 10 characters", page.Body!.TextContent, StringComparison.Ordinal);
    }

    private static async Task<MailSignInOutcome> MailAsync(TestPeople people, TestPerson person, string password) =>
        (
            await people.Get<MailSignIn>().AuthenticateAsync(person.Address, password, IPAddress.Loopback, "imap")
        ).Outcome;

    private static async Task SetMobileAsync(TestPeople people, TestPerson person) =>
        TestPeople.Done(
            await people
                .Get<ChangeProfile>()
                .RunAsync(person.Actor, new ProfileAnswers("Ife", "", "07700 900 118", MobileIsShown: false))
        );
}
