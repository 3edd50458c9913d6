using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Registers.Reading;

/// <summary>dcb1596_accredited_domains.csv. Only some of its columns are known from the real file, so all are found by name.</summary>
internal sealed class SecureDomainLayout() : Layout(Register.SecureDomains)
{
    private HeaderColumns? _header;
    private int[] _columns = [];
    private int? _code;
    private int? _accredited;

    public override string Table => "registers_domain";

    public override string KeySql => "domain";

    public override (string Column, string Title)[] Shown =>
        [
            ("organisation", "Organisation"),
            ("ods_code", "ODS code"),
            ("accredited", "Accredited"),
            ("dmarc", "DMARC"),
            ("spf", "SPF"),
            ("dkim", "DKIM"),
            ("tls12", "TLS 1.2"),
        ];

    protected override BulkColumn<StagedRow>[] Columns =>
        Texts("domain", "organisation", "ods_code?", "accredited?", "dmarc", "spf", "dkim", "tls12");

    public override void TakeHeader(string[] fields)
    {
        _header = new HeaderColumns(fields);
        _columns =
        [
            _header.Of("Domain"),
            _header.Of("Organisation"),
            _header.Of("DMARC"),
            _header.Of("SPF"),
            _header.Of("DKIM"),
            _header.Of("TLS"),
        ];
        (_code, _accredited) = (_header.Find("ODS"), _header.Find("Date"));
        IsReady = true;
    }

    public override RowReading Read(string[] fields)
    {
        if (fields.Length != _header!.Count)
        {
            return WrongWidth(fields.Length, _header.Count);
        }

        string[] clean = [.. _columns.Select(column => FieldRules.Clean(fields[column]))];
        var written = clean[0].TrimStart('@').TrimEnd('.');
        if (!EmailAddress.TryCreate("x", written, out var address))
        {
            return written.Length == 0 ? "It has no domain." : "Its domain is none.";
        }

        return new RegisterRow(
            address.DomainKey,
            [
                address.DomainKey,
                clean[1],
                _code is { } code ? FieldRules.Code(fields[code]) : null,
                _accredited is { } day ? FieldRules.BritishDate(fields[day]) : null,
                .. clean[2..].Select(policy => policy.ToUpperInvariant()),
            ]
        );
    }
}
