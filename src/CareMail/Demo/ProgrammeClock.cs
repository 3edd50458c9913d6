using System.Globalization;
using CareMail.Hosting;

namespace CareMail.Demo;

/// <summary>
/// The time in the demo world: it begins where the settings say, runs as fast as ours, can be moved, and is kept over
/// restarts. Waiting is real: timers and durations are the system's. Authenticator codes and TLS do not ask this clock.
/// </summary>
internal sealed class ProgrammeClock : TimeProvider
{
    public static readonly DateTimeOffset DefaultStart = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private readonly string _file;
    private readonly Lock _lock = new();
    private long _aheadTicks;

    public ProgrammeClock(CareMailSettings settings)
    {
        _file = settings.PathTo("demo-clock");
        if (File.Exists(_file))
        {
            _aheadTicks = long.Parse(File.ReadAllText(_file), CultureInfo.InvariantCulture);
        }
        else
        {
            MoveTo(settings.Clock ?? DefaultStart);
        }
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref _aheadTicks));

    public void MoveTo(DateTimeOffset instant)
    {
        lock (_lock)
        {
            var ahead = (instant - System.GetUtcNow()).Ticks;
            Volatile.Write(ref _aheadTicks, ahead);
            File.WriteAllText(_file, ahead.ToString(CultureInfo.InvariantCulture));
        }
    }
}
