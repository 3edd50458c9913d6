using System.Security.Cryptography;
using System.Text;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;

namespace CareMail.Demo.World;

/// <summary>Makes the bytes of a letter as they would have arrived.</summary>
internal sealed class LetterWriter(string domain)
{
    /// <summary>The same for the same letter, so that answers find what they answer.</summary>
    public string MessageId(Letter letter)
    {
        var text = $"{letter.At.UtcTicks}|{letter.From.Address}|{letter.To[0].Address}|{letter.Subject}|{letter.Text}";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return Convert.ToHexStringLower(hash.AsSpan(0, 12)) + "@" + letter.From.At(domain).Split('@')[^1];
    }

    public async Task<byte[]> WriteAsync(Letter letter)
    {
        using var bytes = new MemoryStream();
        if (letter.Raw is not null)
        {
            bytes.Write(Encoding.ASCII.GetBytes(HeadOf(letter)));
            bytes.Write(letter.Raw);
            return bytes.ToArray();
        }

        var before = letter.Before.Select(MessageId).ToList();
        await new MessageBuilder
        {
            From = [Named(letter.From)],
            To = [.. letter.To.Select(Named)],
            Cc = [.. letter.Cc.Select(Named)],
            Subject = letter.Subject,
            Date = letter.At,
            MessageId = MessageId(letter),
            InReplyTo = before is [.., var last] ? [last] : [],
            References = before,
            Text = letter.Text.ReplaceLineEndings("\r\n"),
            Html = letter.Html,
            Attachments = [.. letter.Enclosures.Select(Attached)],
        }.WriteAsync(bytes);
        return bytes.ToArray();
    }

    private string HeadOf(Letter letter) =>
        $"""
            From: {HeaderText.Format(Named(letter.From))}
            To: {string.Join(", ", letter.To.Select(to => HeaderText.Format(Named(to))))}
            Date: {HeaderText.FormatDate(letter.At)}
            Message-ID: <{MessageId(letter)}>

            """.ReplaceLineEndings("\r\n");

    private NamedAddress Named(Voice voice) => new(voice.Name, EmailAddress.Parse(voice.At(domain)));

    private static OutgoingAttachment Attached(Enclosure file) =>
        new(
            file.FileName,
            file.MediaType,
            _ => ValueTask.FromResult<Stream>(new MemoryStream(file.Content)),
            file.ContentId
        );
}
