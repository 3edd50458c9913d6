using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace CareMail.Storage;

/// <summary>
/// Ids in SQL on both engines. Lists bind differently (an array, or JSON), single ids are sixteen big-endian bytes on
/// SQLite. Dapper parameters and results need nothing of this: the type handlers do it.
/// </summary>
public static class SqlIds
{
    /// <summary>The condition “column is one of these ids”: <c>$"WHERE {SqlIds.In(engine, "id", "@ids")}"</c>.</summary>
    public static string In(Engine engine, string column, string parameter) =>
        engine == Engine.Sqlite
            ? $"{column} IN (SELECT unhex(value) FROM json_each({parameter}))"
            : $"{column} = ANY({parameter})";

    /// <summary>The same for whole numbers.</summary>
    public static string InNumbers(Engine engine, string column, string parameter) =>
        engine == Engine.Sqlite
            ? $"{column} IN (SELECT value FROM json_each({parameter}))"
            : $"{column} = ANY({parameter})";

    /// <summary>The same for texts.</summary>
    public static string InTexts(Engine engine, string column, string parameter) =>
        InNumbers(engine, column, parameter);

    /// <summary>The value of the list parameter used in <see cref="InTexts"/>.</summary>
    public static object List(Engine engine, IEnumerable<string> texts) =>
        engine == Engine.Postgres ? texts.ToArray() : JsonSerializer.Serialize(texts);

    /// <summary>The value of the list parameter used in <see cref="In"/>.</summary>
    public static object List(Engine engine, IEnumerable<Guid> ids)
    {
        if (engine == Engine.Postgres)
        {
            return ids.ToArray();
        }

        var json = new StringBuilder("[");
        foreach (var id in ids)
        {
            json.Append(json.Length > 1 ? ",\"" : "\"").Append(id.ToString("N")).Append('"');
        }

        return json.Append(']').ToString();
    }

    /// <summary>The value of the list parameter used in <see cref="InNumbers"/>.</summary>
    public static object List(Engine engine, IEnumerable<long> numbers) =>
        engine == Engine.Postgres
            ? numbers.ToArray()
            : "[" + string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))) + "]";

    /// <summary>The value of one id for a parameter set by hand (a prepared command).</summary>
    public static object Value(Engine engine, Guid id) =>
        engine == Engine.Sqlite ? id.ToByteArray(bigEndian: true) : id;

    /// <summary>The value of one id, or of none, for a parameter set by hand.</summary>
    public static object Value(Engine engine, Guid? id) => id is { } some ? Value(engine, some) : DBNull.Value;

    /// <summary>Reads an id. <c>reader.GetGuid</c> is wrong on SQLite: it takes the bytes in the other order.</summary>
    public static Guid GetId(this DbDataReader reader, int ordinal) =>
        reader is SqliteDataReader
            ? new Guid(reader.GetFieldValue<byte[]>(ordinal), bigEndian: true)
            : reader.GetGuid(ordinal);

    public static Guid? GetIdOrNull(this DbDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetId(ordinal);
}
