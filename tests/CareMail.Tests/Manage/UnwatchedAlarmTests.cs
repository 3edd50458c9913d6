using CareMail.Access;
using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Mailboxes;
using CareMail.Manage;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Manage;

/// <summary>Who is told when nobody opens the mail of a shared mailbox, and where.</summary>
public sealed class UnwatchedAlarmTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Owners_without_a_mobile_and_administrators_are_told_by_e_mail(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await RunningServer.StartAsync(
            engine,
            replace: services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                services.AddSingleton<INoticeSender>(s => s.GetRequiredService<NoticeOutbox>());
            }
        );
        var people = new TestPeople(server.Services);
        var group = await people.OrganisationAsync(OrganisationKind.CareProvider);
        var site = await people.OrganisationAsync(headquarters: group.Id);
        var primary = await people.PersonAsync(group, roles: Role.PrimaryAdmin);
        var local = await people.PersonAsync(site, roles: Role.LocalAdmin);
        var elsewhere = await people.PersonAsync(group, roles: Role.LocalAdmin);
        var reachable = await people.PersonAsync(site);
        var written = await people.PersonAsync(site);
        var member = await people.PersonAsync(site);
        var mailbox = await people.SharedMailboxAsync(site, reachable, member);
        TestPeople.Done(
            await people
                .Get<GrantMailbox>()
                .RunAsync(TestPeople.Operator, mailbox.MailboxId, written.Id, AccessRight.Owner)
        );
        await people
            .Get<Database>()
            .WriteAsync(async tx =>
            {
                await tx.ExecuteAsync(
                    "UPDATE identity_account SET mobile = @box WHERE id = @Id",
                    new
                    {
                        reachable.Id,
                        box = people
                            .Get<CareMail.Identity.Secrets.IdentityKeys>()
                            .SealMobile(reachable.Id, "07700900123"),
                    }
                );
                await people.Get<AccountLives>().SetSecondEmailAsync(tx, written.Id, "written@home.example");
            });
        await ArrivesAsync(people, mailbox.MailboxId, clock.GetUtcNow());
        var watch = people.Get<WatchMailboxes>();

        clock.Advance(TimeSpan.FromDays(7));
        await watch.RunOnceAsync();
        await watch.RunOnceAsync();

        var outside = await OutboxAsync(people);
        Assert.Equal(
            ["+447700900123", "written@home.example"],
            outside.Select(notice => notice.Recipient).Order(StringComparer.Ordinal)
        );
        Assert.All(outside, notice => Assert.Contains(mailbox.DisplayName, notice.Body, StringComparison.Ordinal));
        foreach (
            var (who, told) in new[]
            {
                (written, 1),
                (local, 1),
                (primary, 1),
                (elsewhere, 0),
                (member, 0),
                (reachable, 0),
            }
        )
        {
            var inbox = await people.Get<FolderTree>().FindAsync(who.MailboxId, SpecialUse.Inbox);
            Assert.Equal((uint)told, inbox!.Messages);
        }
    }

    private static async Task ArrivesAsync(TestPeople people, Guid mailbox, DateTimeOffset now)
    {
        var store = people.Get<MailStore>();
        await using var message = store.Receive(1000);
        await message.WriteAsync("From: a@b.example\r\nSubject: discharge\r\n\r\nMrs A comes home.\r\n"u8.ToArray());
        message.Complete();
        var placement = new Placement { MailboxId = mailbox, Received = now };
        Assert.True((await store.FileAsync([new Filing(await message.StoreAsync(), placement)])).IsFiled);
    }

    /// <summary>All that was told outside, once nothing waits any more.</summary>
    private static async Task<IReadOnlyList<OutboxNotice>> OutboxAsync(TestPeople people)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (
            await people
                .Get<Database>()
                .QuerySingleOrDefaultAsync<long>(
                    "SELECT COUNT(*) FROM notices_notice WHERE state = 1",
                    ct: patience.Token
                ) > 0
        )
        {
            people.Get<NoticeQueue>().Wake();
            await Task.Delay(20, patience.Token);
        }

        return await people.Get<NoticeOutbox>().ListAsync(1000);
    }
}
