using System.Diagnostics.Metrics;

namespace CareMail.Inbound;

/// <summary>Counts of SMTP sessions, messages and refusals.</summary>
internal sealed class InboundMetrics
{
    private readonly UpDownCounter<int> _open;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _refused;

    public InboundMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("CareMail.Inbound");
        _open = meter.CreateUpDownCounter<int>("smtp_connections", description: "SMTP connections open now");
        _accepted = meter.CreateCounter<long>("smtp_messages", description: "Messages accepted");
        _bytes = meter.CreateCounter<long>("smtp_message_bytes", unit: "By", description: "Their bytes");
        _refused = meter.CreateCounter<long>("smtp_refusals", description: "Negative replies");
    }

    public IDisposable Opened(bool isSubmission)
    {
        _open.Add(1, Door(isSubmission));
        return new Open(this, isSubmission);
    }

    public void Accepted(bool isSubmission, long bytes)
    {
        _accepted.Add(1, Door(isSubmission));
        _bytes.Add(bytes, Door(isSubmission));
    }

    public void Refused(Refusal refusal) =>
        _refused.Add(1, KeyValuePair.Create("why", (object?)refusal.Why.ToString()));

    private static KeyValuePair<string, object?> Door(bool isSubmission) =>
        new("door", isSubmission ? "submission" : "exchange");

    private sealed class Open(InboundMetrics metrics, bool isSubmission) : IDisposable
    {
        public void Dispose() => metrics._open.Add(-1, Door(isSubmission));
    }
}
