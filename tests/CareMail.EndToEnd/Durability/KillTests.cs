using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.Durability;

/// <summary>The promise: what was answered with 250 or OK is there, once, byte for byte, whatever happens to the process.</summary>
public sealed class KillTests
{
    private const int Kills = 20;
    private const uint Seed = 20261120;

    [Fact]
    public async Task B23_after_twenty_kills_under_load_every_acknowledged_message_is_there_exactly_once()
    {
        await using var server = await CareMailProcess.StartAsync(
            "demo",
            settings: new() { ["CAREMAIL_TRUSTED_NETS"] = "127.0.0.0/8" }
        );
        var person = SignIns.Of(server).First(p => p.DevicePassword.Length > 0);
        await using (var imap = await RawImap.SignInAsync(server, person.Email, person.DevicePassword))
        {
            await imap.CommandAsync($"CREATE {Load.Folder}");
        }

        var load = new Load(server, person);
        var moments = new Lcg(Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var running = load.RunAsync(deliverers: 3, appenders: 2, started);
            await started.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await Task.Delay(moments.Below(400));
            await server.KillAsync();
            await running.WaitAsync(TimeSpan.FromSeconds(60));
            await server.StartAgainAsync();
        }

        var found = await ReadBackAsync(server, person);
        Assert.DoesNotContain(load.Acknowledged, number => !found.ContainsKey(number));
        Assert.DoesNotContain(found, entry => entry.Value > 1);
        Assert.InRange(load.Acknowledged.Count, Kills, int.MaxValue);

        await server.StopAsync();
        var verified = (await server.RunVerbAsync("verify")).Succeeded();
        Assert.DoesNotContain("fault", verified.Output, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>How often each message is there; every one of them, acknowledged or not, is whole.</summary>
    private static async Task<Dictionary<int, int>> ReadBackAsync(CareMailProcess server, DemoSignIn person)
    {
        var found = new Dictionary<int, int>();
        await using var imap = await RawImap.SignInAsync(server, person.Email, person.DevicePassword);
        foreach (var folder in new[] { "INBOX", Load.Folder })
        {
            await foreach (var stored in imap.MessagesAsync(folder))
            {
                if (NumberedMail.Read(stored) is not var (number, message))
                {
                    continue;
                }

                Assert.True(message.Span.SequenceEqual(NumberedMail.Make(number)), $"Message {number} has changed.");
                found[number] = found.GetValueOrDefault(number) + 1;
            }
        }

        return found;
    }
}
