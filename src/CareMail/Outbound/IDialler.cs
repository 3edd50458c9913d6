using System.Net.Sockets;

namespace CareMail.Outbound;

/// <summary>Opens connections to other servers.</summary>
public interface IDialler
{
    Task<Stream> ConnectAsync(string host, int port, CancellationToken ct);
}

internal sealed class TcpDialler : IDialler
{
    public async Task<Stream> ConnectAsync(string host, int port, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
