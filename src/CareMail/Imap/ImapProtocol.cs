using CareMail.Hosting;

namespace CareMail.Imap;

/// <summary>IMAP on Kestrel: one session a connection.</summary>
internal sealed class ImapProtocol(
    ImapServices services,
    ServerCertificates certificates,
    WireClients clients,
    TimeProvider clock
) : WireProtocol(ConnectionLimits.ForImap(), certificates, clients, clock)
{
    protected override ReadOnlyMemory<byte> TooManyConnections { get; } =
        "* BYE [LIMIT] Too many connections, try again later\r\n"u8.ToArray();

    protected override async Task ServeAsync(WireConnection connection, WirePort port, CancellationToken ct)
    {
        await using var session = new ImapSession(services, connection);
        await session.RunAsync(ct);
    }
}
