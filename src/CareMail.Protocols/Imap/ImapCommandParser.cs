using System.Text;

namespace CareMail.Protocols.Imap;

/// <summary>
/// Understands one framed command. Pure, and total: any bytes give a request or a sentence about what is wrong with them.
/// The parts that need more room have files of their own: FetchParser, SearchParser, ListParser.
/// </summary>
public static class ImapCommandParser
{
    private delegate bool ArgumentParser(ref ImapReader reader, out ImapArguments arguments);

    private sealed record Form(ImapVerb Verb, ArgumentParser Arguments);

    private static readonly Dictionary<string, Form> Forms = new(StringComparer.Ordinal)
    {
        ["CAPABILITY"] = new(ImapVerb.Capability, Nothing),
        ["NOOP"] = new(ImapVerb.Noop, Nothing),
        ["LOGOUT"] = new(ImapVerb.Logout, Nothing),
        ["ID"] = new(ImapVerb.Id, Id),
        ["STARTTLS"] = new(ImapVerb.StartTls, Nothing),
        ["AUTHENTICATE"] = new(ImapVerb.Authenticate, Authenticate),
        ["LOGIN"] = new(ImapVerb.Login, Login),
        ["ENABLE"] = new(ImapVerb.Enable, Enable),
        ["SELECT"] = new(ImapVerb.Select, Select),
        ["EXAMINE"] = new(ImapVerb.Examine, Select),
        ["CREATE"] = new(ImapVerb.Create, Create),
        ["DELETE"] = new(ImapVerb.Delete, Mailbox),
        ["RENAME"] = new(ImapVerb.Rename, Rename),
        ["SUBSCRIBE"] = new(ImapVerb.Subscribe, Mailbox),
        ["UNSUBSCRIBE"] = new(ImapVerb.Unsubscribe, Mailbox),
        ["LIST"] = new(ImapVerb.List, ListParser.List),
        ["LSUB"] = new(ImapVerb.Lsub, ListParser.Lsub),
        ["NAMESPACE"] = new(ImapVerb.Namespace, Nothing),
        ["STATUS"] = new(ImapVerb.Status, ListParser.Status),
        ["APPEND"] = new(ImapVerb.Append, AppendWithoutMessage),
        ["IDLE"] = new(ImapVerb.Idle, Nothing),
        ["GETQUOTA"] = new(ImapVerb.GetQuota, Quota),
        ["GETQUOTAROOT"] = new(ImapVerb.GetQuotaRoot, Mailbox),
        ["SETQUOTA"] = new(ImapVerb.SetQuota, SetQuota),
        ["CHECK"] = new(ImapVerb.Check, Nothing),
        ["CLOSE"] = new(ImapVerb.Close, Nothing),
        ["UNSELECT"] = new(ImapVerb.Unselect, Nothing),
        ["EXPUNGE"] = new(ImapVerb.Expunge, Nothing),
        ["SEARCH"] = new(ImapVerb.Search, SearchParser.Search),
        ["FETCH"] = new(ImapVerb.Fetch, FetchParser.Fetch),
        ["STORE"] = new(ImapVerb.Store, Store),
        ["COPY"] = new(ImapVerb.Copy, Copy),
        ["MOVE"] = new(ImapVerb.Move, Copy),
    };

    /// <summary>RFC 9051 §6.4.9: what may follow UID.</summary>
    private static readonly Dictionary<string, Form> UidForms = new(StringComparer.Ordinal)
    {
        ["FETCH"] = Forms["FETCH"],
        ["SEARCH"] = Forms["SEARCH"],
        ["STORE"] = Forms["STORE"],
        ["COPY"] = Forms["COPY"],
        ["MOVE"] = Forms["MOVE"],
        ["EXPUNGE"] = new(ImapVerb.Expunge, ExpungeSet),
    };

    public static ImapParse Parse(ReadOnlySpan<byte> frame, ImapLimits limits, bool utf8 = false)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var reader = new ImapReader(WithoutLineEnd(frame), limits, utf8);
        if (!Tag(ref reader, out var tag))
        {
            return new ImapParse(null, null, "A command starts with a tag");
        }

        if (!reader.Space() || !reader.Word(out var word))
        {
            return new ImapParse(null, tag, "No command");
        }

        var uid = word == "UID";
        if (uid && (!reader.Space() || !reader.Word(out word)))
        {
            return new ImapParse(null, tag, "UID of what?");
        }

        if (!(uid ? UidForms : Forms).TryGetValue(word, out var form))
        {
            return new ImapParse(null, tag, "Unknown command");
        }

        return form.Arguments(ref reader, out var arguments) && reader.End()
            ? new ImapParse(new ImapRequest(tag, form.Verb, uid, arguments), tag, null)
            : new ImapParse(null, tag, reader.Error);
    }

    /// <summary>The part of APPEND that ends in the announcement of a message: <see cref="ImapFrame.AppendMessage"/>.</summary>
    public static ImapParse ParseAppend(ReadOnlySpan<byte> frame, ImapLimits limits, bool utf8 = false)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var reader = new ImapReader(WithoutLineEnd(frame), limits, utf8);
        if (!Tag(ref reader, out var tag))
        {
            return new ImapParse(null, null, "A command starts with a tag");
        }

        var read =
            reader.Space()
            && reader.Word(out _)
            && reader.Space()
            && reader.Mailbox(out var name)
            && AppendOptions(ref reader, name, out var arguments)
                ? new ImapRequest(tag, ImapVerb.Append, false, arguments)
                : null;
        return new ImapParse(read, tag, reader.Error);
    }

    /// <summary>
    /// What follows an appended message: an empty line (then <paramref name="next"/> is null) or, RFC 3502, the options of
    /// another message for the same folder. Returns the reason why it is neither, else null.
    /// </summary>
    public static string? ParseAppendTail(ReadOnlySpan<byte> frame, ImapLimits limits, out AppendArguments? next)
    {
        var reader = new ImapReader(WithoutLineEnd(frame), limits);
        next = null;
        if (reader.AtEnd)
        {
            return null;
        }

        if (AppendOptions(ref reader, "", out var arguments))
        {
            next = arguments;
        }

        return reader.Error;
    }

    private static bool AppendOptions(ref ImapReader reader, string? name, out AppendArguments arguments)
    {
        arguments = new AppendArguments(name, [], null);
        if (!reader.Space())
        {
            return false;
        }

        IReadOnlyList<string> flags = [];
        if (reader.Peek == '(' && !(reader.Flags(out flags) && reader.Space()))
        {
            return false;
        }

        DateTimeOffset? received = null;
        if (reader.Peek == '"')
        {
            if (!reader.Text(out var date) || !reader.Space())
            {
                return false;
            }

            if (!ImapDate.TryTime(date, out var time))
            {
                return reader.Fail("Not a date and time");
            }

            received = time;
        }

        arguments = new AppendArguments(name, flags, received);
        return reader.Peek is (byte)'{' or (byte)'~' || reader.Fail("Expected a message");
    }

    private static ReadOnlySpan<byte> WithoutLineEnd(ReadOnlySpan<byte> frame)
    {
        frame = frame is [.., (byte)'\n'] ? frame[..^1] : frame;
        return frame is [.., (byte)'\r'] ? frame[..^1] : frame;
    }

    private static bool Tag(ref ImapReader reader, out string tag)
    {
        // RFC 9051 §9: tag = 1*<any ASTRING-CHAR except "+">.
        tag = "";
        if (reader.AtString || !reader.AString(out var bytes) || !IsTag(bytes, reader.Limits))
        {
            return false;
        }

        tag = Encoding.ASCII.GetString(bytes);
        return true;
    }

    private static bool IsTag(ReadOnlySpan<byte> bytes, ImapLimits limits) =>
        bytes.Length <= limits.TagBytes && bytes.IndexOf((byte)'+') < 0 && Ascii.IsValid(bytes);

    private static bool Nothing(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        // A trailing space is harmless and common.
        while (reader.Skip(' ')) { }

        return true;
    }

    private static bool Id(ref ImapReader reader, out ImapArguments arguments)
    {
        var fields = new List<KeyValuePair<string, string?>>();
        arguments = new IdArguments(fields);
        if (!reader.Space())
        {
            return false;
        }

        if (reader.SkipWord("NIL"u8))
        {
            return true;
        }

        if (!reader.Expect('('))
        {
            return false;
        }

        while (!reader.Skip(')'))
        {
            if (fields.Count == reader.Limits.IdFields)
            {
                return reader.Fail("Too many fields");
            }

            if (fields.Count > 0 && !reader.Space())
            {
                return false;
            }

            if (!reader.StringBytes(out var name) || !reader.Space() || !reader.NString(out var value))
            {
                return false;
            }

            fields.Add(new(ImapSyntax.Decode(name), value));
        }

        return true;
    }

    private static bool Authenticate(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !reader.Word(out var mechanism))
        {
            return false;
        }

        string? initial = null;
        if (!reader.AtEnd)
        {
            if (!reader.Space() || !reader.Text(out initial))
            {
                return false;
            }
        }

        arguments = new AuthenticateArguments(mechanism, initial);
        return true;
    }

    private static bool Login(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !reader.Text(out var userName) || !reader.Space() || !reader.Text(out var password))
        {
            return false;
        }

        arguments = new LoginArguments(userName, password);
        return true;
    }

    private static bool Enable(ref ImapReader reader, out ImapArguments arguments)
    {
        var names = new List<string>();
        arguments = new EnableArguments(names);
        do
        {
            if (!reader.Space() || !reader.Word(out var name))
            {
                return false;
            }

            if (names.Count == reader.Limits.Items)
            {
                return reader.Fail("Too many names");
            }

            names.Add(name);
        } while (!reader.AtEnd);

        return true;
    }

    private static bool Mailbox(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !reader.Mailbox(out var name))
        {
            return false;
        }

        arguments = new MailboxArguments(name);
        return true;
    }

    private static bool Rename(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !reader.Mailbox(out var from) || !reader.Space() || !reader.Mailbox(out var to))
        {
            return false;
        }

        arguments = new RenameArguments(from, to);
        return true;
    }

    private static bool Create(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !reader.Mailbox(out var name))
        {
            return false;
        }

        IReadOnlyList<string> uses = [];
        if (!reader.AtEnd)
        {
            // RFC 6154 §3: CREATE name (USE (\Sent)).
            if (
                !reader.Space()
                || !reader.Expect('(')
                || !(reader.SkipWord("USE"u8) || reader.Fail("Unknown parameter"))
                || !reader.Space()
                || reader.Peek != '('
                || !reader.Flags(out uses)
                || !reader.Expect(')')
            )
            {
                return reader.Fail("Expected (USE (...))");
            }
        }

        arguments = new CreateArguments(name, uses);
        return true;
    }

    private static bool Select(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !reader.Mailbox(out var name))
        {
            return false;
        }

        var condStore = false;
        if (!reader.AtEnd)
        {
            // RFC 7162 §3.1.8. QRESYNC is not announced, so nobody may use it.
            condStore =
                reader.Space()
                && reader.Expect('(')
                && (reader.SkipWord("CONDSTORE"u8) || reader.Fail("Unknown parameter"))
                && reader.Expect(')');
            if (!condStore)
            {
                return false;
            }
        }

        arguments = new SelectArguments(name, condStore);
        return true;
    }

    /// <summary>An APPEND whose message is not a literal, or is missing.</summary>
    private static bool AppendWithoutMessage(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        return reader.Fail("APPEND takes a folder and a message as a literal");
    }

    private static bool Quota(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !reader.Text(out var root))
        {
            return false;
        }

        arguments = new QuotaArguments(root);
        return true;
    }

    private static bool SetQuota(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !reader.Text(out var root) || !reader.Space() || !reader.Expect('('))
        {
            return false;
        }

        // Quotas are not set by mail programs: the list is only read to its end.
        while (!reader.Skip(')'))
        {
            reader.Skip(' ');
            if (!reader.Atom(out _))
            {
                return false;
            }

            reader.Skip(' ');
        }

        arguments = new QuotaArguments(root);
        return true;
    }

    private static bool Store(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !reader.Set(out var set) || !reader.Space())
        {
            return false;
        }

        ulong? unchangedSince = null;
        if (reader.Skip('('))
        {
            // RFC 7162 §3.1.3.
            if (
                !(reader.SkipWord("UNCHANGEDSINCE"u8) || reader.Fail("Unknown modifier"))
                || !reader.Space()
                || !reader.Number64(out var modSeq)
                || !reader.Expect(')')
                || !reader.Space()
            )
            {
                return false;
            }

            unchangedSince = modSeq;
        }

        var mode =
            reader.Skip('+') ? StoreMode.Add
            : reader.Skip('-') ? StoreMode.Remove
            : StoreMode.Replace;
        if (!reader.Word(out var item))
        {
            return false;
        }

        if (item is not ("FLAGS" or "FLAGS.SILENT"))
        {
            return reader.Fail("Only FLAGS can be stored");
        }

        if (!reader.Space() || !reader.Flags(out var flags))
        {
            return false;
        }

        arguments = new StoreArguments(set, unchangedSince, mode, item.Length > 5, flags);
        return true;
    }

    private static bool Copy(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !reader.Set(out var set) || !reader.Space() || !reader.Mailbox(out var name))
        {
            return false;
        }

        arguments = new CopyArguments(set, name);
        return true;
    }

    private static bool ExpungeSet(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !reader.Set(out var set))
        {
            return false;
        }

        arguments = new ExpungeArguments(set);
        return true;
    }
}
