namespace CareMail.Protocols.Imap;

/// <summary>The arguments of SEARCH. RFC 9051 §6.4.4. Depth and number of keys are limited, so no stack can overflow.</summary>
internal static class SearchParser
{
    public static bool Search(ref ImapReader reader, out ImapArguments arguments)
    {
        arguments = NoArguments.Instance;
        if (!reader.Space() || !Returns(ref reader, out var returns))
        {
            return false;
        }

        string? charset = null;
        if (reader.SkipWord("CHARSET"u8) && !(reader.Space() && reader.Text(out charset) && reader.Space()))
        {
            return false;
        }

        var parser = new KeyParser();
        if (!parser.Keys(ref reader, 0, out var key))
        {
            return false;
        }

        arguments = new SearchArguments(key, returns, charset);
        return true;
    }

    private static bool Returns(ref ImapReader reader, out SearchReturn? returns)
    {
        returns = null;
        if (!reader.SkipWord("RETURN"u8))
        {
            return true;
        }

        if (!reader.Space() || !reader.Expect('('))
        {
            return false;
        }

        var options = SearchReturn.None;
        while (!reader.Skip(')'))
        {
            if (!reader.Word(out var word))
            {
                return false;
            }

            SearchReturn? option = word switch
            {
                "MIN" => SearchReturn.Min,
                "MAX" => SearchReturn.Max,
                "ALL" => SearchReturn.All,
                "COUNT" => SearchReturn.Count,
                "SAVE" => SearchReturn.Save,
                _ => null,
            };
            if (option is not { } known)
            {
                return reader.Fail("Unknown return option");
            }

            options |= known;
            reader.Skip(' ');
        }

        // RFC 9051 §6.4.4: nothing asked for means ALL.
        returns = options == SearchReturn.None ? SearchReturn.All : options;
        return reader.Space();
    }

    private sealed class KeyParser
    {
        private int _count;

        /// <summary>One or more keys up to a closing parenthesis or the end.</summary>
        public bool Keys(ref ImapReader reader, int depth, out SearchKey key)
        {
            var keys = new List<SearchKey>();
            key = SearchKey.All.Instance;
            do
            {
                if (!Key(ref reader, depth, out var next))
                {
                    return false;
                }

                keys.Add(next);
            } while (reader.Skip(' '));

            key = keys.Count == 1 ? keys[0] : new SearchKey.AllOf(keys);
            return true;
        }

        private bool Key(ref ImapReader reader, int depth, out SearchKey key)
        {
            key = SearchKey.All.Instance;
            if (depth > reader.Limits.SearchDepth || ++_count > reader.Limits.SearchKeys)
            {
                return reader.Fail("Search too complex");
            }

            if (reader.Skip('('))
            {
                return Keys(ref reader, depth + 1, out key) && reader.Expect(')');
            }

            if (reader.Peek is (byte)'*' or (byte)'$' || char.IsAsciiDigit((char)reader.Peek))
            {
                var found = reader.Set(out var set);
                key = new SearchKey.Sequence(set);
                return found;
            }

            if (!reader.Word(out var word))
            {
                return false;
            }

            return word switch
            {
                "NOT" => Not(ref reader, depth, out key),
                "OR" => Or(ref reader, depth, out key),
                _ => Named(ref reader, word, out key),
            };
        }

        private bool Not(ref ImapReader reader, int depth, out SearchKey key)
        {
            key = SearchKey.All.Instance;
            if (!reader.Space() || !Key(ref reader, depth + 1, out var inner))
            {
                return false;
            }

            key = new SearchKey.Negated(inner);
            return true;
        }

        private bool Or(ref ImapReader reader, int depth, out SearchKey key)
        {
            key = SearchKey.All.Instance;
            if (
                !reader.Space()
                || !Key(ref reader, depth + 1, out var left)
                || !reader.Space()
                || !Key(ref reader, depth + 1, out var right)
            )
            {
                return false;
            }

            key = new SearchKey.Either(left, right);
            return true;
        }

        private static bool Named(ref ImapReader reader, string word, out SearchKey key)
        {
            SearchKey? simple = word switch
            {
                "ALL" => SearchKey.All.Instance,
                "ANSWERED" => new SearchKey.Flag("\\Answered", true),
                "DELETED" => new SearchKey.Flag("\\Deleted", true),
                "DRAFT" => new SearchKey.Flag("\\Draft", true),
                "FLAGGED" => new SearchKey.Flag("\\Flagged", true),
                "SEEN" => new SearchKey.Flag("\\Seen", true),
                "UNANSWERED" => new SearchKey.Flag("\\Answered", false),
                "UNDELETED" => new SearchKey.Flag("\\Deleted", false),
                "UNDRAFT" => new SearchKey.Flag("\\Draft", false),
                "UNFLAGGED" => new SearchKey.Flag("\\Flagged", false),
                "UNSEEN" => new SearchKey.Flag("\\Seen", false),
                "NEW" or "RECENT" => new SearchKey.Recent(true),
                "OLD" => new SearchKey.Recent(false),
                _ => null,
            };
            key = simple ?? SearchKey.All.Instance;
            if (simple is not null)
            {
                return true;
            }

            return reader.Space() && WithArgument(ref reader, word, out key);
        }

        private static bool WithArgument(ref ImapReader reader, string word, out SearchKey key)
        {
            switch (word)
            {
                case "KEYWORD" or "UNKEYWORD":
                    var keyword = reader.Word(out var flag, keepCase: true);
                    key = new SearchKey.Flag(flag, word == "KEYWORD");
                    return keyword;
                case "UID":
                    var uid = reader.Set(out var set);
                    key = new SearchKey.Uid(set);
                    return uid;
                case "LARGER" or "SMALLER":
                    var size = reader.Number64(out var octets);
                    key = new SearchKey.Size(octets, word == "LARGER");
                    return size;
                case "OLDER" or "YOUNGER":
                    var age = reader.Number(out var seconds);
                    key = new SearchKey.Age(seconds, word == "YOUNGER");
                    return age;
                case "MODSEQ":
                    return ModSeq(ref reader, out key);
                case "BODY":
                    var body = reader.Text(out var inBody);
                    key = new SearchKey.Body(inBody);
                    return body;
                case "TEXT":
                    var text = reader.Text(out var anywhere);
                    key = new SearchKey.Text(anywhere);
                    return text;
                case "HEADER":
                    var header = reader.Text(out var name) & reader.Space() & reader.Text(out var value);
                    key = new SearchKey.Header(name, value);
                    return header;
                case "BCC" or "CC" or "FROM" or "SUBJECT" or "TO":
                    var field = reader.Text(out var inField);
                    key = new SearchKey.Header(word, inField);
                    return field;
                default:
                    return Date(ref reader, word, out key);
            }
        }

        private static bool Date(ref ImapReader reader, string word, out SearchKey key)
        {
            key = SearchKey.All.Instance;
            var sent = word.StartsWith("SENT", StringComparison.Ordinal);
            var relation = sent ? word[4..] : word;
            if (relation is not ("BEFORE" or "ON" or "SINCE"))
            {
                return reader.Fail("Unknown search key");
            }

            if (!reader.Text(out var text))
            {
                return false;
            }

            if (!ImapDate.TryDay(text, out var day))
            {
                return reader.Fail("Not a date");
            }

            DateOnly? next = day == DateOnly.MaxValue ? null : day.AddDays(1);
            key = relation switch
            {
                "BEFORE" => new SearchKey.Day(sent, null, day),
                "SINCE" => new SearchKey.Day(sent, day, null),
                _ => new SearchKey.Day(sent, day, next),
            };
            return true;
        }

        /// <summary>RFC 7162 §3.1.5: an optional entry name and type are read and, as allowed, ignored.</summary>
        private static bool ModSeq(ref ImapReader reader, out SearchKey key)
        {
            key = SearchKey.All.Instance;
            if (
                reader.Peek == '"'
                && !(reader.StringBytes(out _) && reader.Space() && reader.Word(out _) && reader.Space())
            )
            {
                return false;
            }

            if (!reader.Number64(out var atLeast))
            {
                return false;
            }

            key = new SearchKey.ModSeq(atLeast);
            return true;
        }
    }
}
