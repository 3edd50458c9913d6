using System.Globalization;
using System.Net.Sockets;
using CareMail.Benchmarks.Servers;

namespace CareMail.Benchmarks.Clients;

/// <summary>A mail program over TLS.</summary>
internal sealed class ImapClient : LineConnection
{
    private int _tag;

    private ImapClient(TcpClient tcp, Stream stream)
        : base(tcp, stream) { }

    public static async Task<ImapClient> ConnectAsync(int port, BenchUser user)
    {
        var (tcp, stream) = await DialAsync(port, tls: true);
        var client = new ImapClient(tcp, stream);
        await client.ReadLineAsync();
        await client.CommandAsync($"LOGIN \"{user.UserName}\" \"{user.Password}\"");
        return client;
    }

    /// <summary>Sends a command and gives the untagged lines of its answer.</summary>
    public async Task<IReadOnlyList<string>> CommandAsync(string command)
    {
        var tag = NextTag();
        await SendAsync($"{tag} {command}\r\n");
        return await AnswerAsync(tag);
    }

    /// <summary>The same for a long answer that nobody looks at; gives its length.</summary>
    public async Task<long> DrainAsync(string command)
    {
        var tag = NextTag();
        await SendAsync($"{tag} {command}\r\n");
        return await SkipToTagAsync(tag);
    }

    /// <summary>How many messages the folder has.</summary>
    public async Task<int> SelectAsync(string folder = "INBOX")
    {
        var lines = await CommandAsync($"SELECT {folder}");
        return lines
            .Where(line => line.EndsWith(" EXISTS", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))
            .Last();
    }

    public async Task<int> MessagesAsync(string folder = "INBOX")
    {
        var lines = await CommandAsync($"STATUS {folder} (MESSAGES)");
        var words = lines.Single().Split(' ', '(', ')');
        return int.Parse(words[Array.IndexOf(words, "MESSAGES") + 1], CultureInfo.InvariantCulture);
    }

    public async Task AppendAsync(ReadOnlyMemory<byte> message, string folder = "INBOX")
    {
        var tag = NextTag();
        await SendAsync($"{tag} APPEND {folder} {{{message.Length}}}\r\n");
        var go = await ReadLineAsync();
        if (!go.StartsWith('+'))
        {
            throw new InvalidOperationException(go);
        }

        await SendAsync(message);
        await SendAsync("\r\n");
        await AnswerAsync(tag);
    }

    /// <summary>Several in one command, all or none. RFC 3502, RFC 7888.</summary>
    public async Task AppendAsync(IReadOnlyList<byte[]> messages, string folder = "INBOX")
    {
        var tag = NextTag();
        await SendAsync($"{tag} APPEND {folder}");
        foreach (var message in messages)
        {
            await SendAsync($" {{{message.Length}+}}\r\n");
            await SendAsync(message);
        }

        await SendAsync("\r\n");
        await AnswerAsync(tag);
    }

    /// <summary>Reads whole messages from the selected folder and gives each to the caller.</summary>
    public async Task FetchAllAsync(Action<byte[]> take)
    {
        var tag = NextTag();
        await SendAsync($"{tag} FETCH 1:* (BODY.PEEK[])\r\n");
        while (await ReadLineAsync() is var line && !line.StartsWith(tag + " ", StringComparison.Ordinal))
        {
            if (line.EndsWith('}'))
            {
                var length = int.Parse(
                    line.AsSpan(line.LastIndexOf('{') + 1).TrimEnd('}'),
                    CultureInfo.InvariantCulture
                );
                var message = new byte[length];
                var at = 0;
                await ReadBytesAsync(
                    length,
                    some =>
                    {
                        some.Span.CopyTo(message.AsSpan(at));
                        at += some.Length;
                    }
                );
                take(message);
            }
        }
    }

    public async Task IdleAsync()
    {
        await SendAsync($"{NextTag()} IDLE\r\n");
        while (!(await ReadLineAsync()).StartsWith('+')) { }
    }

    private string NextTag() => $"t{++_tag}";

    private async Task<IReadOnlyList<string>> AnswerAsync(string tag)
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync();
            if (!line.StartsWith(tag + " ", StringComparison.Ordinal))
            {
                lines.Add(line);
            }
            else if (line.StartsWith(tag + " OK", StringComparison.Ordinal))
            {
                return lines;
            }
            else
            {
                throw new InvalidOperationException(line);
            }
        }
    }
}
