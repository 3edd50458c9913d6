namespace CareMail.Protocols.Mime;

internal enum EntityKind
{
    Leaf,
    Multipart,
    Message,
}

/// <summary>A part while it is being scanned.</summary>
internal sealed class Entity
{
    public bool IsMessageRoot { get; init; }

    /// <summary>RFC 2046 §5.1.5: without a Content-Type it is a message.</summary>
    public bool IsInDigest { get; init; }

    /// <summary>Its header ended without an empty line.</summary>
    public bool IsCut { get; set; }
    public EntityKind Kind { get; set; }

    /// <summary>With its two hyphens; null before the header has been read and after the last boundary.</summary>
    public byte[]? Boundary { get; set; }
    public List<Entity> Children { get; } = [];

    public long HeaderStart { get; set; }
    public long BodyStart { get; set; }
    public long BodyEnd { get; set; }
    public long NewlinesBefore { get; set; }
    public long Lines { get; set; }

    public Envelope? Envelope { get; set; }
    public string Type { get; set; } = "text";
    public string Subtype { get; set; } = "plain";
    public IReadOnlyList<(string Name, string Value)> Parameters { get; set; } = [];
    public string? ContentId { get; set; }
    public string? Description { get; set; }
    public string? Md5 { get; set; }
    public string? Location { get; set; }
    public string Encoding { get; set; } = "7bit";
    public string? Disposition { get; set; }
    public IReadOnlyList<(string Name, string Value)> DispositionParameters { get; set; } = [];
    public IReadOnlyList<string> Languages { get; set; } = [];
    public string? FileName { get; set; }

    public string? Parameter(string name) => Parameters.FirstOrDefault(parameter => parameter.Name == name).Value;

    /// <summary>It could not be taken apart: shown as something that is whole.</summary>
    public void Retype(string type, string subtype)
    {
        Type = type;
        Subtype = subtype;
        Parameters = [.. Parameters.Where(parameter => parameter.Name != "boundary")];
    }
}
