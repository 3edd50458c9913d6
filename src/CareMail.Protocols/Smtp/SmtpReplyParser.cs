using System.Buffers;
using System.Text;
using CareMail.Protocols.Framing;

namespace CareMail.Protocols.Smtp;

/// <summary>A server's answer to our client.</summary>
/// <param name="Enhanced">Such as 5.1.1, when the first line carried one that fits the code.</param>
public sealed record ServerReply(int Code, string? Enhanced, IReadOnlyList<string> Lines)
{
    public bool IsPositive => Code is >= 200 and < 400;

    public bool IsTransient => Code is >= 400 and < 500;

    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>One line for a bounce or a row: printable, bounded.</summary>
    public string Summary => $"{Code} {string.Join(' ', Lines)}" is var all && all.Length > 300 ? all[..300] : all;
}

public enum ReplyStatus
{
    Incomplete,
    Complete,

    /// <summary>Not a reply, or past a limit: nothing this server says can be trusted further.</summary>
    Invalid,
}

/// <summary>Reads replies strictly and within limits. RFC 5321 §4.2.</summary>
public static class SmtpReplyParser
{
    // RFC 5321 §4.5.3.1.5 says 512. Real greetings and refusals with a web address reach 1,000.
    public const int LongestLine = 2_000;

    // EHLO answers have 10 to 20 lines; refusals of large providers up to 5.
    public const int MostLines = 100;

    public static ReplyStatus TryRead(ref ReadOnlySequence<byte> buffer, out ServerReply? reply)
    {
        reply = null;
        var rest = buffer;
        var code = 0;
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            switch (LineReader.TryRead(rest, LongestLine, out var line, out var next))
            {
                case LineStatus.Incomplete:
                    return ReplyStatus.Incomplete;
                case LineStatus.TooLong or LineStatus.BareLineEnd:
                    return ReplyStatus.Invalid;
                default:
                    break;
            }

            if (!TryReadLine(line, ref code, out var text, out var isLast))
            {
                return ReplyStatus.Invalid;
            }

            lines.Add(text);
            rest = rest.Slice(next);
            if (isLast)
            {
                buffer = rest;
                reply = Make(code, lines);
                return ReplyStatus.Complete;
            }
        }

        return ReplyStatus.Invalid;
    }

    private static bool TryReadLine(in ReadOnlySequence<byte> line, ref int code, out string text, out bool isLast)
    {
        (text, isLast) = ("", false);
        ReadOnlySpan<byte> bytes = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        if (
            bytes.Length < 3
            || bytes[0] is < (byte)'2' or > (byte)'5'
            || bytes[1] is < (byte)'0' or > (byte)'9'
            || bytes[2] is < (byte)'0' or > (byte)'9'
            || (bytes.Length > 3 && bytes[3] is not ((byte)' ' or (byte)'-'))
        )
        {
            return false;
        }

        var here = ((bytes[0] - '0') * 100) + ((bytes[1] - '0') * 10) + (bytes[2] - '0');
        // RFC 5321 §4.2.1: every line of a reply has the same code.
        if (code != 0 && here != code)
        {
            return false;
        }

        code = here;
        isLast = bytes.Length == 3 || bytes[3] == ' ';
        text = Printable(bytes.Length > 4 ? bytes[4..] : []);
        return true;
    }

    private static string Printable(ReadOnlySpan<byte> bytes) =>
        string.Create(
            Encoding.UTF8.GetCharCount(bytes),
            Encoding.UTF8.GetString(bytes),
            static (to, from) =>
            {
                for (var i = 0; i < to.Length; i++)
                {
                    to[i] = char.IsControl(from[i]) ? ' ' : from[i];
                }
            }
        );

    // RFC 2034 §4: the enhanced code stands before the text of each line, its class is the code's first digit.
    private static ServerReply Make(int code, List<string> lines)
    {
        var space = lines[0].IndexOf(' ', StringComparison.Ordinal);
        var first = space < 0 ? lines[0] : lines[0][..space];
        if (!EnhancedStatus.IsValid(first) || first[0] - '0' != code / 100)
        {
            return new ServerReply(code, null, lines);
        }

        return new ServerReply(
            code,
            first,
            lines.ConvertAll(line =>
                line.StartsWith(first, StringComparison.Ordinal) ? line[first.Length..].TrimStart(' ') : line
            )
        );
    }
}
