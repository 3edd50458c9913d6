using System.Text.RegularExpressions;
using CareMail.Notices;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Support;

/// <summary>Text messages and e-mail that a running server sends, as the phone shows them.</summary>
internal static partial class Texts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A server whose notices lie in the outbox of the demo, to be looked at.</summary>
    public static void AreKept(IServiceCollection services) =>
        services.AddSingleton<INoticeSender>(s => s.GetRequiredService<NoticeOutbox>());

    /// <summary>What reached this number, oldest first, when there are at least so many.</summary>
    public static async Task<IReadOnlyList<string>> ToAsync(RunningServer server, string mobile, int atLeast = 1)
    {
        var outbox = server.Services.GetRequiredService<NoticeOutbox>();
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var bodies = (await outbox.ListAsync(1000))
                .Where(n => n.Recipient.EndsWith(mobile[1..], StringComparison.Ordinal))
                .Select(n => n.Body)
                .Reverse()
                .ToList();
            if (bodies.Count >= atLeast)
            {
                return bodies;
            }

            server.Services.GetRequiredService<NoticeQueue>().Wake();
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>The six digits of the latest message.</summary>
    public static async Task<string> CodeAsync(RunningServer server, string mobile, int atLeast = 1) =>
        SixDigits().Match((await ToAsync(server, mobile, atLeast))[^1]).Value;

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex SixDigits();
}
