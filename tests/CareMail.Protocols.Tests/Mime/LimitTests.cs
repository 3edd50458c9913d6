using System.Diagnostics;
using System.Text;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Mime;

/// <summary>What is too much is opaque, never an error, and costs no more than its bytes.</summary>
public class LimitTests
{
    // Far above what linear work takes here, far below what anything quadratic would.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("multipart/mixed; boundary=b{0}", "--b{0}\r\n")]
    [InlineData("message/rfc822", "")]
    public void B52_entities_nested_10_000_deep_end_at_the_depth_limit(string type, string separator)
    {
        var message = new StringBuilder();
        for (var i = 0; i < 10_000; i++)
        {
            message.Append(
                null,
                $"Content-Type: {type.Replace("{0}", $"{i}")}\r\n\r\n{separator.Replace("{0}", $"{i}")}"
            );
        }
        message.Append("\r\nthe end");

        var (summary, bytes) = Scan(message);

        Trees.AssertSound(summary, bytes);
        Assert.True(summary.Defects.HasFlag(MimeDefects.TooDeep));
        Assert.Equal(MimeLimits.Default.Depth, summary.Root.All().Count() - 1);
        Assert.Equal("application/octet-stream", summary.Root.All().Last().MediaType);
    }

    [Fact]
    public void B53_of_100_000_parts_only_the_first_are_kept()
    {
        var message = new StringBuilder("Content-Type: multipart/mixed; boundary=a\r\n\r\n");
        message.Insert(message.Length, "--a\r\n\r\nx\r\n", 100_000).Append("--a--\r\n");

        var (summary, bytes) = Scan(message);

        Trees.AssertSound(summary, bytes);
        Assert.True(summary.Defects.HasFlag(MimeDefects.TooManyParts));
        Assert.Equal(MimeLimits.Default.Parts, summary.Root.All().Count());
    }

    [Fact]
    public void B53_a_boundary_that_begins_like_another_is_not_mistaken_for_it()
    {
        var (summary, bytes) = Scan(
            """
            Content-Type: multipart/mixed; boundary=a

            --a
            Content-Type: multipart/mixed; boundary=aa

            --aa

            inner
            --aa--
            --ab
            --a

            second
            --a--
            """
        );

        Trees.AssertSound(summary, bytes);
        Assert.Equal(["", "1", "1.1", "2"], summary.Root.All().Select(part => part.Path));
    }

    [Fact]
    public void B53_without_the_last_boundary_the_last_part_goes_to_the_end()
    {
        var (summary, bytes) = Scan("Content-Type: multipart/mixed; boundary=a\n\n--a\n\nfirst\n--a\n\nlast\n");

        Assert.Equal(bytes.Length, summary.Root.Find("2")!.BodyEnd);
    }

    [Fact]
    public void B53_a_hundred_thousand_lines_that_are_nearly_boundaries_take_linear_time()
    {
        var header = new StringBuilder();
        for (var i = 0; i < 40; i++)
        {
            header.Append(
                null,
                $"Content-Type: multipart/mixed; boundary={new string('b', 60)}{i:00}\r\n\r\n--{new string('b', 60)}{i:00}\r\n"
            );
        }
        header.Append("\r\n").Insert(header.Length, $"--{new string('b', 60)}xx\r\n", 100_000);

        var watch = Stopwatch.StartNew();
        var (summary, _) = Scan(header);

        Assert.Equal(41, summary.Root.All().Count());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
    }

    [Fact]
    public void B55_of_100_000_addresses_some_are_kept()
    {
        var message = new StringBuilder("To: ");
        message.Insert(message.Length, "\"Somebody\" <someone@home.example>,\r\n ", 100_000).Append("\r\n\r\n");

        var (summary, _) = Scan(message);

        Assert.InRange(summary.Envelope.To.Count, 1_000, MimeLimits.Default.Addresses);
        Assert.True(summary.Defects.HasFlag(MimeDefects.HeaderCut));
    }

    [Fact]
    public void B55_five_hundred_To_fields_are_one_list()
    {
        var message = new StringBuilder();
        message.Insert(0, "To: a@b.example, c@d.example\r\n", 500).Append("\r\n");

        var (summary, _) = Scan(message);

        Assert.Equal(1_000, summary.Envelope.To.Count);
    }

    [Fact]
    public void B55_addresses_in_many_nested_messages_are_limited_together()
    {
        var message = new StringBuilder("Content-Type: multipart/digest; boundary=a\r\n\r\n");
        for (var i = 0; i < 1_000; i++)
        {
            message.Append("--a\r\n\r\nTo: ").Insert(message.Length, "a@b.example,", 1_000).Append("\r\n\r\n");
        }

        var (summary, bytes) = Scan(message);

        Trees.AssertSound(summary, bytes);
        Assert.InRange(summary.Serialize().Length, 0, 1_000_000);
    }

    [Fact]
    public void B56_a_header_of_50_MB_or_of_a_million_fields_leaves_a_small_summary()
    {
        var scanner = new MessageScanner();
        scanner.Feed("Subject: "u8);
        var chunk = new byte[64 * 1024];
        chunk.AsSpan().Fill((byte)'a');
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 800; i++)
        {
            scanner.Feed(chunk);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);

        var field = "X-Field: some value\r\nSubject: another\r\n"u8;
        for (var i = 0; i < 500_000; i++)
        {
            scanner.Feed(field);
        }
        scanner.Feed("\r\nbody"u8);
        var summary = scanner.Complete();

        Assert.True(summary.Defects.HasFlag(MimeDefects.HeaderCut));
        Assert.InRange(summary.Envelope.Subject.Length, 1_000, MimeLimits.Default.FieldBytes);
        Assert.Equal("body", summary.Preview);
    }

    [Fact]
    public void B61_two_gigabytes_pass_through_in_flat_memory_and_an_empty_attachment_is_one()
    {
        var scanner = new MessageScanner();
        scanner.Feed(
            "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Disposition: attachment; filename=big.bin\r\n\r\n"u8
        );
        var chunk = new byte[1024 * 1024];
        chunk.AsSpan().Fill((byte)'A');
        for (var i = 76; i < chunk.Length; i += 78)
        {
            chunk[i] = (byte)'\r';
            chunk[i + 1] = (byte)'\n';
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2048; i++)
        {
            scanner.Feed(chunk);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        scanner.Feed("\r\n--a\r\nContent-Disposition: attachment; filename=empty.bin\r\n\r\n\r\n--a--\r\n"u8);

        var summary = scanner.Complete();

        Assert.Equal(["big.bin", "empty.bin"], summary.Attachments.Select(file => file.FileName));
        Assert.Equal(2048L * chunk.Length, summary.Root.Find("1")!.BodyLength);
        Assert.Equal(0, summary.Attachments[1].ApproximateSize);
    }

    [Theory]
    [InlineData("=?a?q?")]
    [InlineData("=?utf-8?q?=")]
    [InlineData("<")]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData("a:")]
    [InlineData("@")]
    [InlineData("[a]")]
    [InlineData("[fwd:")]
    [InlineData("Re:")]
    [InlineData(";a*0*=%")]
    [InlineData("=\"")]
    [InlineData("<a@b,")]
    [InlineData("\\")]
    public void Repeated_marks_in_any_field_take_linear_time(string mark)
    {
        var value = string.Concat(Enumerable.Repeat(mark, 100_000 / mark.Length));
        var names =
            "Subject From To Cc References In-Reply-To Message-ID Date Content-Type Content-Disposition Content-Language".Split(
                ' '
            );
        var message = string.Concat(names.Select(name => $"{name}: {value}\r\n")) + "\r\n";

        var watch = Stopwatch.StartNew();
        var (summary, bytes) = Scan(message);

        Trees.AssertSound(summary, bytes);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
    }

    [Theory]
    [InlineData("<", "utf-8")]
    [InlineData("<!--", "utf-8")]
    [InlineData("<a ", "utf-16")]
    [InlineData("&", "iso-2022-jp")]
    [InlineData("<script>", "x-user-defined")]
    [InlineData("<style", "gb18030")]
    [InlineData("</script", "utf-7")]
    [InlineData("&#9999999999;&#0;&#xD800;", "hz-gb-2312")]
    [InlineData("<![CDATA[", "unicode-1-1-utf-7")]
    [InlineData("\u0000\u001b$B\u00ff\u00fe", "x-cp50227")]
    [InlineData("<p\"'", "../../etc/passwd")]
    public void B58_a_message_made_to_upset_the_preview_gets_a_short_one(string mark, string charset)
    {
        foreach (var type in new[] { "plain", "html" })
        {
            var body = string.Concat(Enumerable.Repeat(mark, 200_000 / mark.Length));
            var watch = Stopwatch.StartNew();
            var (summary, bytes) = Scan($"Content-Type: text/{type}; charset=\"{charset}\"\r\n\r\n{body}");

            Trees.AssertSound(summary, bytes);
            Assert.DoesNotContain(summary.Preview, char.IsControl);
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience);
        }
    }

    private static (MessageSummary, byte[]) Scan(StringBuilder message) => Scan(message.ToString());

    private static (MessageSummary, byte[]) Scan(string message)
    {
        var bytes = Corpus.Bytes(message);
        return (MessageScanner.Scan(bytes), bytes);
    }
}
