using System.Globalization;
using CareMail.Protocols.Scim;
using CareMail.Storage;
using Dapper;

namespace CareMail.Provisioning.Scim;

/// <summary>
/// A filter as a condition of SQL. Every value is a parameter; every column comes from the table below, never from the
/// request.
/// </summary>
internal sealed class ScimSql(Engine engine)
{
    private enum Kind
    {
        Text,
        Exact,
        Yes,
        Time,
        Id,
    }

    private static readonly Dictionary<string, (string Column, Kind Kind)> Core = new(StringComparer.Ordinal)
    {
        ["id"] = ("account_id", Kind.Id),
        ["externalid"] = ("external_id", Kind.Exact),
        ["username"] = ("user_name_key", Kind.Text),
        ["name.givenname"] = ("given_name_key", Kind.Text),
        ["name.familyname"] = ("family_name_key", Kind.Text),
        ["name.formatted"] = ("display_name_key", Kind.Text),
        ["displayname"] = ("display_name_key", Kind.Text),
        ["title"] = ("title_key", Kind.Text),
        ["usertype"] = ("user_type_key", Kind.Text),
        ["active"] = ("active", Kind.Yes),
        ["emails"] = ("address", Kind.Text),
        ["emails.value"] = ("address", Kind.Text),
        ["emails.type"] = ("'work'", Kind.Text),
        ["emails.primary"] = ("(1 = 1)", Kind.Yes),
        ["meta.resourcetype"] = ("'user'", Kind.Text),
        ["meta.created"] = ("created", Kind.Time),
        ["meta.lastmodified"] = ("modified", Kind.Time),
    };

    private static readonly Dictionary<string, (string Column, Kind Kind)> Enterprise = new(StringComparer.Ordinal)
    {
        ["employeenumber"] = ("employee_number_key", Kind.Text),
        ["costcenter"] = ("cost_center_key", Kind.Text),
        ["organization"] = ("lower(ods)", Kind.Text),
        ["division"] = ("division_key", Kind.Text),
        ["department"] = ("department_key", Kind.Text),
        ["manager"] = ("manager_id", Kind.Id),
        ["manager.value"] = ("manager_id", Kind.Id),
    };

    private int _count;

    public DynamicParameters Parameters { get; } = new();

    /// <exception cref="ScimFaultException">invalidFilter.</exception>
    public string Where(ScimFilter filter) =>
        filter switch
        {
            ScimFilter.And f => $"({Where(f.Left)} AND {Where(f.Right)})",
            ScimFilter.Or f => $"({Where(f.Left)} OR {Where(f.Right)})",
            ScimFilter.Not f => $"NOT ({Where(f.Inner)})",
            ScimFilter.OfOne f => Where(Within(f.Name, f.Inner)),
            ScimFilter.Present f => Present(ColumnOf(f.Name)),
            ScimFilter.Compare f => Compare(f),
            _ => throw new InvalidOperationException(),
        };

    /// <summary>The column to sort by; null if it cannot be sorted by.</summary>
    public static string? SortColumn(string sortBy)
    {
        try
        {
            return
                ScimPath.Parse(sortBy) is { Filter: null } path
                && Find(new ScimName(path.Schema, path.Attribute, path.Sub)) is { } found
                ? found.Column
                : null;
        }
        catch (ScimFaultException)
        {
            return null;
        }
    }

    /// <summary>Everybody has one address: what holds for one value of them holds for the attribute.</summary>
    private static ScimFilter Within(ScimName name, ScimFilter inner) =>
        inner switch
        {
            ScimFilter.And f => new ScimFilter.And(Within(name, f.Left), Within(name, f.Right)),
            ScimFilter.Or f => new ScimFilter.Or(Within(name, f.Left), Within(name, f.Right)),
            ScimFilter.Not f => new ScimFilter.Not(Within(name, f.Inner)),
            ScimFilter.Present f => new ScimFilter.Present(SubOf(name, f.Name)),
            ScimFilter.Compare f => f with { Name = SubOf(name, f.Name) },
            _ => throw Unknown(name),
        };

    private static ScimName SubOf(ScimName name, ScimName inner) =>
        name.Sub is null && inner is { Schema: null, Sub: null }
            ? name with
            {
                Sub = inner.Attribute,
            }
            : throw Unknown(inner);

    private static (string Column, Kind Kind)? Find(ScimName name)
    {
        var table =
            name.Schema is null || name.Schema.Equals(ScimTypes.UserSchema, StringComparison.OrdinalIgnoreCase) ? Core
            : name.Schema.Equals(ScimTypes.Enterprise, StringComparison.OrdinalIgnoreCase) ? Enterprise
            : null;
        return table is not null && table.TryGetValue(name.Key, out var found) ? found : null;
    }

    private static (string Column, Kind Kind) ColumnOf(ScimName name) => Find(name) ?? throw Unknown(name);

    private static string Present((string Column, Kind Kind) of) =>
        of.Kind is Kind.Id ? $"{of.Column} IS NOT NULL"
        : of.Kind is Kind.Text or Kind.Exact ? $"{of.Column} <> ''"
        : "(1 = 1)";

    private string Compare(ScimFilter.Compare f)
    {
        var (column, kind) = ColumnOf(f.Name);
        return (kind, f.Value, f.Operator) switch
        {
            (_, null, ScimOperator.Eq) => $"NOT ({Present((column, kind))})",
            (_, null, ScimOperator.Ne) => Present((column, kind)),
            (Kind.Text, string text, _) => Text(column, text.ToLowerInvariant(), f.Operator),
            (Kind.Exact, string text, _) => Text(column, text, f.Operator),
            (Kind.Yes, bool yes, ScimOperator.Eq) => yes ? column : $"NOT {column}",
            (Kind.Yes, bool yes, ScimOperator.Ne) => yes ? $"NOT {column}" : column,
            // An id that is none is nobody's.
            (Kind.Id, string text, ScimOperator.Eq) => Guid.TryParse(text, out var id)
                ? $"({column} IS NOT NULL AND {column} = {Add(id)})"
                : "(1 = 0)",
            (Kind.Id, string text, ScimOperator.Ne) => Guid.TryParse(text, out var id)
                ? $"({column} IS NULL OR {column} <> {Add(id)})"
                : "(1 = 1)",
            (Kind.Time, string text, not (ScimOperator.Co or ScimOperator.Sw or ScimOperator.Ew))
                when ScimMatch.ReadTime(text) is { } time => $"{column} {Sign(f.Operator)} {Add(time)}",
            _ => throw new ScimFaultException(ScimFaultType.InvalidFilter, $"{f.Name} cannot be compared like that."),
        };
    }

    private string Text(string column, string value, ScimOperator op)
    {
        var p = Add(value);
        return op switch
        {
            // No wildcards: what a client sends is only ever text.
            ScimOperator.Co => engine is Engine.Sqlite ? $"instr({column}, {p}) > 0" : $"strpos({column}, {p}) > 0",
            ScimOperator.Sw => $"substr({column}, 1, length({p})) = {p}",
            ScimOperator.Ew =>
                $"(length({column}) >= length({p}) AND substr({column}, length({column}) - length({p}) + 1) = {p})",
            _ => $"{column} {Sign(op)} {p}",
        };
    }

    private static string Sign(ScimOperator op) =>
        op switch
        {
            ScimOperator.Eq => "=",
            ScimOperator.Ne => "<>",
            ScimOperator.Gt => ">",
            ScimOperator.Ge => ">=",
            ScimOperator.Lt => "<",
            ScimOperator.Le => "<=",
            ScimOperator.Co or ScimOperator.Sw or ScimOperator.Ew => throw new InvalidOperationException(),
        };

    private string Add(object value)
    {
        var name = "f" + _count++.ToString(CultureInfo.InvariantCulture);
        Parameters.Add(name, value);
        return "@" + name;
    }

    private static ScimFaultException Unknown(ScimName name) =>
        new(ScimFaultType.InvalidFilter, $"There is no attribute {name} to filter by.");
}
