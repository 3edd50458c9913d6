using System.Buffers;
using CareMail.Mailboxes;
using CareMail.Mailboxes.Search;
using CareMail.Protocols.Imap;
using CareMail.Protocols.Mime;

namespace CareMail.Imap;

/// <summary>The words of one message, as far as a search asks for them.</summary>
internal sealed class SearchedText
{
    private byte[] _header = [];
    private MessageWords _words = new("", "");

    public static async Task<SearchedText> ReadAsync(ImapSession session, SearchMatcher matcher, FetchedEntry entry)
    {
        var text = new SearchedText();
        if (matcher.AsksHeader)
        {
            var header = new ArrayBufferWriter<byte>();
            var length = Math.Min(entry.Summary.Root.BodyStart, session.Services.Limits.HeaderBytes);
            await entry.Content.ReadAsync(0, length, header, session.Closed);
            text._header = header.WrittenSpan.ToArray();
        }

        if (matcher.AsksBody || matcher.AsksText)
        {
            var where = matcher.AsksText ? SearchIn.Anywhere : SearchIn.Body;
            text._words = await MessageWords.ReadAsync(entry.Content, where, session.Closed);
        }

        return text;
    }

    public bool HasField(string name, string value) =>
        HeaderFields
            .Values(_header, name)
            .Exists(v => SearchMatcher.Has(v, value) || SearchMatcher.Has(HeaderText.Decode(v), value));

    public bool HasInBody(string value) => _words.Has(MessageWords.Fold(value), SearchIn.Body);

    public bool HasAnywhere(string value) => _words.Has(MessageWords.Fold(value));
}
