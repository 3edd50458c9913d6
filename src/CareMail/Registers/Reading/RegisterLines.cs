using System.Text;
using System.Text.Unicode;

namespace CareMail.Registers.Reading;

/// <summary>A line of a file: its text, or why it is not read.</summary>
internal readonly record struct RegisterLine(long Number, string Text, string? Fault);

/// <summary>
/// The lines of a file, one at a time and none longer than the limit: what is too long is passed over, not kept. Each is
/// UTF-8, or else Windows-1252: publishers mix them within one file.
/// </summary>
internal sealed class RegisterLines(Stream content, RegisterLimits limits)
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    // What other kinds of file begin with.
    private static readonly (byte[] Start, string What)[] Others =
    [
        ("PK"u8.ToArray(), "a zip archive or a spreadsheet"),
        ([0x1F, 0x8B], "a compressed file"),
        ([0xD0, 0xCF, 0x11, 0xE0], "a spreadsheet"),
        ("%PDF"u8.ToArray(), "a PDF"),
        ([0xFF, 0xFE], "text in UTF-16: save it as UTF-8"),
        ([0xFE, 0xFF], "text in UTF-16: save it as UTF-8"),
    ];

    private readonly byte[] _buffer = new byte[Math.Max(limits.LineBytes, 1 << 10) * 2];
    private int _start;
    private int _end;
    private long _read;
    private long _number;
    private bool _atEnd;

    /// <summary>The next line that is not blank; null at the end.</summary>
    /// <exception cref="FileRefusedException">The file is too large, or not text.</exception>
    public async ValueTask<RegisterLine?> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start.._end).IndexOf((byte)'\n');
            if (length < 0 && !_atEnd && _end - _start <= limits.LineBytes)
            {
                await FillAsync(ct);
                continue;
            }

            if (length < 0 && _start == _end)
            {
                return null;
            }

            _number++;
            if (length < 0 && !_atEnd)
            {
                await PassOverAsync(ct);
                return TooLong();
            }

            var line = _buffer.AsSpan(_start, length < 0 ? _end - _start : length);
            _start = length < 0 ? _end : _start + length + 1;
            if (Read(line) is { } found)
            {
                return found;
            }
        }
    }

    private RegisterLine? Read(ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.Length > limits.LineBytes)
        {
            return TooLong();
        }

        if (line.Contains((byte)0))
        {
            return new RegisterLine(_number, "", "It contains a NUL character.");
        }

        var text = Utf8.IsValid(line) ? Encoding.UTF8.GetString(line) : Windows1252.GetString(line);
        return string.IsNullOrWhiteSpace(text) ? null : new RegisterLine(_number, text, null);
    }

    private RegisterLine TooLong() => new(_number, "", $"It is longer than {limits.LineBytes:N0} bytes.");

    private async ValueTask PassOverAsync(CancellationToken ct)
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start.._end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                _start += length + 1;
                return;
            }

            _start = _end;
            if (_atEnd)
            {
                return;
            }

            await FillAsync(ct);
        }
    }

    private async ValueTask FillAsync(CancellationToken ct)
    {
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var isFirst = _read == 0;
        var count = await content.ReadAtLeastAsync(_buffer.AsMemory(_end), 4, throwOnEndOfStream: false, ct);
        _end += count;
        _read += count;
        _atEnd = count == 0;
        if (_read > limits.FileBytes)
        {
            throw new FileRefusedException($"It is larger than {limits.FileBytes >> 20} MB.");
        }

        if (isFirst)
        {
            RefuseOtherKinds();
        }
    }

    private void RefuseOtherKinds()
    {
        foreach (var (start, what) in Others)
        {
            if (_buffer.AsSpan(.._end).StartsWith(start))
            {
                throw new FileRefusedException($"It is {what}.");
            }
        }

        if (_buffer.AsSpan(.._end).StartsWith(Encoding.UTF8.Preamble))
        {
            _start = Encoding.UTF8.Preamble.Length;
        }
    }
}

/// <summary>A file is not what it claims to be: nothing of it is taken.</summary>
internal sealed class FileRefusedException(string reason) : Exception(reason);
