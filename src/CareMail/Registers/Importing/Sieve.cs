using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CareMail.Registers.Reading;

namespace CareMail.Registers.Importing;

/// <summary>A row to be compared with what is stored.</summary>
internal sealed record TakenRow(RegisterRow Row, byte[] Digest)
{
    public UInt128 Number => BinaryPrimitives.ReadUInt128BigEndian(Digest);
}

/// <summary>Lets each row of a file through once, with the digest it is recognised by in the next import.</summary>
internal sealed class Sieve(Layout layout, ContactKeys keys)
{
    private const int DigestBytes = 16;

    private readonly HashSet<UInt128> _seen = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>Null: there was none, it was there already, or it contradicts an earlier one.</summary>
    public TakenRow? Take(RegisterRow? row, long line, Tally tally)
    {
        if (row is null)
        {
            return null;
        }

        var taken = new TakenRow(row, Digest(string.Join('\u001F', row.Fields.Select(field => field ?? "\0"))));
        var same = row.SameIf is null ? taken.Number : BinaryPrimitives.ReadUInt128BigEndian(Digest(row.SameIf));
        if (!_seen.Add(same))
        {
            return null;
        }

        if (!_keys.Add(row.Key) && layout.KeyIsUnique)
        {
            tally.Refuse(line, $"An earlier line about {row.Key} says something else.");
            return null;
        }

        tally.Accept(row);
        return taken;
    }

    private byte[] Digest(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return layout.Register == Register.CqcContacts ? keys.Digest(bytes) : SHA256.HashData(bytes)[..DigestBytes];
    }
}
