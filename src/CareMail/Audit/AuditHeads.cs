using System.Globalization;
using System.Text;
using System.Text.Json;
using CareMail.Storage;

namespace CareMail.Audit;

/// <summary>The newest link of the chain on a day. Copied elsewhere, it proves that nothing before it was taken away.</summary>
public sealed record AuditHead(DateOnly Day, long Sequence, string Mac);

/// <summary>The published heads: one line of JSON a day in <c>audit-heads.jsonl</c>, for the operator to copy elsewhere.</summary>
public sealed class AuditHeads(StorageOptions options)
{
    private readonly string _path = Path.Combine(options.DataFolder, "audit-heads.jsonl");

    public IReadOnlyList<AuditHead> Read() =>
        File.Exists(_path)
            ?
            [
                .. File.ReadLines(_path)
                    .Where(line => line.Length > 0)
                    .Select(line => JsonSerializer.Deserialize<AuditHead>(line)!),
            ]
            : [];

    internal void Publish(DateOnly day, long sequence, byte[] mac)
    {
        var published = Read();
        if (published.Any(h => h.Day >= day))
        {
            return;
        }

        var text = new StringBuilder();
        foreach (var head in published.Append(new AuditHead(day, sequence, Convert.ToHexStringLower(mac))))
        {
            text.Append(CultureInfo.InvariantCulture, $"{JsonSerializer.Serialize(head)}\n");
        }

        DurableFile.Write(_path, Encoding.UTF8.GetBytes(text.ToString()));
    }
}
