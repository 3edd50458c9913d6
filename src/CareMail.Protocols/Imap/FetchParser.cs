using System.Text;

namespace CareMail.Protocols.Imap;

/// <summary>The arguments of FETCH. RFC 9051 §6.4.5, RFC 3501 §6.4.5, CHANGEDSINCE of RFC 7162 §3.1.4.</summary>
internal static class FetchParser
{
    private static readonly FetchItem Flags = new(FetchKind.Flags);
    private static readonly FetchItem InternalDate = new(FetchKind.InternalDate);
    private static readonly FetchItem Size = new(FetchKind.Size);
    private static readonly FetchItem Envelope = new(FetchKind.Envelope);
    private static readonly FetchItem Body = new(FetchKind.Body);

    private static readonly Dictionary<string, FetchItem> Simple = new(StringComparer.Ordinal)
    {
        ["FLAGS"] = Flags,
        ["UID"] = new(FetchKind.Uid),
        ["INTERNALDATE"] = InternalDate,
        ["RFC822.SIZE"] = Size,
        ["ENVELOPE"] = Envelope,
        ["BODY"] = Body,
        ["BODYSTRUCTURE"] = new(FetchKind.BodyStructure),
        ["MODSEQ"] = new(FetchKind.ModSeq),
        ["RFC822"] = new(FetchKind.Section) { Section = BodySection.Whole, OldName = "RFC822" },
        ["RFC822.HEADER"] = new(FetchKind.Section)
        {
            Section = new BodySection([], SectionText.Header),
            Peek = true,
            OldName = "RFC822.HEADER",
        },
        ["RFC822.TEXT"] = new(FetchKind.Section)
        {
            Section = new BodySection([], SectionText.Text),
            OldName = "RFC822.TEXT",
        },
    };

    private static readonly Dictionary<string, FetchItem[]> Macros = new(StringComparer.Ordinal)
    {
        ["FAST"] = [Flags, InternalDate, Size],
        ["ALL"] = [Flags, InternalDate, Size, Envelope],
        ["FULL"] = [Flags, InternalDate, Size, Envelope, Body],
    };

    public static bool Fetch(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        var items = new List<FetchItem>();
        if (!reader.Space() || !reader.Set(out var set) || !reader.Space() || !Items(ref reader, items))
        {
            return false;
        }

        ulong? changedSince = null;
        if (!reader.AtEnd && !Modifiers(ref reader, ref changedSince))
        {
            return false;
        }

        arguments = new FetchArguments(set, items, changedSince);
        return true;
    }

    private static bool Items(ref ImapReader reader, List<FetchItem> items)
    {
        if (!reader.Skip('('))
        {
            return Item(ref reader, items, macros: true);
        }

        do
        {
            if (items.Count >= reader.Limits.Items)
            {
                return reader.Fail("Too many items");
            }

            if (!Item(ref reader, items, macros: false))
            {
                return false;
            }
        } while (reader.Skip(' '));

        return reader.Expect(')');
    }

    private static bool Item(ref ImapReader reader, List<FetchItem> items, bool macros)
    {
        if (!ItemName(ref reader, out var name))
        {
            return false;
        }

        if (reader.Peek == '[')
        {
            return Bracketed(ref reader, name, items);
        }

        if (macros && Macros.TryGetValue(name, out var several))
        {
            items.AddRange(several);
            return true;
        }

        if (!Simple.TryGetValue(name, out var item))
        {
            return reader.Fail("Unknown item");
        }

        items.Add(item);
        return true;
    }

    /// <summary>Letters, digits and dots: an atom would swallow the bracket.</summary>
    private static bool ItemName(ref ImapReader reader, out string name)
    {
        var text = new StringBuilder(16);
        while (text.Length < 32 && (char.IsAsciiLetterOrDigit((char)reader.Peek) || reader.Peek == '.'))
        {
            var c = (char)reader.Peek;
            text.Append(char.ToUpperInvariant(c));
            reader.Skip(c);
        }

        name = text.ToString();
        return name.Length > 0 || reader.Fail("Expected an item");
    }

    private static bool Bracketed(ref ImapReader reader, string name, List<FetchItem> items)
    {
        var kind = name switch
        {
            "BODY" or "BODY.PEEK" => FetchKind.Section,
            "BINARY" or "BINARY.PEEK" => FetchKind.Binary,
            "BINARY.SIZE" => FetchKind.BinarySize,
            _ => FetchKind.Flags,
        };
        if (kind == FetchKind.Flags)
        {
            return reader.Fail("Unknown item");
        }

        reader.Skip('[');
        var part = new List<int>();
        if (!PartNumbers(ref reader, part, out var dotted))
        {
            return false;
        }

        var section = new BodySection(part);
        if (kind == FetchKind.Section && (part.Count == 0 || dotted) && !SectionEnd(ref reader, part, out section))
        {
            return false;
        }

        if (!reader.Expect(']') || !Partial(ref reader, kind, out var partial))
        {
            return false;
        }

        var peek = name.EndsWith(".PEEK", StringComparison.Ordinal);
        items.Add(
            new FetchItem(kind)
            {
                Section = section,
                Peek = peek,
                Partial = partial,
            }
        );
        return true;
    }

    /// <summary><c>1.2.3</c>; <paramref name="dotted"/>: a dot follows, and so must a word.</summary>
    private static bool PartNumbers(ref ImapReader reader, List<int> part, out bool dotted)
    {
        dotted = false;
        while (char.IsAsciiDigit((char)reader.Peek))
        {
            if (part.Count == reader.Limits.SectionDepth)
            {
                return reader.Fail("Section too deep");
            }

            if (!reader.Number(out var number) || number is 0 or > int.MaxValue)
            {
                return reader.Fail("Parts are numbered from 1");
            }

            part.Add((int)number);
            dotted = reader.Skip('.');
            if (!dotted)
            {
                return true;
            }
        }

        return true;
    }

    private static bool SectionEnd(ref ImapReader reader, List<int> part, out BodySection section)
    {
        section = new BodySection(part);
        if (reader.Peek == ']')
        {
            return part.Count == 0 || reader.Fail("Expected a section");
        }

        if (!ItemName(ref reader, out var word))
        {
            return false;
        }

        SectionText? text = word switch
        {
            "HEADER" => SectionText.Header,
            "TEXT" => SectionText.Text,
            "MIME" when part.Count > 0 => SectionText.Mime,
            "HEADER.FIELDS" => SectionText.HeaderFields,
            "HEADER.FIELDS.NOT" => SectionText.HeaderFieldsNot,
            _ => null,
        };
        if (text is not { } known)
        {
            return reader.Fail("Unknown section");
        }

        List<string>? fields = null;
        if (known is SectionText.HeaderFields or SectionText.HeaderFieldsNot && !Fields(ref reader, out fields))
        {
            return false;
        }

        section = new BodySection(part, known, fields);
        return true;
    }

    private static bool Fields(ref ImapReader reader, out List<string> fields)
    {
        fields = [];
        if (!reader.Space() || !reader.Expect('('))
        {
            return false;
        }

        do
        {
            if (fields.Count == reader.Limits.Items)
            {
                return reader.Fail("Too many fields");
            }

            if (!reader.Text(out var field))
            {
                return false;
            }

            fields.Add(field);
        } while (reader.Skip(' '));

        return reader.Expect(')');
    }

    private static bool Partial(ref ImapReader reader, FetchKind kind, out (ulong, ulong)? partial)
    {
        partial = null;
        if (kind == FetchKind.BinarySize || !reader.Skip('<'))
        {
            return true;
        }

        if (!reader.Number64(out var start) || !reader.Expect('.') || !reader.Number64(out var count))
        {
            return false;
        }

        partial = (start, count);
        return (count > 0 || reader.Fail("A part of nothing")) && reader.Expect('>');
    }

    private static bool Modifiers(ref ImapReader reader, ref ulong? changedSince)
    {
        if (!reader.Space() || !reader.Expect('('))
        {
            return false;
        }

        if (!reader.SkipWord("CHANGEDSINCE"u8))
        {
            return reader.Fail("Unknown modifier");
        }

        if (!reader.Space() || !reader.Number64(out var modSeq) || !reader.Expect(')'))
        {
            return false;
        }

        changedSince = modSeq;
        return true;
    }
}
