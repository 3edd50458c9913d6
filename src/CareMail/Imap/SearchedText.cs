using System.Buffers;
using System.Text;
using CareMail.Mailboxes;
using CareMail.Protocols.Imap;
using CareMail.Protocols.Mime;

namespace CareMail.Imap;

/// <summary>The words of one message, as far as a search asks for them.</summary>
internal sealed class SearchedText
{
    private readonly List<string> _parts = [];
    private byte[] _header = [];

    public static async Task<SearchedText> ReadAsync(ImapSession session, SearchMatcher matcher, FetchedEntry entry)
    {
        var text = new SearchedText();
        var limits = session.Services.Limits;
        if (matcher.AsksHeader)
        {
            var header = new ArrayBufferWriter<byte>();
            var length = Math.Min(entry.Summary.Root.BodyStart, limits.HeaderBytes);
            await entry.Content.ReadAsync(0, length, header, session.Closed);
            text._header = header.WrittenSpan.ToArray();
        }

        if (matcher.AsksBody)
        {
            foreach (var part in MessageText.Searchable(entry.Summary.Root))
            {
                text._parts.Add(await entry.Content.ReadTextAsync(part, limits.SearchedText, session.Closed));
            }
        }

        return text;
    }

    public bool HasField(string name, string value) =>
        HeaderFields
            .Values(_header, name)
            .Exists(v => SearchMatcher.Has(v, value) || SearchMatcher.Has(HeaderText.Decode(v), value));

    public bool HasInBody(string value) => _parts.Exists(part => SearchMatcher.Has(part, value));

    public bool HasAnywhere(string value)
    {
        if (HasInBody(value))
        {
            return true;
        }

        var raw = Encoding.UTF8.GetString(_header);
        return SearchMatcher.Has(raw, value) || SearchMatcher.Has(HeaderText.Decode(raw), value);
    }
}
