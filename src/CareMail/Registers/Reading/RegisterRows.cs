using CsvHelper;

namespace CareMail.Registers.Reading;

/// <summary>
/// The rows of a file, with the line each begins on. A quoted field may reach over a few lines; a quotation mark that is
/// never closed costs its own line and no other.
/// </summary>
internal sealed class RegisterRows(RegisterLines lines, RegisterLimits limits)
{
    public const string NotClosed = "A quotation mark is not closed.";

    private static readonly CsvReaderOptions Csv = new()
    {
        Separator = ',',
        HasHeader = false,
        // A quotation mark inside an unquoted field is a character like any other.
        MalformedData = CsvMalformedDataHandling.Recover,
        BufferSize = 1024,
    };

    private readonly List<RegisterLine> _joined = [];
    private Queue<RegisterLine> _again = new();

    public long Line { get; private set; }

    public string[] Fields { get; private set; } = [];

    /// <summary>Why this row is not read at all.</summary>
    public string? Fault { get; private set; }

    /// <summary>The row was put together from several lines.</summary>
    public bool IsJoined => _joined.Count > 0;

    public async ValueTask<bool> NextAsync(CancellationToken ct)
    {
        _joined.Clear();
        if (await TakeAsync(ct) is not { } line)
        {
            return false;
        }

        (Line, Fields, Fault) = (line.Number, [], line.Fault);
        var text = line.Text;
        while (Fault is null && IsOpen(text))
        {
            text = await JoinAsync(text, ct);
        }

        if (Fault is null)
        {
            Fields = Split(text);
        }

        return true;
    }

    /// <summary>What was put together is no row: its first line alone is at fault, and the others are read again.</summary>
    public void TakeApart()
    {
        _again = new Queue<RegisterLine>([.. _joined, .. _again]);
        _joined.Clear();
        (Fields, Fault) = ([], NotClosed);
    }

    private async ValueTask<string> JoinAsync(string text, CancellationToken ct)
    {
        if (_joined.Count + 1 == limits.LinesOfARow || await TakeAsync(ct) is not { } next)
        {
            TakeApart();
            return text;
        }

        _joined.Add(next);
        if (next.Fault is not null || text.Length + next.Text.Length > limits.LineBytes)
        {
            TakeApart();
        }

        return text + "\n" + next.Text;
    }

    private async ValueTask<RegisterLine?> TakeAsync(CancellationToken ct) =>
        _again.TryDequeue(out var line) ? line : await lines.NextAsync(ct);

    /// <summary>RFC 4180 §2: a field that begins with a quotation mark ends with one; two of them stand for one.</summary>
    private static bool IsOpen(string text)
    {
        var (isQuoted, isInside, isStart) = (false, false, true);
        foreach (var c in text)
        {
            if (c == '"' && (isStart || isQuoted))
            {
                isQuoted = true;
                isInside = !isInside;
            }
            else if (c == ',' && !isInside)
            {
                (isQuoted, isStart) = (false, true);
                continue;
            }

            isStart = false;
        }

        return isInside;
    }

    private static string[] Split(string text)
    {
        using var reader = CsvReader.FromText(text, Csv);
        if (!reader.Read())
        {
            return [];
        }

        var fields = new string[reader.FieldCount];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i] = reader.GetString(i);
        }

        return fields;
    }
}
