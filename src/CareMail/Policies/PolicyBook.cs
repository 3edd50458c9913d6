namespace CareMail.Policies;

/// <summary>A value of a setting and the days it holds, both ends included.</summary>
public sealed record PolicyPeriod(PolicyRow Row, DateOnly? Until);

/// <summary>All dated rows of the policy. Does not change: an edit makes another book.</summary>
public sealed class PolicyBook
{
    private readonly Dictionary<string, List<PolicyRow>> _rows;

    public PolicyBook(IEnumerable<PolicyRow> rows) =>
        _rows = rows.GroupBy(row => row.Setting)
            .ToDictionary(g => g.Key, g => g.OrderBy(row => row.ValidFrom).ToList());

    /// <summary>The values of a setting in the order of their days.</summary>
    public IReadOnlyList<PolicyPeriod> Periods(PolicySetting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var rows = _rows[setting.Key];
        return
        [
            .. rows.Select(
                (row, i) => new PolicyPeriod(row, i + 1 < rows.Count ? rows[i + 1].ValidFrom.AddDays(-1) : null)
            ),
        ];
    }

    public PolicyRow RowOn(PolicySetting setting, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var rows = _rows[setting.Key];
        return rows.LastOrDefault(row => row.ValidFrom <= day) ?? rows[0];
    }

    /// <summary>The book as it would be with this row, in place of one of the same day.</summary>
    public PolicyBook With(PolicyRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new([.. Without(row.Setting, row.ValidFrom), row]);
    }

    /// <summary>The book without a row: the one before it holds on.</summary>
    public PolicyBook Without(PolicySetting setting, DateOnly from)
    {
        ArgumentNullException.ThrowIfNull(setting);
        return new(Without(setting.Key, from));
    }

    private IEnumerable<PolicyRow> Without(string setting, DateOnly from) =>
        _rows.Values.SelectMany(rows => rows).Where(row => row.Setting != setting || row.ValidFrom != from);
}
