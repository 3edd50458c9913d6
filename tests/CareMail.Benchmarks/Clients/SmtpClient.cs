using System.Net.Sockets;
using System.Text;

namespace CareMail.Benchmarks.Clients;

/// <summary>Sends mail as another server would: one connection, one message after the other, envelope pipelined.</summary>
internal sealed class SmtpClient : LineConnection
{
    private SmtpClient(TcpClient tcp, Stream stream)
        : base(tcp, stream) { }

    public static async Task<SmtpClient> ConnectAsync(int port)
    {
        var (tcp, stream) = await DialAsync(port, tls: false);
        var client = new SmtpClient(tcp, stream);
        await client.ExpectAsync("220");
        await client.SendAsync("EHLO client.bench.example\r\n");
        await client.ExpectAsync("250");
        return client;
    }

    /// <summary>Returns when the server has taken responsibility.</summary>
    public async Task DeliverAsync(string recipient, ReadOnlyMemory<byte> message)
    {
        await SendAsync($"MAIL FROM:<sender@outside.example>\r\nRCPT TO:<{recipient}>\r\nDATA\r\n");
        await ExpectAsync("250");
        await ExpectAsync("250");
        await ExpectAsync("354");
        await SendAsync(message);
        await SendAsync(End);
        await ExpectAsync("250");
    }

    public async Task QuitAsync()
    {
        await SendAsync("QUIT\r\n");
        await ExpectAsync("221");
    }

    private static readonly ReadOnlyMemory<byte> End = Encoding.ASCII.GetBytes(".\r\n");

    private async Task ExpectAsync(string code)
    {
        string line;
        do
        {
            line = await ReadLineAsync();
            if (!line.StartsWith(code, StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"Expected {code}, the server said: {line}");
            }
        } while (line.Length > 3 && line[3] == '-');
    }
}
