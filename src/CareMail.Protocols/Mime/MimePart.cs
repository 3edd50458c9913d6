namespace CareMail.Protocols.Mime;

/// <summary>
/// One entity of a message: where it lies in the bytes and what its header says. The BODYSTRUCTURE that can be made of it
/// is always valid: a multipart has children, a <c>message/rfc822</c> has an envelope and one child; what could not be taken
/// apart (too deep, encoded, no boundary) appears as a leaf of another type.
/// </summary>
public sealed class MimePart
{
    /// <summary>Lower case, for example <c>text</c>.</summary>
    public string Type { get; init; } = "text";

    /// <summary>Lower case, for example <c>plain</c>.</summary>
    public string Subtype { get; init; } = "plain";

    /// <summary>Names in lower case, values decoded (RFC 2231, RFC 2047).</summary>
    public IReadOnlyList<(string Name, string Value)> Parameters { get; init; } = [];
    public string? ContentId { get; init; }
    public string? Description { get; init; }
    public string? Md5 { get; init; }
    public string? Location { get; init; }

    /// <summary>Content-Transfer-Encoding in lower case; <c>7bit</c> if not given.</summary>
    public string Encoding { get; init; } = "7bit";

    /// <summary>Lower case, for example <c>attachment</c>; null if not given.</summary>
    public string? Disposition { get; init; }
    public IReadOnlyList<(string Name, string Value)> DispositionParameters { get; init; } = [];
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Offset of the first header byte in the stored message.</summary>
    public long HeaderStart { get; init; }

    /// <summary>Offset after the empty line that ends the header.</summary>
    public long BodyStart { get; init; }

    /// <summary>Offset after the last byte of the body; the line end before a boundary belongs to the boundary.</summary>
    public long BodyEnd { get; init; }

    /// <summary>Lines of the body, a last one without line end included.</summary>
    public long Lines { get; init; }
    public IReadOnlyList<MimePart> Children { get; init; } = [];

    /// <summary>The envelope of the message that is this part's body; only for <c>message/rfc822</c> and <c>message/global</c>.</summary>
    public Envelope? Envelope { get; init; }

    /// <summary>
    /// IMAP's section number, <c>1.2</c>. The root multipart has the empty path; a multipart that is the body of an
    /// attached message <c>2</c> has <c>2.TEXT</c>, its parts <c>2.1</c>, <c>2.2</c>.
    /// </summary>
    public string Path { get; init; } = "1";

    /// <summary>The name the sender gave, safe to show and to save; null if there is none.</summary>
    public string? FileName { get; init; }

    public long BodyLength => BodyEnd - BodyStart;
    public bool IsMultipart => Children.Count > 0 && Envelope is null;
    public bool IsMessage => Envelope is not null;
    public string MediaType => $"{Type}/{Subtype}";

    public bool Is(string type, string subtype) => Type == type && Subtype == subtype;

    public string? Parameter(string name)
    {
        foreach (var (key, value) in Parameters)
        {
            if (key == name)
            {
                return value;
            }
        }
        return null;
    }

    /// <summary>The part with this section number (digits and dots only); null if there is none.</summary>
    public MimePart? Find(string path)
    {
        var part = this;
        while (part.Path != path)
        {
            var next = default(MimePart);
            foreach (var child in part.Children)
            {
                // A multipart that is the body of a message stands in the path of neither itself nor its parts.
                if (child.Path == path || child.Leads(path))
                {
                    next = child;
                    break;
                }
            }
            if (next is null)
            {
                return null;
            }
            part = next;
        }
        return part;
    }

    /// <summary>This part and all below it, in the order of the bytes.</summary>
    public IEnumerable<MimePart> All()
    {
        yield return this;
        foreach (var child in Children)
        {
            foreach (var part in child.All())
            {
                yield return part;
            }
        }
    }

    private bool Leads(string path)
    {
        var prefix = Path.EndsWith(".TEXT", StringComparison.Ordinal) ? Path.AsSpan(0, Path.Length - 5) : Path;
        return path.Length > prefix.Length && path[prefix.Length] == '.' && path.AsSpan().StartsWith(prefix);
    }
}
