using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd;

public class StartTests
{
    [Fact]
    public async Task It_starts_on_an_empty_folder_stops_when_told_and_starts_again()
    {
        await using var server = await CareMailProcess.StartAsync();

        Assert.Equal(0, await server.StopAsync());
        await server.StartAgainAsync();

        Assert.Equal(2, server.Output.Split("\nready").Length - 1);
    }

    [Fact]
    public async Task A_setting_nobody_understands_is_named_and_nothing_starts()
    {
        await using var server = await CareMailProcess.StartAsync();
        await server.KillAsync();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            CareMailProcess.StartAsync(settings: new() { ["CAREMAIL_IMAP"] = "everywhere" })
        );

        Assert.Contains(
            "CAREMAIL_IMAP is 'everywhere'. It must be address:port",
            refused.Message,
            StringComparison.Ordinal
        );
    }
}
