using System.Globalization;

namespace CareMail.Protocols.Mime;

/// <summary>From scanned entities to the tree that is kept. Recursion ends at <see cref="MimeLimits.Depth"/>.</summary>
internal static class MimeTree
{
    public static MimePart Build(Entity root, long lead) => BuildMessage(root, "", lead, isOutermost: true);

    /// <summary>RFC 9051 §6.4.5.1: the parts of a message's multipart are numbered from the message; a single body is its part 1.</summary>
    private static MimePart BuildMessage(Entity entity, string prefix, long lead, bool isOutermost = false)
    {
        var path =
            entity.Kind != EntityKind.Multipart ? Join(prefix, "1")
            : prefix.Length == 0 ? ""
            : prefix + ".TEXT";
        return Build(entity, path, entity.Kind == EntityKind.Multipart ? prefix : path, lead, isOutermost);
    }

    private static MimePart Build(Entity entity, string path, string prefix, long lead, bool isOutermost = false) =>
        new()
        {
            Type = entity.Type,
            Subtype = entity.Subtype,
            Parameters = entity.Parameters,
            ContentId = entity.ContentId,
            Description = entity.Description,
            Md5 = entity.Md5,
            Location = entity.Location,
            Encoding = entity.Encoding,
            Disposition = entity.Disposition,
            DispositionParameters = entity.DispositionParameters,
            Languages = entity.Languages,
            FileName = entity.FileName,
            Envelope = entity.Kind == EntityKind.Message ? entity.Children[0].Envelope : null,
            // A lead is header of the outermost message.
            HeaderStart = isOutermost ? 0 : entity.HeaderStart + lead,
            BodyStart = entity.BodyStart + lead,
            BodyEnd = entity.BodyEnd + lead,
            Lines = entity.Lines,
            Path = path,
            Children = Children(entity, prefix, lead),
        };

    private static MimePart[] Children(Entity entity, string prefix, long lead)
    {
        switch (entity.Kind)
        {
            case EntityKind.Leaf:
                return [];
            case EntityKind.Message:
                return [BuildMessage(entity.Children[0], prefix, lead)];
        }
        if (entity.Children.Count == 0)
        {
            // The boundary never came: what is there is the text.
            var text = new Entity
            {
                HeaderStart = entity.BodyStart,
                BodyStart = entity.BodyStart,
                BodyEnd = entity.BodyEnd,
                Lines = entity.Lines,
            };
            return [Build(text, Join(prefix, "1"), "", lead)];
        }
        var children = new MimePart[entity.Children.Count];
        for (var i = 0; i < children.Length; i++)
        {
            var path = Join(prefix, (i + 1).ToString(CultureInfo.InvariantCulture));
            children[i] = Build(entity.Children[i], path, path, lead);
        }
        return children;
    }

    private static string Join(string prefix, string number) => prefix.Length == 0 ? number : $"{prefix}.{number}";
}
