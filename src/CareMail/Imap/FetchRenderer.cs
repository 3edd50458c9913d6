using System.Buffers;
using CareMail.Mailboxes;
using CareMail.Protocols.Imap;
using CareMail.Protocols.Mime;

namespace CareMail.Imap;

/// <summary>Writes the FETCH answer for one message after the other. RFC 9051 §7.5.2.</summary>
internal sealed class FetchRenderer(ImapSession session, List<FetchItem> items)
{
    // A body up to here is read into the output at once; a longer one is sent as it is read.
    private const int SmallBody = 32 * 1024;

    private readonly bool _flagsAsked = items.Exists(i => i.Kind == FetchKind.Flags);
    private readonly bool _modSeqAsked = items.Exists(i => i.Kind == FetchKind.ModSeq);
    private readonly bool _structureAsked = items.Exists(i =>
        i.NeedsBytes || i.Kind is FetchKind.Body or FetchKind.BodyStructure
    );

    private ImapWriter Out => session.Writer;

    /// <summary>A part asked for by BINARY has a transfer encoding we cannot undo.</summary>
    public bool HasUnknownEncoding { get; private set; }

    public async ValueTask WriteAsync(int number, FetchedEntry entry, bool newlySeen)
    {
        Out.Raw("* "u8).Number(number).Raw(" FETCH ("u8);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                Out.Space();
            }

            first = false;
            if (item.NeedsBytes)
            {
                await WriteBytesAsync(item, entry);
            }
            else
            {
                WriteKnown(item.Kind, entry);
            }
        }

        if (newlySeen)
        {
            WriteNewFlags(entry.Entry);
        }

        Out.Raw(")\r\n"u8);
        if (Out.Written > session.Services.Limits.OutputBytes)
        {
            await session.FlushAsync();
        }
    }

    /// <summary>RFC 7162 §3.1: a change that FETCH itself made is told with its mod-sequence to who knows them.</summary>
    private void WriteNewFlags(FolderEntry entry)
    {
        if (!_flagsAsked)
        {
            FlagWriter.List(Out.Raw(" FLAGS "u8), entry.Flags, entry.Keywords);
        }

        if (session.CondStore && !_modSeqAsked)
        {
            Out.Raw(" MODSEQ ("u8).Number(entry.ModSeq).Raw(")"u8);
        }
    }

    /// <summary>The same where flags are all that was asked for.</summary>
    public ValueTask WriteAsync(int number, EntryFlags entry)
    {
        Out.Raw("* "u8).Number(number).Raw(" FETCH ("u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                Out.Space();
            }

            WriteFlags(items[i].Kind, entry);
        }

        Out.Raw(")\r\n"u8);
        return Out.Written > session.Services.Limits.OutputBytes ? session.FlushAsync() : ValueTask.CompletedTask;
    }

    private void WriteFlags(FetchKind kind, EntryFlags entry)
    {
        switch (kind)
        {
            case FetchKind.Uid:
                Out.Raw("UID "u8).Number(entry.Uid);
                break;
            case FetchKind.Flags:
                FlagWriter.List(Out.Raw("FLAGS "u8), entry.Flags, entry.Keywords);
                break;
            case FetchKind.ModSeq:
                Out.Raw("MODSEQ ("u8).Number(entry.ModSeq).Raw(")"u8);
                break;
            default:
                throw new InvalidOperationException("Needs more of the message than its flags.");
        }
    }

    private void WriteKnown(FetchKind kind, FetchedEntry fetched)
    {
        var entry = fetched.Entry;
        switch (kind)
        {
            case FetchKind.Uid:
            case FetchKind.Flags:
            case FetchKind.ModSeq:
                WriteFlags(kind, new EntryFlags(entry.Uid, entry.ModSeq, entry.Flags, entry.Keywords));
                break;
            case FetchKind.InternalDate:
                Out.Raw("INTERNALDATE "u8).Date(entry.Received);
                break;
            case FetchKind.Size:
                Out.Raw("RFC822.SIZE "u8).Number(entry.Size);
                break;
            case FetchKind.Envelope:
                // Decoding the envelope alone is several times faster than all of the summary.
                EnvelopeWriter.Write(
                    Out.Raw("ENVELOPE "u8),
                    _structureAsked ? fetched.Summary.Envelope : fetched.Envelope
                );
                break;
            case FetchKind.Body:
                BodyStructureWriter.Write(Out.Raw("BODY "u8), fetched.Summary.Root, extended: false);
                break;
            case FetchKind.BodyStructure:
                BodyStructureWriter.Write(Out.Raw("BODYSTRUCTURE "u8), fetched.Summary.Root, extended: true);
                break;
            case FetchKind.Section:
            case FetchKind.Binary:
            case FetchKind.BinarySize:
            default:
                throw new InvalidOperationException("Needs the bytes of the message.");
        }
    }

    private ValueTask WriteBytesAsync(FetchItem item, FetchedEntry entry)
    {
        var section = item.Section ?? BodySection.Whole;
        SectionName.Write(Out, item);
        return item.Kind switch
        {
            FetchKind.Binary or FetchKind.BinarySize => WriteBinaryAsync(item, section, entry),
            _ => section.Text is SectionText.HeaderFields or SectionText.HeaderFieldsNot
                ? WriteFieldsAsync(item, section, entry)
                : WriteSectionAsync(item, section, entry),
        };
    }

    private async ValueTask WriteSectionAsync(FetchItem item, BodySection section, FetchedEntry entry)
    {
        if (SectionFinder.Find(entry.Summary, section) is not { } range)
        {
            Out.Nil();
            return;
        }

        range = item.Partial is { } part ? range.Part(part.Start, part.Count) : range;
        Out.LiteralHead(range.Length);
        await WriteRangeAsync(entry.Content, range);
    }

    private async ValueTask WriteRangeAsync(StoredMessageReader content, ByteRange range)
    {
        if (range.Length == 0)
        {
            return;
        }

        session.InsideLiteral = true;
        if (range.Length <= SmallBody)
        {
            await content.ReadAsync(range.Start, range.Length, Out, session.Closed);
        }
        else
        {
            await session.FlushAsync();
            session.Connection.SetDeadline(session.Services.Limits.QuietTime);
            await content.CopyToAsync(range.Start, range.Length, session.Connection.Output, session.Closed);
            Out.Written += 1;
        }

        session.InsideLiteral = false;
    }

    private async ValueTask WriteFieldsAsync(FetchItem item, BodySection section, FetchedEntry entry)
    {
        if (SectionFinder.Find(entry.Summary, section) is not { } range)
        {
            Out.Nil();
            return;
        }

        var length = Math.Min(range.Length, session.Services.Limits.HeaderBytes);
        var header = new ArrayBufferWriter<byte>((int)length + 1);
        await entry.Content.ReadAsync(range.Start, length, header, session.Closed);
        ReadOnlyMemory<byte> chosen = HeaderFields.Choose(
            header.WrittenSpan,
            section.Fields ?? [],
            section.Text == SectionText.HeaderFieldsNot
        );
        if (item.Partial is { } part)
        {
            var wanted = new ByteRange(0, chosen.Length).Part(part.Start, part.Count);
            chosen = chosen.Slice((int)wanted.Start, (int)wanted.Length);
        }

        Out.LiteralHead(chosen.Length).Raw(chosen.Span);
    }

    /// <summary>RFC 9051 §6.4.5.2 (RFC 3516): measured by decoding once, then sent by decoding again; nothing is held.</summary>
    private async ValueTask WriteBinaryAsync(FetchItem item, BodySection section, FetchedEntry entry)
    {
        var part = section.Part.Count == 0 ? null : SectionFinder.FindPart(entry.Summary.Root, section.Part);
        if (section.Part.Count > 0 && part is null)
        {
            _ = item.Kind == FetchKind.BinarySize ? Out.Number(0L) : Out.Nil();
            return;
        }

        if (part is not null && !IsKnown(part.Encoding))
        {
            HasUnknownEncoding = true;
            _ = item.Kind == FetchKind.BinarySize ? Out.Number(0L) : Out.Nil();
            return;
        }

        var (size, hasNul) = await MeasureAsync(entry.Content, part);
        if (item.Kind == FetchKind.BinarySize)
        {
            Out.Number(size);
            return;
        }

        var range = new ByteRange(0, size);
        range = item.Partial is { } some ? range.Part(some.Start, some.Count) : range;
        _ = hasNul ? Out.Literal8Head(range.Length) : Out.LiteralHead(range.Length);
        session.InsideLiteral = true;
        await using var decoded = Open(entry.Content, part);
        await CopyAsync(decoded, range);
        session.InsideLiteral = false;
    }

    private static Stream Open(StoredMessageReader content, MimePart? part) =>
        part is null ? content.OpenStream() : content.OpenPart(part);

    private async ValueTask<(long Size, bool HasNul)> MeasureAsync(StoredMessageReader content, MimePart? part)
    {
        await using var decoded = Open(content, part);
        var buffer = ArrayPool<byte>.Shared.Rent(SmallBody);
        var (size, hasNul) = (0L, false);
        while (await decoded.ReadAsync(buffer, session.Closed) is > 0 and var read)
        {
            size += read;
            hasNul |= buffer.AsSpan(0, read).Contains((byte)0);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return (size, hasNul);
    }

    private async ValueTask CopyAsync(Stream decoded, ByteRange range)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(SmallBody);
        var at = 0L;
        while (at < range.End && await decoded.ReadAsync(buffer, session.Closed) is > 0 and var read)
        {
            var from = Math.Clamp(range.Start - at, 0, read);
            var to = Math.Clamp(range.End - at, 0, read);
            Out.Raw(buffer.AsSpan((int)from, (int)(to - from)));
            at += read;
            if (Out.Written > session.Services.Limits.OutputBytes)
            {
                await session.FlushAsync();
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static bool IsKnown(string encoding) =>
        encoding is "7bit" or "8bit" or "binary" or "base64" or "quoted-printable";
}
