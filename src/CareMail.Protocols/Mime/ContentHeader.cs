namespace CareMail.Protocols.Mime;

/// <summary>The Content-… fields of an entity (RFC 2045, RFC 2183, RFC 3282).</summary>
internal static class ContentHeader
{
    private const int Languages = 20;

    public static void Read(KnownFields fields, MimeLimits limits, Entity entity)
    {
        ReadType(fields.First(HeaderField.ContentType), limits, entity);
        entity.Encoding = Encoding(fields.First(HeaderField.ContentTransferEncoding));
        if (fields.First(HeaderField.ContentDisposition) is { } disposition)
        {
            var value = MimeParameters.Parse(disposition, limits, out var parameters);
            // RFC 2183 §2.8: what is not known is an attachment.
            entity.Disposition = MimeParameters.IsToken(value) ? value : "attachment";
            entity.DispositionParameters = parameters;
        }
        entity.ContentId = Bounded(fields.First(HeaderField.ContentId), limits);
        entity.Description = Bounded(fields.First(HeaderField.ContentDescription), limits);
        entity.Md5 = Bounded(fields.First(HeaderField.ContentMd5), limits);
        entity.Location = Bounded(fields.First(HeaderField.ContentLocation), limits);
        entity.Languages = ReadLanguages(fields.First(HeaderField.ContentLanguage));
        entity.FileName = HeaderText.SafeFileName(
            entity.DispositionParameters.FirstOrDefault(parameter => parameter.Name == "filename").Value
                ?? entity.Parameter("name")
        );
    }

    private static void ReadType(string? raw, MimeLimits limits, Entity entity)
    {
        if (entity.IsInDigest)
        {
            (entity.Type, entity.Subtype) = ("message", "rfc822");
        }
        if (raw is null)
        {
            return;
        }
        var value = MimeParameters.Parse(raw, limits, out var parameters);
        entity.Parameters = parameters;
        var slash = value.IndexOf('/');
        var type = slash < 0 ? value : value[..slash].Trim();
        var subtype = slash < 0 ? "" : value[(slash + 1)..].Trim();
        if (MimeParameters.IsToken(type) && MimeParameters.IsToken(subtype))
        {
            (entity.Type, entity.Subtype) = (type, subtype);
        }
        else
        {
            // RFC 2045 §5.2: a value that cannot be read means plain text.
            (entity.Type, entity.Subtype) = ("text", "plain");
        }
    }

    private static string Encoding(string? raw)
    {
        var value = (raw ?? "").Trim().ToLowerInvariant();
        var end = value.AsSpan().IndexOfAny(" \t;(,");
        value = end < 0 ? value : value[..end];
        return value switch
        {
            "8-bit" => "8bit",
            "7-bit" => "7bit",
            _ when MimeParameters.IsToken(value) => value,
            _ => "7bit",
        };
    }

    private static List<string> ReadLanguages(string? raw) =>
        raw is null
            ? []
            :
            [
                .. raw.Split(',', StringSplitOptions.TrimEntries)
                    .Where(tag => MimeParameters.IsToken(tag))
                    .Take(Languages),
            ];

    private static string? Bounded(string? value, MimeLimits limits) =>
        value is null || value.Length <= limits.ValueLength ? value : value[..limits.ValueLength];
}
