using System.Text.Json;
using CareMail.Storage;

namespace CareMail.AddressBook;

/// <summary>"One of these texts" on both engines, as <see cref="SqlIds"/> does it for ids.</summary>
internal static class TextList
{
    public static string In(Engine engine, string column, string parameter) =>
        engine == Engine.Sqlite
            ? $"{column} IN (SELECT value FROM json_each({parameter}))"
            : $"{column} = ANY({parameter})";

    public static object Of(Engine engine, IEnumerable<string> texts) =>
        engine == Engine.Sqlite ? JsonSerializer.Serialize(texts) : texts.ToArray();
}
