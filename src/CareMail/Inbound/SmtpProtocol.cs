using System.Buffers;
using CareMail.Hosting;

namespace CareMail.Inbound;

/// <summary>SMTP on Kestrel: the exchange for the world (CAREMAIL_SMTP) and the two ports for our people's mail programs.</summary>
internal class SmtpProtocol(
    SmtpServices services,
    ConnectionLimits limits,
    ServerCertificates certificates,
    WireClients clients
) : WireProtocol(limits, certificates, clients, TimeProvider.System)
{
    public static readonly WirePort Exchange = new("smtp", IsTls: false);

    /// <summary>RFC 6409: port 587, STARTTLS.</summary>
    public static readonly WirePort Submission = new("submission", IsTls: false);

    /// <summary>RFC 8314 §3.3: port 465, TLS from the first byte.</summary>
    public static readonly WirePort Submissions = new("submissions", IsTls: true);

    protected override ReadOnlyMemory<byte> TooManyConnections { get; } = Encoded(SmtpRejection.TooManyConnections);

    protected override async Task ServeAsync(WireConnection connection, WirePort port, CancellationToken ct)
    {
        await using var session = new SmtpSession(services, connection, isSubmission: port != Exchange);
        await session.RunAsync(ct);
    }

    private static byte[] Encoded(SmtpRejection why)
    {
        var bytes = new ArrayBufferWriter<byte>();
        SmtpRejections.Of(why).Reply.WriteTo(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}

/// <summary>The same for our own people, with connections of its own: a flood from the world must not keep them from sending.</summary>
internal sealed class SubmissionProtocol(
    SmtpServices services,
    ConnectionLimits limits,
    ServerCertificates certificates,
    WireClients clients
) : SmtpProtocol(services, limits, certificates, clients);
