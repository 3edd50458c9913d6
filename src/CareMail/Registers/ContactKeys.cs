using System.Security.Cryptography;
using System.Text;
using CareMail.Storage;

namespace CareMail.Registers;

/// <summary>The keys that registered managers' data is kept under: without the master key the rows say nothing.</summary>
internal sealed class ContactKeys(MasterKey master)
{
    private readonly byte[] _contactIds = master.Derive("registers/contact-ids");
    private readonly byte[] _digests = master.Derive("registers/contact-digests");
    private readonly SecretBox _box = new(master.Derive("registers/contacts"));

    /// <summary>Bound to the location: the same number elsewhere gives another value.</summary>
    public byte[] OfContactId(string locationId, string contactId) =>
        HMACSHA256.HashData(_contactIds, Encoding.UTF8.GetBytes(locationId + "\n" + contactId));

    /// <summary>Tells whether a row is the same as before. Keyed, because names and numbers are soon guessed.</summary>
    public byte[] Digest(ReadOnlySpan<byte> row) => HMACSHA256.HashData(_digests, row)[..16];

    public byte[] Seal(string locationId, string manager, string? phone) =>
        _box.Seal(Encoding.UTF8.GetBytes(manager + "\n" + phone), Encoding.UTF8.GetBytes(locationId));

    public (string Manager, string? Phone) Open(string locationId, byte[] box)
    {
        var text = Encoding.UTF8.GetString(_box.Open(box, Encoding.UTF8.GetBytes(locationId)));
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return (text[..end], text.Length > end + 1 ? text[(end + 1)..] : null);
    }
}
