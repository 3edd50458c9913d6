using System.Text;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Imap;

/// <summary>The parts of a message as BODYSTRUCTURE and, shorter, BODY show them. RFC 9051 §7.5.2.</summary>
public static class BodyStructureWriter
{
    /// <summary>Recursion is as deep as the scanner lets messages nest (MimeLimits).</summary>
    public static void Write(ImapWriter output, MimePart part, bool extended)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(part);
        output.Raw("("u8);
        if (part.IsMultipart)
        {
            foreach (var child in part.Children)
            {
                Write(output, child, extended);
            }

            output.Space().Text(part.Subtype);
            if (extended)
            {
                Parameters(output.Space(), part.Parameters);
                Disposition(output, part);
            }
        }
        else
        {
            Single(output, part, extended);
        }

        output.Raw(")"u8);
    }

    private static void Single(ImapWriter output, MimePart part, bool extended)
    {
        output.Text(part.Type).Space().Text(part.Subtype).Space();
        Parameters(output, part.Parameters);
        output.Space().NString(part.ContentId).Space();
        EnvelopeWriter.HeaderString(output, part.Description);
        output.Space().Text(part.Encoding).Space().Number(part.BodyLength);
        if (part.Envelope is { } envelope)
        {
            EnvelopeWriter.Write(output.Space(), envelope);
            Write(output.Space(), part.Children[0], extended);
            output.Space().Number(part.Lines);
        }
        else if (part.Type == "text")
        {
            output.Space().Number(part.Lines);
        }

        if (extended)
        {
            output.Space().NString(part.Md5);
            Disposition(output, part);
        }
    }

    /// <summary>The end both kinds share: disposition, language, location.</summary>
    private static void Disposition(ImapWriter output, MimePart part)
    {
        output.Space();
        if (part.Disposition is null)
        {
            output.Nil();
        }
        else
        {
            Parameters(output.Raw("("u8).Text(part.Disposition).Space(), part.DispositionParameters);
            output.Raw(")"u8);
        }

        output.Space();
        Languages(output, part.Languages);
        output.Space().NString(part.Location);
    }

    private static void Languages(ImapWriter output, IReadOnlyList<string> languages)
    {
        if (languages.Count < 2)
        {
            output.NString(languages.Count == 0 ? null : languages[0]);
            return;
        }

        output.Raw("("u8);
        for (var i = 0; i < languages.Count; i++)
        {
            (i == 0 ? output : output.Space()).Text(languages[i]);
        }

        output.Raw(")"u8);
    }

    private static void Parameters(ImapWriter output, IReadOnlyList<(string Name, string Value)> parameters)
    {
        if (parameters.Count == 0)
        {
            output.Nil();
            return;
        }

        output.Raw("("u8);
        for (var i = 0; i < parameters.Count; i++)
        {
            var (name, value) = parameters[i];
            var plain = Ascii.IsValid(value);
            // RFC 2231 §4: the form in which a header would carry it, and which every client reads from here too.
            (i == 0 ? output : output.Space())
                .Text(plain ? name : name + "*")
                .Space();
            output.Text(plain ? value : "utf-8''" + Uri.EscapeDataString(value));
        }

        output.Raw(")"u8);
    }
}
