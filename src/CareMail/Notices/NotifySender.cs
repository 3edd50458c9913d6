using System.Globalization;
using System.Text.RegularExpressions;
using CareMail.Hosting;
using Notify.Client;
using Notify.Exceptions;

namespace CareMail.Notices;

/// <summary>
/// GOV.UK Notify, which knows us by a token signed with our key (RFC 7519, RFC 7515). It has two templates of ours, one for each channel, whose text is all personalisation: the words of a
/// notice belong to the release that sends it, and are tested with it.
/// </summary>
internal sealed partial class NotifySender : INoticeSender
{
    private readonly NotificationClient _client;
    private readonly NotifySettings _settings;
    private readonly ILogger<NotifySender> _log;

    public NotifySender(HttpClient http, NotifySettings settings, ILogger<NotifySender> log)
    {
        (_settings, _log) = (settings, log);
        _client = new NotificationClient(new HttpClientWrapper(http), settings.Key);
        // The client sets the address of the public service on whatever it is given.
        http.BaseAddress = settings.Url;
    }

    public bool Exists => true;

    public async Task<SendResult> SendAsync(WrittenNotice notice, CancellationToken ct)
    {
        try
        {
            // The client takes no token: its time is limited by the HttpClient's own.
            await (notice.Channel is NoticeChannel.Text ? TextAsync(notice) : EmailAsync(notice)).WaitAsync(ct);
            return SendResult.Sent;
        }
        catch (Exception trouble) when (!ct.IsCancellationRequested)
        {
            return ResultOf(notice.Id, trouble);
        }
    }

    private SendResult ResultOf(Guid notice, Exception trouble)
    {
        // The client wraps what went wrong.
        var why = (trouble as AggregateException)?.Flatten().InnerException ?? trouble;
        switch (why)
        {
            case NotifyClientException refused:
                var status = StatusOf(refused.Message);
                NoticesLog.NotifyRefused(_log, notice, status);
                return status is 400 ? SendResult.Refused : SendResult.TryLater;
            case HttpRequestException or TaskCanceledException:
                NoticesLog.NotifyUnreachable(_log, notice, why.GetType().Name);
                return SendResult.TryLater;
            default:
                throw trouble;
        }
    }

    private async Task TextAsync(WrittenNotice notice) =>
        await _client.SendSmsAsync(
            notice.To,
            _settings.TextTemplate,
            new Dictionary<string, dynamic> { ["body"] = notice.Body },
            notice.Id.ToString()
        );

    private async Task EmailAsync(WrittenNotice notice) =>
        await _client.SendEmailAsync(
            notice.To,
            _settings.EmailTemplate,
            new Dictionary<string, dynamic> { ["subject"] = notice.Subject, ["body"] = notice.Body },
            notice.Id.ToString()
        );

    // The client gives the status in its sentence only.
    private static int StatusOf(string message) =>
        Status().Match(message) is { Success: true } found
            ? int.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex(@"Status code (\d{3})")]
    private static partial Regex Status();
}
