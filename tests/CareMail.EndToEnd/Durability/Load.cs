using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.Durability;

/// <summary>Clients that deliver and append until the server is killed under them, and remember what was acknowledged.</summary>
internal sealed class Load(CareMailProcess server, DemoSignIn person)
{
    public const string Folder = "Load";

    private readonly ConcurrentDictionary<int, bool> _acknowledged = new();
    private int _number;

    public ICollection<int> Acknowledged => _acknowledged.Keys;

    /// <summary>Runs until the connections break; <paramref name="started"/> when the first message was acknowledged.</summary>
    public Task RunAsync(int deliverers, int appenders, TaskCompletionSource started) =>
        Task.WhenAll(
            Enumerable
                .Range(0, deliverers)
                .Select(_ => UntilBrokenAsync(() => DeliverAsync(started)))
                .Concat(Enumerable.Range(0, appenders).Select(_ => UntilBrokenAsync(() => AppendAsync(started))))
        );

    private static async Task UntilBrokenAsync(Func<Task> work)
    {
        try
        {
            await Task.Run(work);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The kill. What was under way was not acknowledged.
        }
    }

    private async Task DeliverAsync(TaskCompletionSource started)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", server.Smtp);
        using var reader = new StreamReader(tcp.GetStream(), Encoding.ASCII);
        await ExpectAsync(reader, "220");
        await SendAsync(tcp, "HELO load.example\r\n"u8.ToArray());
        await ExpectAsync(reader, "250");
        while (true)
        {
            var number = Interlocked.Increment(ref _number);
            await SendAsync(
                tcp,
                Encoding.ASCII.GetBytes($"MAIL FROM:<load@outside.example>\r\nRCPT TO:<{person.Email}>\r\nDATA\r\n")
            );
            await ExpectAsync(reader, "250");
            await ExpectAsync(reader, "250");
            await ExpectAsync(reader, "354");
            var text = Encoding.ASCII.GetString(NumberedMail.Make(number));
            var wire = text.Replace("\n.", "\n..", StringComparison.Ordinal) + ".\r\n";
            await SendAsync(tcp, Encoding.ASCII.GetBytes(wire));
            await ExpectAsync(reader, "250");
            _acknowledged[number] = true;
            started.TrySetResult();
        }
    }

    private async Task AppendAsync(TaskCompletionSource started)
    {
        await using var imap = await RawImap.SignInAsync(server, person.Email, person.DevicePassword);
        while (true)
        {
            var number = Interlocked.Increment(ref _number);
            await imap.AppendAsync(Folder, NumberedMail.Make(number));
            _acknowledged[number] = true;
            started.TrySetResult();
        }
    }

    private static async Task SendAsync(TcpClient tcp, byte[] bytes) => await tcp.GetStream().WriteAsync(bytes);

    private static async Task ExpectAsync(StreamReader reader, string code)
    {
        var line = await reader.ReadLineAsync() ?? throw new IOException("Closed.");
        Assert.StartsWith(code, line, StringComparison.Ordinal);
    }
}
