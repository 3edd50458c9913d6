using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using CareMail.Demo.Files;

namespace CareMail.Tests.Demo;

/// <summary>The demo's attachments are what they say: programs of the machine open them.</summary>
public class FilesTests
{
    [Fact]
    public void A_pdf_s_table_points_at_each_of_its_objects()
    {
        var pdf = Encoding.Latin1.GetString(PdfFile.Write("Summary (draft)", "One line", "Another"));

        var table = int.Parse(
            pdf.Split("startxref\n")[1].Split('\n')[0],
            System.Globalization.CultureInfo.InvariantCulture
        );
        var rows = pdf[table..]
            .Split('\n')
            .Skip(3)
            .TakeWhile(row => row.EndsWith(" n ", StringComparison.Ordinal))
            .ToList();
        Assert.StartsWith("xref\n0 8\n", pdf[table..], StringComparison.Ordinal);
        Assert.Equal(7, rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var offset = int.Parse(rows[i][..10], System.Globalization.CultureInfo.InvariantCulture);
            Assert.StartsWith($"{i + 1} 0 obj", pdf[offset..], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_word_document_holds_its_text_and_is_the_same_each_time()
    {
        var file = DocxFile.Write("Care plan", "Tea & toast <at eight>");

        using var zip = new ZipArchive(new MemoryStream(file));
        var text = XDocument.Load(zip.GetEntry("word/document.xml")!.Open()).Root!.Value;
        Assert.Equal("Care planTea & toast <at eight>", text);
        Assert.Equal(file, DocxFile.Write("Care plan", "Tea & toast <at eight>"));
    }

    [Fact]
    public void A_picture_unpacks_to_its_rows()
    {
        var png = PngFile.Draw(3, 2, (x, y) => (x << 16) | (y << 8) | 0x7F);

        // Signature 8, header chunk 25, then length and name of the data.
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33));
        using var zlib = new ZLibStream(new MemoryStream(png, 41, length), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        Assert.Equal("IEND"u8, png.AsSpan(png.Length - 8, 4));
        Assert.Equal([0, 0, 0, 0x7F, 1, 0, 0x7F, 2, 0, 0x7F, 0, 0, 1, 0x7F, 1, 1, 0x7F, 2, 1, 0x7F], rows.ToArray());
        // The checksum of an empty last chunk is the same in every PNG.
        Assert.Equal([0xAE, 0x42, 0x60, 0x82], png[^4..]);
    }

    [Fact]
    public void An_invitation_escapes_what_has_a_meaning_in_calendars()
    {
        var start = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

        var text = Encoding.UTF8.GetString(
            CalendarFile.Invite(
                "1@x.example",
                start,
                start,
                TimeSpan.FromHours(1),
                "Call; weekly",
                "Room 1, upstairs",
                "a@x.example"
            )
        );

        Assert.Contains("DTEND:20261123T100000Z\r\n", text, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:Call\\; weekly\r\n", text, StringComparison.Ordinal);
        Assert.Contains("LOCATION:Room 1\\, upstairs\r\n", text, StringComparison.Ordinal);
    }
}
