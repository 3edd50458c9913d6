using System.Text;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;
using FsCheck;
using FsCheck.Fluent;

namespace CareMail.Protocols.Tests.Mime;

/// <summary>What must hold for any input at all.</summary>
public class MimeProperties
{
    // What mail is made of; random bytes alone never get past the header.
    private static readonly string[] Pieces =
    [
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "\r\n--a\r\n",
        "\r\n--a--\r\n",
        "--",
        "-",
        "a",
        " ",
        "\t",
        ";",
        ":",
        "=",
        "\"",
        "<",
        ">",
        "@",
        ",",
        "(",
        ")",
        "\\",
        "'",
        "*",
        "%",
        "\0",
        "\u00e9",
        "\u00ff",
        "Content-Type: ",
        "multipart/mixed; boundary=a",
        "multipart/digest; boundary=\"a\"",
        "message/rfc822",
        "text/html",
        "text/plain; charset=utf-8",
        "Content-Transfer-Encoding: base64\r\n",
        "Content-Transfer-Encoding: quoted-printable\r\n",
        "Content-Disposition: attachment; filename*0*=utf-8''%",
        "Subject: ",
        "From: ",
        "To: ",
        "Date: ",
        "References: ",
        "=?utf-8?q?",
        "=?iso-2022-jp?b?",
        "?=",
        "=3D",
        "=\r\n",
        "QUJD",
        "<b>",
        "<!--",
        "&amp;",
        "Re: ",
        "[x]",
        "1 Jan 2026 10:00",
    ];

    private static readonly Arbitrary<string> Mail = Gen.Elements(Pieces)
        .ListOf()
        .Select(pieces => string.Concat(pieces))
        .ToArbitrary();

    [Fact]
    public void Any_mail_in_any_pieces_gives_one_sound_summary() =>
        Prop.ForAll(
                Mail,
                ArbMap.Default.ArbFor<PositiveInt>(),
                (text, size) =>
                {
                    var message = Encoding.Latin1.GetBytes(text);
                    var whole = MessageScanner.Scan(message);
                    Trees.AssertSound(whole, message);
                    var scanner = new MessageScanner();
                    foreach (var piece in message.Chunk(1 + size.Get % 9))
                    {
                        scanner.Feed(piece);
                    }
                    return scanner.Complete().Serialize().AsSpan().SequenceEqual(whole.Serialize());
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(60));

    [Fact]
    public void What_the_scanner_says_can_be_said_in_a_protocol_line() =>
        Prop.ForAll(
                Mail,
                text =>
                {
                    var summary = MessageScanner.Scan(Encoding.Latin1.GetBytes(text));
                    var envelope = summary.Envelope;
                    var values = new[]
                    {
                        envelope.Date,
                        envelope.RawSubject,
                        envelope.Subject,
                        envelope.InReplyTo,
                        envelope.MessageId,
                    }
                        .Concat(
                            envelope
                                .From.Concat(envelope.To)
                                .SelectMany(a => new[] { a.RawName, a.LocalPart, a.Domain, a.Name })
                        )
                        .Concat(
                            summary
                                .Root.All()
                                .SelectMany(p =>
                                    new[] { p.Type, p.Subtype, p.Encoding, p.Disposition, p.FileName, p.ContentId }
                                )
                        )
                        .Concat(
                            summary
                                .Root.All()
                                .SelectMany(p => p.Parameters.Concat(p.DispositionParameters))
                                .SelectMany(p => new[] { p.Name, p.Value })
                        )
                        .Concat(summary.Threads.References);
                    return values.All(value => value is null || !value.Any(c => c is '\r' or '\n' or '\0'));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(40));

    [Fact]
    public void Any_text_survives_the_way_through_a_header() =>
        Prop.ForAll<string>(text =>
                HeaderText.Decode(HeaderText.Encode(text ?? "")) == HeaderText.ForDisplay(text ?? "")
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Any_display_name_survives_the_way_through_an_address_list() =>
        Prop.ForAll<string>(name =>
            {
                var written = HeaderText.Format(new NamedAddress(name ?? "", EmailAddress.Parse("a@b.example")));
                var read = HeaderText.ParseAddresses($"x@y.example, {written}, z@y.example");
                return read.Count == 3
                    && read[1].Name == HeaderText.ForDisplay(name ?? "")
                    && read[1].Address == "a@b.example";
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Any_file_name_is_safe() =>
        Prop.ForAll<string>(name =>
                HeaderText.SafeFileName(name) is not { } safe
                || (
                    safe.Length <= 151
                    && !safe.Any(c => char.IsControl(c) || c is '/' or '\\' or ':' or '"' or '\u202e')
                    && safe == HeaderText.SafeFileName(safe)
                )
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Whatever_is_an_address_is_written_back_as_the_same_address() =>
        Prop.ForAll(
                Gen.Elements(
                        "a",
                        ".",
                        "@",
                        "\"",
                        "\\",
                        " ",
                        "b.example",
                        "[127.0.0.1]",
                        "\r",
                        "é",
                        "xn--",
                        "-",
                        "\u202e",
                        "(",
                        "c.d",
                        ">"
                    )
                    .ListOf()
                    .Select(pieces => string.Concat(pieces))
                    .ToArbitrary(),
                text =>
                    !EmailAddress.TryParse(text, out var address)
                    || (EmailAddress.Parse(address.ToString()) == address && !address.ToString().Any(char.IsControl))
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithEndSize(8));

    [Fact]
    public void Any_bytes_come_back_from_any_decoder_in_any_pieces() =>
        Prop.ForAll<byte[], PositiveInt>(
                (bytes, size) =>
                {
                    bytes ??= [];
                    var encoded = Encoding.ASCII.GetBytes(
                        Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks)
                    );
                    var decoder = ContentDecoder.For("base64");
                    var decoded = new System.Buffers.ArrayBufferWriter<byte>();
                    foreach (var piece in encoded.Chunk(size.Get))
                    {
                        decoder.Decode(piece, decoded);
                    }
                    decoder.Complete(decoded);
                    return decoded.WrittenSpan.SequenceEqual(bytes);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
}
