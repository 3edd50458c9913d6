using CareMail.Hosting;

namespace CareMail.Accounts.MailPrograms;

/// <summary>A server as a mail program is told of it; always TLS from the first byte (RFC 8314 §3).</summary>
internal sealed record MailServer(string Host, int Port);

/// <summary>Where mail programs connect.</summary>
internal sealed record MailServers(string Domain, MailServer Incoming, MailServer Outgoing)
{
    public static MailServers Of(CareMailSettings settings) =>
        new(
            settings.Domain,
            new MailServer(settings.Hostname, settings.Imaps.EndPoint?.Port ?? 993),
            new MailServer(settings.Hostname, settings.Submissions.EndPoint?.Port ?? 465)
        );
}
