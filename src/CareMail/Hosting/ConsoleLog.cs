using Microsoft.Extensions.Logging.Console;

namespace CareMail.Hosting;

/// <summary>The log: one line an event on standard output, in UTC, ours from Information, the framework's from Warning.</summary>
public static class ConsoleLog
{
    public static ILoggingBuilder AddCareMailLog(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("CareMail", LogLevel.Information);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        return logging;
    }
}
