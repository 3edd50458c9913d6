namespace CareMail.Protocols.Imap;

/// <summary>The arguments of LIST (RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154), LSUB (RFC 3501) and STATUS.</summary>
internal static class ListParser
{
    public static bool List(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        var selection = ListSelection.None;
        var patterns = new List<string>();
        if (!reader.Space())
        {
            return false;
        }

        var selecting = reader.Peek == '(';
        if (selecting && !(Selection(ref reader, ref selection) && reader.Space()))
        {
            return false;
        }

        if (!Reference(ref reader, out var reference) || !Patterns(ref reader, patterns, out var several))
        {
            return false;
        }

        var returns = ListReturn.None;
        var status = StatusItems.None;
        var returning = !reader.AtEnd;
        if (returning && !Returns(ref reader, ref returns, ref status))
        {
            return false;
        }

        // RFC 5258 §3.1: RECURSIVEMATCH cannot stand alone.
        if (
            selection.HasFlag(ListSelection.RecursiveMatch)
            && (selection & ~(ListSelection.RecursiveMatch | ListSelection.Remote)) == 0
        )
        {
            return reader.Fail("RECURSIVEMATCH needs another option");
        }

        var extended = selecting || several || returning;
        arguments = new ListArguments(selection, reference, patterns, returns, status, extended);
        return true;
    }

    public static bool Lsub(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        var patterns = new List<string>();
        if (!reader.Space() || !Reference(ref reader, out var reference) || !Pattern(ref reader, patterns))
        {
            return false;
        }

        arguments = new ListArguments(
            ListSelection.Subscribed,
            reference,
            patterns,
            ListReturn.None,
            StatusItems.None,
            false
        );
        return true;
    }

    public static bool Status(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (
            !reader.Space()
            || !reader.Mailbox(out var name)
            || !reader.Space()
            || !StatusList(ref reader, out var items)
        )
        {
            return false;
        }

        arguments = new StatusArguments(name, items);
        return true;
    }

    private static bool Selection(ref ImapReader reader, ref ListSelection selection)
    {
        reader.Skip('(');
        while (!reader.Skip(')'))
        {
            if (!reader.Word(out var word))
            {
                return false;
            }

            ListSelection? option = word switch
            {
                "SUBSCRIBED" => ListSelection.Subscribed,
                "REMOTE" => ListSelection.Remote,
                "RECURSIVEMATCH" => ListSelection.RecursiveMatch,
                "SPECIAL-USE" => ListSelection.SpecialUse,
                _ => null,
            };
            if (option is not { } known)
            {
                return reader.Fail("Unknown selection option");
            }

            selection |= known;
            reader.Skip(' ');
        }

        return true;
    }

    /// <summary>A reference or pattern keeps its wildcards; what cannot be decoded can match nothing.</summary>
    private static string Name(ReadOnlySpan<byte> bytes, bool utf8) =>
        bytes.IsEmpty ? "" : MailboxName.FromWire(bytes, utf8) ?? "\0";

    private static bool Reference(ref ImapReader reader, out string reference)
    {
        var found = reader.AString(out var bytes) && reader.Space();
        reference = found ? Name(bytes, reader.Utf8) : "";
        return found;
    }

    private static bool Patterns(ref ImapReader reader, List<string> patterns, out bool several)
    {
        several = reader.Skip('(');
        if (!several)
        {
            return Pattern(ref reader, patterns);
        }

        do
        {
            if (patterns.Count == reader.Limits.Items)
            {
                return reader.Fail("Too many patterns");
            }

            if (!Pattern(ref reader, patterns))
            {
                return false;
            }
        } while (reader.Skip(' '));

        return reader.Expect(')');
    }

    private static bool Pattern(ref ImapReader reader, List<string> patterns)
    {
        if (!reader.PatternString(out var bytes))
        {
            return false;
        }

        patterns.Add(Name(bytes, reader.Utf8));
        return true;
    }

    private static bool Returns(ref ImapReader reader, ref ListReturn returns, ref StatusItems status)
    {
        if (!reader.Space() || !reader.SkipWord("RETURN"u8))
        {
            return reader.Fail("Expected RETURN");
        }

        if (!reader.Space() || !reader.Expect('('))
        {
            return false;
        }

        while (!reader.Skip(')'))
        {
            if (!reader.Word(out var word))
            {
                return false;
            }

            ListReturn? option = word switch
            {
                "SUBSCRIBED" => ListReturn.Subscribed,
                "CHILDREN" => ListReturn.Children,
                "SPECIAL-USE" => ListReturn.SpecialUse,
                "STATUS" => ListReturn.Status,
                _ => null,
            };
            if (option is not { } known)
            {
                return reader.Fail("Unknown return option");
            }

            if (known == ListReturn.Status && !(reader.Space() && StatusList(ref reader, out status)))
            {
                return false;
            }

            returns |= known;
            reader.Skip(' ');
        }

        return true;
    }

    private static bool StatusList(ref ImapReader reader, out StatusItems items)
    {
        items = StatusItems.None;
        if (!reader.Expect('('))
        {
            return false;
        }

        while (!reader.Skip(')'))
        {
            if (!reader.Word(out var word))
            {
                return false;
            }

            StatusItems? item = word switch
            {
                "MESSAGES" => StatusItems.Messages,
                "UIDNEXT" => StatusItems.UidNext,
                "UIDVALIDITY" => StatusItems.UidValidity,
                "UNSEEN" => StatusItems.Unseen,
                "DELETED" => StatusItems.Deleted,
                "SIZE" => StatusItems.Size,
                "RECENT" => StatusItems.Recent,
                "HIGHESTMODSEQ" => StatusItems.HighestModSeq,
                "APPENDLIMIT" => StatusItems.AppendLimit,
                _ => null,
            };
            if (item is not { } known)
            {
                return reader.Fail("Unknown status item");
            }

            items |= known;
            reader.Skip(' ');
        }

        return items != StatusItems.None || reader.Fail("No status item");
    }
}
