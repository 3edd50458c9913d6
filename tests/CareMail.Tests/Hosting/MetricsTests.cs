using System.Diagnostics.Metrics;
using CareMail.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Hosting;

public sealed class MetricsTests : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddMetrics()
        .AddSingleton<Metrics>()
        .BuildServiceProvider();

    [Fact]
    public async Task A_counter_is_summed_by_its_labels()
    {
        var metrics = await StartAsync();
        var received = Meter.CreateCounter<long>("caremail.messages.received", description: "Messages accepted.");

        received.Add(2, KeyValuePair.Create("door", (object?)"smtp"));
        received.Add(3, KeyValuePair.Create("door", (object?)"smtp"));
        received.Add(1, KeyValuePair.Create("door", (object?)"imap"));

        Assert.Contains(
            """
            # HELP caremail_messages_received_total Messages accepted.
            # TYPE caremail_messages_received_total counter
            caremail_messages_received_total{door="imap"} 1
            caremail_messages_received_total{door="smtp"} 5
            """,
            metrics.Text(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_histogram_counts_each_value_in_every_bucket_that_holds_it()
    {
        var metrics = await StartAsync();
        var duration = Meter.CreateHistogram<double>("caremail.delivery.seconds");

        duration.Record(0.003);
        duration.Record(0.2);
        duration.Record(90);

        var text = metrics.Text();
        Assert.Contains("caremail_delivery_seconds_bucket{le=\"0.0025\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("caremail_delivery_seconds_bucket{le=\"0.005\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("caremail_delivery_seconds_bucket{le=\"60\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("caremail_delivery_seconds_bucket{le=\"+Inf\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("caremail_delivery_seconds_count 3\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_observed_is_asked_anew_each_time()
    {
        var metrics = await StartAsync();
        var open = 7;
        Meter.CreateObservableGauge("caremail.connections.open", () => open);
        Assert.Contains("caremail_connections_open 7\n", metrics.Text(), StringComparison.Ordinal);

        open = 4;

        Assert.Contains("caremail_connections_open 4\n", metrics.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_label_cannot_break_out_of_its_quotes()
    {
        var metrics = await StartAsync();

        Meter.CreateCounter<long>("caremail.odd").Add(1, KeyValuePair.Create("name", (object?)"a\"b\\c\nd"));

        Assert.Contains("caremail_odd_total{name=\"a\\\"b\\\\c d\"} 1\n", metrics.Text(), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private Meter Meter => _services.GetRequiredService<IMeterFactory>().Create("CareMail.Tests");

    private async Task<Metrics> StartAsync()
    {
        var metrics = _services.GetRequiredService<Metrics>();
        await metrics.StartAsync(CancellationToken.None);
        return metrics;
    }
}
