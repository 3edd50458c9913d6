using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>The name an asked-for section is answered under, up to the space before its bytes.</summary>
internal static class SectionName
{
    public static void Write(ImapWriter writer, FetchItem item)
    {
        if (item.OldName is { } old)
        {
            writer.Ascii(old).Space();
            return;
        }

        var section = item.Section ?? BodySection.Whole;
        writer.Raw(
            item.Kind switch
            {
                FetchKind.Binary => "BINARY["u8,
                FetchKind.BinarySize => "BINARY.SIZE["u8,
                _ => "BODY["u8,
            }
        );
        var text = Word(section.Text);
        writer.Ascii(string.Join('.', section.Part));
        if (text.Length > 0)
        {
            writer.Ascii(section.Part.Count > 0 ? "." : "").Ascii(text);
        }

        if (section.Fields is { } fields)
        {
            Fields(writer, fields);
        }

        writer.Raw("]"u8);
        if (item.Partial is { } part && item.Kind != FetchKind.BinarySize)
        {
            writer.Raw("<"u8).Number(part.Start).Raw(">"u8);
        }

        writer.Space();
    }

    private static void Fields(ImapWriter writer, IReadOnlyList<string> fields)
    {
        writer.Raw(" ("u8);
        for (var i = 0; i < fields.Count; i++)
        {
            _ = i == 0 ? writer : writer.Space();
            // Field names are atoms; one that is not is echoed in quotes or as a literal.
            var plain =
                fields[i].Length > 0 && fields[i].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
            _ = plain ? writer.Ascii(fields[i]) : writer.Text(fields[i]);
        }

        writer.Raw(")"u8);
    }

    private static string Word(SectionText text) =>
        text switch
        {
            SectionText.All => "",
            SectionText.Header => "HEADER",
            SectionText.HeaderFields => "HEADER.FIELDS",
            SectionText.HeaderFieldsNot => "HEADER.FIELDS.NOT",
            SectionText.Text => "TEXT",
            SectionText.Mime => "MIME",
        };
}
