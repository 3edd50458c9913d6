using CareMail.Access;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Outbound;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Demo.Pages;

/// <summary>/demo/outbox: what left the service, had this not been a demo.</summary>
[Allows(Act.UseDemo)]
internal sealed class OutboxModel(OutboundSink sink, MailStore store, NoticeOutbox notices) : PageModel
{
    private const int Most = 100;

    /// <summary>One message that left, with what a person wants to see of it first.</summary>
    public sealed record Line(SinkMail Mail, string Subject, string Preview)
    {
        public IReadOnlyList<string> Recipients => Mail.Recipients.Split('\n');
    }

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    public IReadOnlyList<OutboxNotice> Notices { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var lines = new List<Line>();
        foreach (var mail in await sink.ListAsync(Most, ct))
        {
            var summary = (await store.OpenAsync(mail.MessageId, ct))?.Summary;
            lines.Add(new Line(mail, summary?.Envelope.Subject ?? "", summary?.Preview ?? ""));
        }

        Lines = lines;
        Notices = await notices.ListAsync(Most, ct);
    }

    /// <summary>The message as it left, byte for byte.</summary>
    public async Task<IActionResult> OnGetMessageAsync(Guid id, CancellationToken ct)
    {
        var mail = (await sink.ListAsync(Most, ct)).FirstOrDefault(mail => mail.Id == id);
        return mail is not null && await store.OpenAsync(mail.MessageId, ct) is { } message
            ? File(message.OpenStream(), "message/rfc822", "message.eml")
            : NotFound();
    }
}
