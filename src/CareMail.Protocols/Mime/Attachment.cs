namespace CareMail.Protocols.Mime;

/// <summary>A part that a reader should see listed as a file.</summary>
public sealed record Attachment(MimePart Part, string FileName)
{
    public string Path => Part.Path;
    public string MediaType => Part.MediaType;

    /// <summary>About how many bytes the file has once decoded; exact only after decoding.</summary>
    public long ApproximateSize =>
        Part.Encoding == "base64" ? Math.Max(0, (Part.BodyLength - 2 * Part.Lines) * 3 / 4) : Part.BodyLength;

    public static IReadOnlyList<Attachment> Of(MimePart root)
    {
        var found = new List<Attachment>();
        Collect(root, null, 0, part => found.Add(new Attachment(part, Name(part))));
        return found;
    }

    public static bool AnyIn(MimePart root)
    {
        var any = false;
        Collect(root, null, 0, _ => any = true);
        return any;
    }

    private static void Collect(MimePart part, MimePart? parent, int index, Action<MimePart> add)
    {
        if (part.IsMultipart)
        {
            for (var i = 0; i < part.Children.Count; i++)
            {
                Collect(part.Children[i], part, i, add);
            }
        }
        else if (IsAttachment(part, parent, index))
        {
            add(part);
        }
    }

    private static bool IsAttachment(MimePart part, MimePart? parent, int index)
    {
        if (part.Disposition == "attachment" || part.IsMessage)
        {
            return true;
        }
        return parent?.Subtype switch
        {
            // RFC 2387: what the first part shows; with a Content-ID it is in the text, without one only here.
            "related" when index > 0 && (part.ContentId ?? part.Location) is not null => false,
            // RFC 1847: the signature (or the version number) is no file of the sender's.
            "signed" or "encrypted" when part.Type == "application" && part.Subtype != "octet-stream" => false,
            // RFC 6522: the parts of a report that programs read.
            "report" when part.Type == "message" || part.Is("text", "rfc822-headers") => false,
            // RFC 2046 §5.1.4: the same again in another form; an invitation is more than that.
            "alternative" when part.Type == "text" && part.Subtype != "calendar" => false,
            _ => part.Type != "text" || part.Subtype is not ("plain" or "html") || part.FileName is not null,
        };
    }

    private static string Name(MimePart part)
    {
        if (part.FileName is { } given)
        {
            return given;
        }
        var extension = part.MediaType switch
        {
            "message/rfc822" or "message/global" => ".eml",
            "text/plain" => ".txt",
            "text/html" => ".html",
            "text/calendar" => ".ics",
            "text/vcard" or "text/x-vcard" => ".vcf",
            "text/csv" => ".csv",
            "application/pdf" => ".pdf",
            "application/zip" => ".zip",
            "image/jpeg" => ".jpg",
            "image/png" => ".png",
            "image/gif" => ".gif",
            "image/tiff" => ".tif",
            "audio/mpeg" => ".mp3",
            "application/msword" => ".doc",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => ".docx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => ".xlsx",
            "application/ms-tnef" => ".dat",
            _ => ".bin",
        };
        var stem = part switch
        {
            { Envelope: { } message } => HeaderText.SafeFileName(message.Subject.Replace('/', '-').Replace('\\', '-')),
            { MediaType: "text/calendar" } => "invitation",
            { Type: "image" } => "picture",
            _ => null,
        };
        return (stem ?? "attachment") + extension;
    }
}
