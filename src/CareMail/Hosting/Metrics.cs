using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace CareMail.Hosting;

/// <summary>
/// Gathers what the modules count (meters named <c>CareMail.…</c> made by this application's <see cref="IMeterFactory"/>)
/// and what the runtime counts, and writes it as Prometheus text.
/// </summary>
public sealed class Metrics(IMeterFactory meters) : IHostedService, IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Name, string Labels), Series> _series = new();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var ours = instrument.Meter.Name.StartsWith("CareMail", StringComparison.Ordinal);
            if (ours ? ReferenceEquals(instrument.Meter.Scope, meters) : instrument.Meter.Name == "System.Runtime")
            {
                _instruments[NameOf(instrument)] = instrument;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<byte>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<short>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<float>((i, value, tags, _) => Record(i, value, tags));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Record(i, value, tags));
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    /// <summary>The present state of every series, in the Prometheus text format 0.0.4.</summary>
    public string Text()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var group in _series.GroupBy(s => s.Key.Name).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var instrument = _instruments[group.Key];
            if (instrument.Description is { Length: > 0 } description)
            {
                text.Append("# HELP ")
                    .Append(group.Key)
                    .Append(' ')
                    .Append(description.ReplaceLineEndings(" "))
                    .Append('\n');
            }

            text.Append("# TYPE ").Append(group.Key).Append(' ').Append(TypeOf(instrument)).Append('\n');
            foreach (var (key, series) in group.OrderBy(s => s.Key.Labels, StringComparer.Ordinal))
            {
                series.WriteTo(text, key.Name, key.Labels, IsHistogram(instrument));
            }
        }

        return text.ToString();
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = _series.GetOrAdd((NameOf(instrument), Labels(tags)), static _ => new Series());
        if (IsHistogram(instrument))
        {
            series.Observe(value);
        }
        else if (instrument.IsObservable)
        {
            series.Set(value);
        }
        else
        {
            series.Add(value);
        }
    }

    private static bool IsHistogram(Instrument instrument) =>
        instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal);

    private static string TypeOf(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        return IsHistogram(instrument) ? "histogram"
            : type.StartsWith("Counter", StringComparison.Ordinal)
            || type.StartsWith("ObservableCounter", StringComparison.Ordinal)
                ? "counter"
            : "gauge";
    }

    private static string NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_').Replace('-', '_');
        return TypeOf(instrument) == "counter" ? name + "_total" : name;
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!;
            escaped = escaped
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal);
            text.Append(text.Length == 0 ? "" : ",")
                .Append(name.Replace('.', '_'))
                .Append("=\"")
                .Append(escaped.ReplaceLineEndings(" "))
                .Append('"');
        }

        return text.ToString();
    }
}
