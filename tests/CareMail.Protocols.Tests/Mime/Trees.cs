using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Mime;

/// <summary>Summaries as text that a reader can compare.</summary>
internal static class Trees
{
    public static string Outline(MimePart root) => string.Join('\n', Lines(root, ""));

    /// <summary>What must hold for every message, however broken: IMAP can describe it and no offset leaves the bytes.</summary>
    public static void AssertSound(MessageSummary summary, byte[] message)
    {
        Assert.Equal(message.Length, summary.Size);
        Assert.InRange(summary.Preview.Length, 0, MessageText.PreviewLength);
        Assert.Equal(0, summary.Root.HeaderStart);
        Assert.Equal(message.Length, summary.Root.BodyEnd);
        AssertSound(summary.Root, 0, message.Length);
        foreach (var part in summary.Root.All())
        {
            Assert.Same(part, summary.Root.Find(part.Path));
        }
        var bytes = summary.Serialize();
        Assert.Equal(bytes, MessageSummary.Deserialize(bytes).Serialize());
        Assert.Equal(Outline(summary.Root), Outline(MessageSummary.Deserialize(bytes).Root));
    }

    private static void AssertSound(MimePart part, long from, long to)
    {
        Assert.InRange(part.HeaderStart, from, part.BodyStart);
        Assert.InRange(part.BodyStart, part.HeaderStart, part.BodyEnd);
        Assert.InRange(part.BodyEnd, part.BodyStart, to);
        Assert.InRange(part.Lines, 0, part.BodyLength);
        Assert.Equal(part.Type == "multipart", part.IsMultipart);
        Assert.Equal(part is { Type: "message", Subtype: "rfc822" or "global" or "news" }, part.IsMessage);
        Assert.True(!part.IsMessage || part.Children.Count == 1);
        var start = part.BodyStart;
        foreach (var child in part.Children)
        {
            AssertSound(child, start, part.BodyEnd);
            start = child.BodyEnd;
        }
    }

    private static IEnumerable<string> Lines(MimePart part, string indent)
    {
        yield return $"{indent}{part.Path} {part.MediaType} {part.HeaderStart}-{part.BodyStart}-{part.BodyEnd} {part.Lines}";
        foreach (var line in part.Children.SelectMany(child => Lines(child, indent + "  ")))
        {
            yield return line;
        }
    }
}
