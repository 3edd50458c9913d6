using System.Text;

namespace CareMail.Provisioning.Bulk;

/// <summary>A row of a table, and the line it begins on.</summary>
/// <param name="IsOpen">A quotation mark is never closed: these are the cells of its first line only.</param>
internal sealed record BulkLine(int Line, string[] Cells, bool IsOpen);

/// <summary>
/// RFC 4180 §2: rows of cells, with quotation marks around those that hold separators, line breaks or quotation marks. A
/// mark that is never closed costs its own line and no other. Pure.
/// </summary>
internal sealed class BulkLines(string text, char separator)
{
    /// <summary>Lines of one row: an address in a cell has four or five.</summary>
    private const int LinesOfARow = 20;

    private int _at;
    private int _line = 1;

    public IEnumerable<BulkLine> Read()
    {
        while (_at < text.Length)
        {
            var (start, line) = (_at, _line);
            if (Row() is { } cells)
            {
                yield return new BulkLine(line, cells, false);
                continue;
            }

            // Again, as if the mark were a character like any other.
            (_at, _line) = (start, line);
            yield return new BulkLine(line, FirstLine().Split(separator), true);
        }
    }

    /// <summary>Null: a quotation mark was not closed.</summary>
    private string[]? Row()
    {
        var cells = new List<string>();
        var first = _line;
        while (true)
        {
            if (Cell(first) is not { } cell)
            {
                return null;
            }

            cells.Add(cell);
            if (_at >= text.Length || text[_at] != separator)
            {
                EndOfLine();
                return [.. cells];
            }

            _at++;
            if (_at == text.Length)
            {
                cells.Add("");
                return [.. cells];
            }
        }
    }

    private string? Cell(int first)
    {
        if (_at < text.Length && text[_at] == '"')
        {
            return Quoted(first);
        }

        var start = _at;
        while (_at < text.Length && text[_at] != separator && text[_at] is not ('\r' or '\n'))
        {
            _at++;
        }

        return text[start.._at];
    }

    private string? Quoted(int first)
    {
        var cell = new StringBuilder();
        for (_at++; _at < text.Length; _at++)
        {
            var c = text[_at];
            if (c == '"')
            {
                if (_at + 1 >= text.Length || text[_at + 1] != '"')
                {
                    _at++;
                    return cell.Append(Rest()).ToString();
                }

                _at++;
            }
            else if (c == '\n' && ++_line - first >= LinesOfARow)
            {
                return null;
            }

            cell.Append(c);
        }

        return null;
    }

    /// <summary>What stands behind a closing mark and should not.</summary>
    private string Rest()
    {
        var start = _at;
        while (_at < text.Length && text[_at] != separator && text[_at] is not ('\r' or '\n'))
        {
            _at++;
        }

        return text[start.._at];
    }

    private string FirstLine()
    {
        var start = _at;
        while (_at < text.Length && text[_at] is not ('\r' or '\n'))
        {
            _at++;
        }

        var line = text[start.._at];
        EndOfLine();
        return line;
    }

    private void EndOfLine()
    {
        if (_at < text.Length && text[_at] == '\r')
        {
            _at++;
        }

        if (_at < text.Length && text[_at] == '\n')
        {
            _at++;
        }

        _line++;
    }
}
