using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Mime.Differential;

/// <summary>Held against another implementation: Python's <c>email</c>.</summary>
public class PythonComparisonTests
{
    private const int Generated = 400;

    [Fact]
    public async Task Generated_and_real_messages_are_read_as_Python_reads_them()
    {
        string[] handMade = ["rfc2049", "plain", "digest", "header only", "message of a message"];
        var messages = handMade
            .Select(name => Corpus.All[name])
            .Concat(Enumerable.Range(0, Generated).Select(i => GeneratedMail.Make((uint)i)))
            .ToList();

        using var peers = JsonDocument.Parse(await AskPythonAsync(messages));

        var results = peers.RootElement.EnumerateArray().ToList();
        Assert.Equal(messages.Count, results.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            Compare(messages[i], results[i], $"message {i - handMade.Length}");
        }
    }

    private static void Compare(byte[] message, JsonElement peer, string which)
    {
        var summary = MessageScanner.Scan(message);
        Trees.AssertSound(summary, message);
        var envelope = summary.Envelope;
        Assert.Equal(HeaderText.ForDisplay(Text(peer, "subject")), envelope.Subject);
        if (peer.GetProperty("sent").GetInt64() is not 0 and var sent)
        {
            Assert.Equal(sent, envelope.Sent?.ToUnixTimeSeconds());
        }
        var lists = peer.GetProperty("addresses").EnumerateArray().ToList();
        foreach (var (ours, theirs) in new[] { envelope.From, envelope.To, envelope.Cc }.Zip(lists))
        {
            Assert.Equal(
                theirs.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!)),
                ours.Select(address => (address.Name, address.Address))
            );
        }
        Compare(message, summary.Root, peer.GetProperty("root"), which);
    }

    private static void Compare(byte[] message, MimePart part, JsonElement peer, string which)
    {
        var where = $"{which}, part {part.Path}";
        Assert.True(Text(peer, "type") == part.MediaType, $"{where}: {part.MediaType}, Python {Text(peer, "type")}");
        Assert.Equal(Text(peer, "name"), part.FileName ?? "");
        var children = peer.GetProperty("children").EnumerateArray().ToList();
        Assert.True(
            children.Count == part.Children.Count,
            $"{where}: {part.Children.Count} parts, Python {children.Count}"
        );
        foreach (var (ours, theirs) in part.Children.Zip(children))
        {
            Compare(message, ours, theirs, which);
        }
        if (children.Count > 0)
        {
            return;
        }
        var raw = message.AsSpan((int)part.BodyStart, (int)part.BodyLength);
        var bytes = ContentDecoder.Decode(part.Encoding, raw);
        Assert.True(Text(peer, "bytes") == Convert.ToHexStringLower(bytes), $"{where}: decoded body");
        if (part.Type == "text")
        {
            Assert.True(
                Text(peer, "text") == ContentDecoder.ToText(bytes, part.Parameter("charset")),
                $"{where}: text"
            );
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static async Task<string> AskPythonAsync(List<byte[]> messages)
    {
        // Not the python that may stand first on the path: Debian's.
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Folder(), "read_mail.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var python = Process.Start(start)!;
        var answer = python.StandardOutput.ReadToEndAsync();
        var input = python.StandardInput.BaseStream;
        var length = new byte[4];
        foreach (var message in messages)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
            await input.WriteAsync(length);
            await input.WriteAsync(message);
        }
        python.StandardInput.Close();
        await python.WaitForExitAsync();
        Assert.Equal(0, python.ExitCode);
        return await answer;
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
