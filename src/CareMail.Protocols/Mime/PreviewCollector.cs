using System.Buffers;

namespace CareMail.Protocols.Mime;

/// <summary>Keeps the beginning of the first text a reader would see, and makes the preview of it.</summary>
internal sealed class PreviewCollector(MimeLimits limits)
{
    // Plain text begins with words; 200 characters are in its first bytes even after a long greeting of blank lines.
    private const int PlainBytes = 4 * 1024;

    private readonly ArrayBufferWriter<byte> _raw = new(1024);
    private Entity? _part;
    private int _room;

    public string Text { get; private set; } = "";

    public void Begin(Entity leaf, List<Entity> open)
    {
        if (
            Text.Length > 0
            || leaf is not { Type: "text", Subtype: "plain" or "html" }
            || leaf is { Disposition: "attachment" } or { FileName: not null }
            || open.Exists(entity => entity.Kind == EntityKind.Message)
        )
        {
            return;
        }
        _part = leaf;
        _room = leaf.Subtype == "html" ? limits.PreviewBytes : Math.Min(PlainBytes, limits.PreviewBytes);
    }

    public void Body(ReadOnlySpan<byte> bytes)
    {
        if (_part is null || _room == 0)
        {
            return;
        }
        var taken = bytes[..Math.Min(_room, bytes.Length)];
        _raw.Write(taken);
        _room -= taken.Length;
    }

    public void End()
    {
        if (_part is { } part)
        {
            Text = MessageText.Preview(
                part.Subtype == "html",
                part.Encoding,
                part.Parameter("charset"),
                _raw.WrittenSpan
            );
            _raw.ResetWrittenCount();
            _part = null;
        }
    }
}
