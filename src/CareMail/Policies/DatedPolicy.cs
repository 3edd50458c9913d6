using System.Globalization;

namespace CareMail.Policies;

/// <summary>The values that hold on one calendar day.</summary>
public sealed class PolicyOfDay(PolicyBook book, DateOnly day)
{
    public DateOnly Day => day;

    public string Text(PolicySetting setting) => book.RowOn(setting, day).Value;

    public int Number(PolicySetting setting) => int.Parse(Text(setting), CultureInfo.InvariantCulture);

    public IReadOnlyList<int> Numbers(PolicySetting setting) =>
        [.. Texts(setting).Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

    public IReadOnlyList<string> Texts(PolicySetting setting) => PolicySetting.Parts(Text(setting));
}

/// <summary>
/// What the policy says at an instant, for whoever needs a number many times a second: kept in memory, read again at once
/// after a change in this process and within <see cref="PolicyLimits.Remembered"/> after one in another.
/// </summary>
public sealed class DatedPolicy(PolicyTable table)
{
    private static readonly long Remembered = (long)PolicyLimits.Remembered.TotalMilliseconds;

    private volatile Read? _read;

    public async ValueTask<PolicyOfDay> OnAsync(DateTimeOffset instant, CancellationToken ct = default) =>
        new(await BookAsync(ct), BritishDay.Of(instant));

    private async ValueTask<PolicyBook> BookAsync(CancellationToken ct)
    {
        if (_read is { } read && read.Changes == table.Changes && Environment.TickCount64 - read.At < Remembered)
        {
            return read.Book;
        }

        // Counted before the rows are read: a change in between is seen the next time.
        var changes = table.Changes;
        var book = await table.InForceAsync(ct);
        _read = new Read(book, changes, Environment.TickCount64);
        return book;
    }

    private sealed record Read(PolicyBook Book, long Changes, long At);
}
