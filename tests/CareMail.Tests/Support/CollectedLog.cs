using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CareMail.Tests.Support;

/// <summary>What was said louder than Information.</summary>
internal sealed class CollectedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _said = new();

    public IReadOnlyCollection<string> AboveInformation => _said;

    public void Forget() => _said.Clear();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel > LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (IsEnabled(logLevel))
        {
            _said.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    public void Dispose() { }
}
