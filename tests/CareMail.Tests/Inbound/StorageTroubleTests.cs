using System.Buffers;
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
        await database.WriteAsync(tx => tx.ExecuteAsync("ALTER TABLE mailboxes_message RENAME TO mailboxes_gone"));
        await script.PlayAsync(message + "< 452 4.3.1 *");
        await database.WriteAsync(tx => tx.ExecuteAsync("ALTER TABLE mailboxes_gone RENAME TO mailboxes_message"));
        Assert.Empty(await home.MailAsync(home.Nurse.MailboxId));

        await script.PlayAsync(message + "< 250 2.6.0 *");
        Assert.Single(await home.MailAsync(home.Nurse.MailboxId, SpecialUse.Inbox));
    }

    [Fact]
    public async Task B23_on_a_full_disk_short_and_long_letters_wait_at_their_sender()
    {
        FullDisk? disk = null;
        await using var server = await RunningServer.StartAsync(replace: services =>
            services.AddSingleton<IMessageBytes>(provider =>
                disk = new FullDisk(provider.GetRequiredService<MessageLog>())
            )
        );
        var home = await CareHome.AtAsync(server);
        await using var script = await WireScript.ConnectAsync(server.Smtp);
        await script.PlayAsync("< 220 *\n> EHLO c.example\n<- 250 *");

        foreach (var lines in new[] { 1, 30_000 })
        {
            disk!.IsFull = true;
            await SendAsync(script, home, lines);
            await script.PlayAsync("< 452 4.3.1 *");

            disk.IsFull = false;
            await SendAsync(script, home, lines);
            await script.PlayAsync("< 250 2.6.0 *");
        }

        var mail = await home.MailAsync(home.Nurse.MailboxId);
        Assert.Equal(2, mail.Count);
        Assert.True(mail[1].Bytes.Length > 1024 * 1024);
    }

    private static async Task SendAsync(WireScript script, CareHome home, int lines)
    {
        await script.PlayAsync(
            $"> MAIL FROM:<a@b.example>\n< 250 *\n> RCPT TO:<{home.Nurse.Address}>\n< 250 *\n> DATA\n< 354 *"
        );
        var text = string.Concat(Enumerable.Repeat(new string('x', 60) + "\r\n", lines));
        await script.SendAsync(System.Text.Encoding.ASCII.GetBytes($"Subject: x\r\n\r\n{text}.\r\n"));
    }

    private sealed class FullDisk(MessageLog log) : IMessageBytes
    {
        public bool IsFull { get; set; }

        public Task<StoredBytes> AppendAsync(
            Guid messageId,
            ReadOnlySequence<byte> bytes,
            MessageKey key,
            CancellationToken ct = default
        ) => IsFull ? throw Full() : log.AppendAsync(messageId, bytes, key, ct);

        public LargeMessageWriter BeginLarge(Guid messageId, MessageKey key) =>
            IsFull ? throw Full() : log.BeginLarge(messageId, key);

        public ValueTask ReadAsync(
            StoredBytes where,
            MessageKey key,
            long offset,
            long length,
            IBufferWriter<byte> to,
            CancellationToken ct = default
        ) => log.ReadAsync(where, key, offset, length, to, ct);

        private static StorageFullException Full() => new("The disk is full.", new IOException("No space left."));
    }
}
