using CareMail.Storage;

namespace CareMail.Registers.Reading;

/// <summary>cqc_contacts.csv, our own: registered managers and the number CQC holds. Personal data, sealed before it is stored.</summary>
internal sealed class CqcContactsLayout(ContactKeys keys) : Layout(Register.CqcContacts)
{
    private const int Location = 0;
    private const int Number = 1;
    private const int Manager = 2;
    private const int Phone = 3;

    private HeaderColumns? _header;
    private int[] _columns = [];

    public override string Table => "registers_contact";

    public override string KeySql => "location_id";

    // Personal: that a contact came or went is all that is shown.
    public override (string Column, string Title)[] Shown => [];

    protected override BulkColumn<StagedRow>[] Columns =>
        [
            BulkColumn<StagedRow>.Text("location_id", row => row.Text(Location)),
            BulkColumn<StagedRow>.Bytes("contact_hash", row => keys.OfContactId(row.Text(Location), row.Text(Number))),
            BulkColumn<StagedRow>.Bytes(
                "sealed",
                row => keys.Seal(row.Text(Location), row.Text(Manager), row.TextOrNull(Phone))
            ),
        ];

    public override void TakeHeader(string[] fields)
    {
        _header = new HeaderColumns(fields);
        _columns =
        [
            _header.Of("location_id"),
            _header.Of("contact_id"),
            _header.Of("registered_manager"),
            _header.Of("cqc_registered_phone"),
        ];
        IsReady = true;
    }

    public override RowReading Read(string[] fields)
    {
        if (fields.Length != _header!.Count)
        {
            return WrongWidth(fields.Length, _header.Count);
        }

        string[] clean = [.. _columns.Select(column => FieldRules.Clean(fields[column]))];
        if (FieldRules.CqcId(clean[Location]) is not { } location)
        {
            return "It has no CQC location ID.";
        }

        var number = FieldRules.ContactId(clean[Number]);
        if (number is null && clean[Number].Length > 0)
        {
            return "Its contact ID is not written as 1-… or CON1-….";
        }

        var phone = FieldRules.Phone(clean[Phone]);
        return number is null && phone is null
            ? "It has neither a contact ID nor a telephone number, so nothing can be proved by it."
            : new RegisterRow(location, [location, number, clean[Manager], phone]);
    }
}
