using System.IO.Compression;
using System.Net;
using System.Text;
using CareMail.Accounts;
using CareMail.Storage;
using CareMail.Tests.Lifecycle;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts;

/// <summary>A person takes a copy of their own mailbox.</summary>
public class ExportMailboxTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_copy_holds_every_message_as_it_came_after_the_password_was_typed_again(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await LeavingTests.StartAsync(engine, clock);
        var people = new TestPeople(server.Services);
        var person = await people.PersonAsync();
        await LeavingTests.DeliverAsync(people, person.MailboxId, "one", "two", "three");
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        clock.Advance(TimeSpan.FromMinutes(11));

        Assert.StartsWith(
            "/account/confirm",
            (await browser.GetAsync("/account/copy")).Location,
            StringComparison.Ordinal
        );
        await browser.PostAsync("/account/confirm", new() { ["Password"] = person.Secrets.Password });
        var copy = await browser.PostAsync("/account/copy", []);

        Assert.Equal(HttpStatusCode.OK, copy.Status);
        Assert.Equal("application/zip", copy.Response.Content.Headers.ContentType!.MediaType);
        await using var zip = await ZipArchive.CreateAsync(
            await copy.Response.Content.ReadAsStreamAsync(),
            ZipArchiveMode.Read,
            leaveOpen: false,
            null
        );
        Assert.Equal(
            3,
            zip.Entries.Count(entry => entry.FullName.StartsWith("INBOX/", StringComparison.OrdinalIgnoreCase))
        );
        using var first = new StreamReader(await zip.Entries[0].OpenAsync(), Encoding.ASCII);
        Assert.Equal("From: a@b.example\r\nSubject: one\r\n\r\nHello\r\n", await first.ReadToEndAsync());
        var act = (await people.ActsOnAsync(person.Id))[^1];
        Assert.Equal(("mailbox.export", (Guid?)person.Id, "3 messages"), (act.Act, act.Actor, act.NewValue));
    }

    [Fact]
    public async Task Few_copies_a_day_and_few_at_a_time()
    {
        await using var server = await RunningServer.StartAsync();
        var people = new TestPeople(server.Services);
        var (one, two, three) = (await people.PersonAsync(), await people.PersonAsync(), await people.PersonAsync());
        var export = people.Get<ExportMailbox>();

        using (TestPeople.Done(await export.BeginAsync(one.Actor)))
        using (TestPeople.Done(await export.BeginAsync(two.Actor)))
        {
            Assert.Contains(
                "Others",
                TestPeople.Refused(await export.BeginAsync(three.Actor)),
                StringComparison.Ordinal
            );
        }

        for (var i = 1; i < ExportMailbox.PerDay; i++)
        {
            TestPeople.Done(await export.BeginAsync(one.Actor)).Dispose();
        }

        Assert.Contains("tomorrow", TestPeople.Refused(await export.BeginAsync(one.Actor)), StringComparison.Ordinal);
        TestPeople.Done(await export.BeginAsync(three.Actor)).Dispose();
    }
}
