using CareMail.Mailboxes;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Inbound;

/// <summary>What a sender hears when our disk lets us down.</summary>
public class StorageTroubleTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task B23_when_bytes_or_rows_cannot_be_written_the_sender_keeps_its_copy(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var home = await CareHome.AtAsync(server);
        await using var script = await WireScript.ConnectAsync(server.Smtp);
        await script.PlayAsync("< 220 *\n> EHLO c.example\n<- 250 *");
        var message = $"""
            > MAIL FROM:<a@b.example>
            < 250 *
            > RCPT TO:<{home.Nurse.Address}>
            < 250 *
            > DATA
            < 354 *
            > Subject: x
            >
            > .

            """;

        // The table the index writer needs is gone for a moment: as good as a full disk.
        var database = server.Services.GetRequiredService<Database>();
        await database.WriteAsync(tx => tx.ExecuteAsync("ALTER TABLE mailboxes_message RENAME TO mailboxes_away"));
        await script.PlayAsync(message + "< 452 4.3.1 *");
        await database.WriteAsync(tx => tx.ExecuteAsync("ALTER TABLE mailboxes_away RENAME TO mailboxes_message"));
        Assert.Empty(await home.MailAsync(home.Nurse.MailboxId));

        await script.PlayAsync(message + "< 250 2.6.0 *");
        Assert.Single(await home.MailAsync(home.Nurse.MailboxId, SpecialUse.Inbox));
    }
}
