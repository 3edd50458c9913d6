using System.Globalization;
using System.Text;

namespace CareMail.Benchmarks;

/// <summary>A Markdown table, as it goes into docs/performance.md.</summary>
internal sealed class Report(string title, params string[] columns)
{
    private readonly StringBuilder _text = new();

    public void Row(params ReadOnlySpan<object> cells)
    {
        _text.Append('|');
        foreach (var cell in cells)
        {
            _text.Append(CultureInfo.InvariantCulture, $" {cell} |");
        }

        _text.AppendLine();
    }

    public async Task PrintAsync()
    {
        await Console.Out.WriteLineAsync();
        await Console.Out.WriteLineAsync($"### {title}");
        await Console.Out.WriteLineAsync();
        await Console.Out.WriteLineAsync("| " + string.Join(" | ", columns) + " |");
        await Console.Out.WriteLineAsync(string.Concat(Enumerable.Repeat("| --- ", columns.Length)) + "|");
        await Console.Out.WriteAsync(_text.ToString());
    }

    public static string Times(double ours, double theirs) =>
        (ours / theirs).ToString("0.0", CultureInfo.InvariantCulture) + " ×";

    public static string Number(double number) =>
        number.ToString(
            number >= 100 ? "N0"
                : number >= 10 ? "0.0"
                : "0.00",
            CultureInfo.InvariantCulture
        );
}
