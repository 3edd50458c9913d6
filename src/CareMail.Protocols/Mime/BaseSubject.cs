namespace CareMail.Protocols.Mime;

/// <summary>RFC 5256 §2.1: what remains of a subject when the marks of replying and forwarding are taken away.</summary>
internal static class BaseSubject
{
    // Enough to tell conversations apart; the work is at most the square of it.
    private const int Longest = 400;

    public static string Of(string subject, out bool isReplyOrForward)
    {
        isReplyOrForward = false;
        var text = HeaderText.ForDisplay(subject).AsSpan();
        text = text.Length > Longest ? text[..Longest] : text;
        while (true)
        {
            text = WithoutTrailer(text, ref isReplyOrForward);
            text = WithoutLeaders(text, ref isReplyOrForward);
            // §2.1 (6)
            if (!text.StartsWith("[fwd:", StringComparison.OrdinalIgnoreCase) || text[^1] != ']')
            {
                return text.ToString();
            }
            isReplyOrForward = true;
            text = text["[fwd:".Length..^1].Trim();
        }
    }

    // §2.1 (2)
    private static ReadOnlySpan<char> WithoutTrailer(ReadOnlySpan<char> text, scoped ref bool isReply)
    {
        text = text.TrimEnd();
        while (text.EndsWith("(fwd)", StringComparison.OrdinalIgnoreCase))
        {
            isReply = true;
            text = text[..^"(fwd)".Length].TrimEnd();
        }
        return text;
    }

    // §2.1 (3) to (5)
    private static ReadOnlySpan<char> WithoutLeaders(ReadOnlySpan<char> text, scoped ref bool isReply)
    {
        while (true)
        {
            text = text.TrimStart();
            var leader = LeaderLength(text);
            if (leader > 0)
            {
                isReply = true;
                text = text[leader..];
                continue;
            }
            var blob = BlobLength(text);
            if (blob == 0 || blob == text.Length)
            {
                return text;
            }
            text = text[blob..];
        }
    }

    private static int LeaderLength(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (BlobLength(text[at..]) is > 0 and var blob)
        {
            at += blob;
        }
        var word = text[at..];
        var length =
            word.StartsWith("re", StringComparison.OrdinalIgnoreCase) ? 2
            : word.StartsWith("fwd", StringComparison.OrdinalIgnoreCase) ? 3
            : word.StartsWith("fw", StringComparison.OrdinalIgnoreCase) ? 2
            : 0;
        if (length == 0)
        {
            return 0;
        }
        at += length;
        at += text[at..].Length - text[at..].TrimStart().Length;
        at += BlobLength(text[at..]);
        return at < text.Length && text[at] == ':' ? at + 1 : 0;
    }

    private static int BlobLength(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '[')
        {
            return 0;
        }
        var end = text[1..].IndexOfAny('[', ']');
        if (end < 0 || text[end + 1] == '[')
        {
            return 0;
        }
        end += 2;
        return end + text[end..].Length - text[end..].TrimStart().Length;
    }
}
