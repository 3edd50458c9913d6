using System.Text;
using CareMail.Mailboxes;
using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>Flags on the wire. RFC 9051 §2.3.2, §7.5.2.</summary>
internal static class FlagWriter
{
    // Every combination ever written, ready to be copied: there are a thousand, and few are used.
    private static readonly byte[]?[] Written = new byte[1 << FlagNames.All.Count][];

    public static void List(ImapWriter writer, MessageFlags flags, IReadOnlyList<string> keywords)
    {
        writer.Raw("("u8).Raw(Written[(int)flags] ??= Write(flags));
        var first = flags == MessageFlags.None;
        foreach (var keyword in keywords)
        {
            (first ? writer : writer.Space()).Ascii(keyword);
            first = false;
        }

        writer.Raw(")"u8);
    }

    private static byte[] Write(MessageFlags flags) => Encoding.ASCII.GetBytes(string.Join(' ', FlagNames.Of(flags)));

    /// <summary>The flags in use here, and those the client may set: all, and new ones (<c>\*</c>).</summary>
    public static void Lists(ImapWriter writer, Folder folder, bool readOnly)
    {
        writer.Raw("* FLAGS ("u8).Ascii(string.Join(' ', FlagNames.All.Concat(folder.Keywords))).Raw(")\r\n"u8);
        var settable = FlagNames.All.Concat(folder.Keywords.Where(k => !FlagNames.IsReserved(k))).Append(@"\*");
        writer.Raw("* OK [PERMANENTFLAGS ("u8).Ascii(readOnly ? "" : string.Join(' ', settable));
        writer.Raw(")] Flags you may set\r\n"u8);
    }

    /// <summary>An unasked-for FETCH: the flags of one message are now these.</summary>
    public static void Fetch(
        ImapSession session,
        int number,
        uint uid,
        ulong modSeq,
        MessageFlags flags,
        IReadOnlyList<string> keywords
    )
    {
        session.Writer.Raw("* "u8).Number(number).Raw(" FETCH (UID "u8).Number(uid);
        if (session.CondStore)
        {
            session.Writer.Raw(" MODSEQ ("u8).Number(modSeq).Raw(")"u8);
        }

        List(session.Writer.Raw(" FLAGS "u8), flags, keywords);
        session.Writer.Raw(")\r\n"u8);
    }

    /// <summary>What a client's list of flags means. False: a system flag that nobody may set.</summary>
    public static bool TryParse(IReadOnlyList<string> names, out MessageFlags flags, out List<string> keywords)
    {
        flags = MessageFlags.None;
        keywords = [];
        foreach (var name in names)
        {
            if (FlagNames.TryParse(name, out var flag))
            {
                flags |= flag;
            }
            else if (name.Equals(@"\Recent", StringComparison.OrdinalIgnoreCase) || FlagNames.IsReserved(name))
            {
                // RFC 3501 §2.3.2: clients cannot set it; some send it back in APPEND, which harms nobody.
            }
            else if (name.StartsWith('\\'))
            {
                return false;
            }
            else
            {
                keywords.Add(name);
            }
        }

        return true;
    }
}
