using System.Globalization;
using System.Text;

namespace CareMail.Benchmarks.Clients;

/// <summary>Messages of 4,000 bytes, each with a number of its own to be counted by.</summary>
internal static class Letters
{
    public const int Size = 4_000;
    private const string Mark = "X-Bench: ";

    public static byte[] Write(int number, string recipient)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"From: Ward Seven <sender@outside.example>\r\nTo: <{recipient}>\r\n"
        );
        text.Append(CultureInfo.InvariantCulture, $"Subject: Handover note {number}\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Message-ID: <{Guid.NewGuid():N}@outside.example>\r\n");
        text.Append("Date: Fri, 20 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Content-Type: text/plain; charset=utf-8\r\n{Mark}{number:D9}\r\n\r\n"
        );
        while (text.Length < Size - 74)
        {
            text.Append("Observations stable overnight, fluids taken, comfortable, family told.\r\n");
        }

        text.Append('.', Size - 2 - text.Length).Append("\r\n");
        // A line of dots alone would end the message: no line here begins with one.
        return Encoding.ASCII.GetBytes(text.ToString().Replace("\r\n.", "\r\n-", StringComparison.Ordinal));
    }

    /// <summary>The number, or -1 if the message is not one of ours or not whole.</summary>
    public static int NumberOf(ReadOnlySpan<byte> message)
    {
        var at = message.IndexOf("X-Bench: "u8);
        return at >= 0 && message.EndsWith(".\r\n"u8) | message.EndsWith("\r\n"u8) && message.Length >= Size
            ? int.Parse(message.Slice(at + Mark.Length, 9), CultureInfo.InvariantCulture)
            : -1;
    }
}
