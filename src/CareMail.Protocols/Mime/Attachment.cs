namespace CareMail.Protocols.Mime;

/// <summary>A part that a reader should see listed as a file.</summary>
public sealed record Attachment(MimePart Part, string FileName)
{
    public string Path => Part.Path;
    public string MediaType => Part.MediaType;

    /// <summary>About how many bytes the file has once decoded; exact only after decoding.</summary>
    public long ApproximateSize => throw new NotImplementedException();

    public static IReadOnlyList<Attachment> Of(MimePart root) => throw new NotImplementedException();

    public static bool AnyIn(MimePart root) => throw new NotImplementedException();
}
