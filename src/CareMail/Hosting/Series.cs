using System.Globalization;
using System.Text;

namespace CareMail.Hosting;

/// <summary>One line of metrics: a running number, or a histogram of durations in seconds.</summary>
internal sealed class Series
{
    // From half a millisecond (a cached page) to a minute (a slow peer); the same for all, so that graphs compare.
    private static readonly double[] Bounds =
    [
        0.0005,
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        60,
    ];

    private readonly Lock _lock = new();
    private readonly long[] _buckets = new long[Bounds.Length];
    private double _value;
    private long _count;

    public void Set(double value)
    {
        lock (_lock)
        {
            _value = value;
        }
    }

    public void Add(double value)
    {
        lock (_lock)
        {
            _value += value;
        }
    }

    public void Observe(double value)
    {
        var bucket = Array.FindIndex(Bounds, bound => value <= bound);
        lock (_lock)
        {
            _value += value;
            _count++;
            if (bucket >= 0)
            {
                _buckets[bucket]++;
            }
        }
    }

    public void WriteTo(StringBuilder text, string name, string labels, bool histogram)
    {
        lock (_lock)
        {
            if (!histogram)
            {
                Line(text, name, labels, _value);
                return;
            }

            var below = 0L;
            var comma = labels.Length == 0 ? "" : ",";
            for (var i = 0; i < Bounds.Length; i++)
            {
                below += _buckets[i];
                Line(text, name + "_bucket", $"{labels}{comma}le=\"{Number(Bounds[i])}\"", below);
            }

            Line(text, name + "_bucket", $"{labels}{comma}le=\"+Inf\"", _count);
            Line(text, name + "_sum", labels, _value);
            Line(text, name + "_count", labels, _count);
        }
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
