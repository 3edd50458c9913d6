using CareMail.Registers;

namespace CareMail.Joining.Deciding;

/// <summary>What one register says of one fact.</summary>
/// <param name="Text">Null: it does not hold this.</param>
/// <param name="Difference">In words, if it differs from the first register.</param>
public sealed record RegisterCell(string Register, string? Text, string? Difference = null);

/// <summary>One fact, as each register has it.</summary>
public sealed record RegisterFact(string Fact, IReadOnlyList<RegisterCell> Cells);

/// <summary>The registers side by side, differences marked. Pure.</summary>
public static class RegisterComparison
{
    private const string Ods = "ODS";
    private const string Cqc = "CQC";
    private const string Dspt = "DSPT";

    public static IReadOnlyList<RegisterFact> Of(
        RegisterRecords records,
        string? siteCode,
        string? locationId,
        IReadOnlyList<CqcContact> contacts,
        DateOnly day
    )
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(contacts);
        var site = siteCode is null ? null : records.Site(siteCode);
        var location = locationId is null ? null : records.Location(locationId);
        var parent = site?.ParentOn(day);
        var headquarters = parent is null ? null : records.Headquarters(parent);
        var toolkit = Latest(records, siteCode) ?? Latest(records, parent);
        return
        [
            Row(
                "Name",
                site?.Name is { } name ? Homes.Spoken(name) : null,
                Blank(location?.Name),
                toolkit is null ? null : Homes.Spoken(toolkit.Name),
                SameName,
                "Name differs"
            ),
            Row("Number", site?.Code ?? siteCode, location?.Id ?? locationId, toolkit?.Code, (_, _) => true, ""),
            Row("Address", AddressOf(site), AddressOf(location), null, SameAddress, "Address differs"),
            Row(
                "Run by",
                RunBy(headquarters, parent),
                Blank(location?.ProviderName),
                null,
                SameProvider(headquarters),
                "Name differs"
            ),
            Row(
                "State",
                StateOf(site, records, day),
                StateOf(location, day),
                StateOf(toolkit, siteCode),
                (_, _) => true,
                ""
            ),
            Row(
                "Telephone",
                Digits(site?.Telephone),
                Digits(location?.Entry?.Phone) ?? contacts.Select(c => c.Phone).FirstOrDefault(),
                null,
                (a, b) => a == b,
                "Number differs"
            ),
            Row(
                "Manager",
                null,
                Blank(string.Join(", ", contacts.Select(c => c.ManagerName).Distinct())),
                null,
                (_, _) => true,
                ""
            ),
        ];
    }

    public static int Differences(IEnumerable<RegisterFact> facts) =>
        facts.Sum(fact => fact.Cells.Count(cell => cell.Difference is not null));

    private static RegisterFact Row(
        string fact,
        string? ods,
        string? cqc,
        string? dspt,
        Func<string, string, bool> same,
        string difference
    )
    {
        var first = ods ?? cqc;
        return new RegisterFact(
            fact,
            [
                new RegisterCell(Ods, ods),
                new RegisterCell(Cqc, cqc, Differs(cqc)),
                new RegisterCell(Dspt, dspt, Differs(dspt)),
            ]
        );

        string? Differs(string? other) =>
            first is not null && other is not null && !ReferenceEquals(first, other) && !same(first, other)
                ? difference
                : null;
    }

    private static bool SameName(string one, string other) => RegisterNames.Key(one) == RegisterNames.Key(other);

    // Written in different ways; what tells two houses apart are the first line's words and the postcode.
    private static bool SameAddress(string one, string other) => Words(one).SetEquals(Words(other));

    private static HashSet<string> Words(string address) =>
        [.. RegisterNames.Key(address).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static Func<string, string, bool> SameProvider(OdsRow? headquarters) =>
        (_, provider) => headquarters is null || SameName(headquarters.Name, provider);

    private static string? RunBy(OdsRow? headquarters, string? parent) =>
        headquarters is not null ? $"{Homes.Spoken(headquarters.Name)} ({headquarters.Code})"
        : parent is not null ? $"{parent}, which is in no file"
        : null;

    private static string? AddressOf(OdsRow? site) =>
        site is null
            ? null
            : $"{Homes.Spoken(string.Join(", ", new[] { site.Address1, site.Address2, site.Address3, site.Town }.Where(l => l.Length > 0)))} {site.Postcode}";

    private static string? AddressOf(CqcLocation? location) =>
        location?.Entry is { } entry
            ? $"{entry.Address.Replace(",", ", ", StringComparison.Ordinal)} {entry.Postcode}"
            : null;

    private static string? StateOf(OdsRow? site, RegisterRecords records, DateOnly day) =>
        site is null ? null
        : site.Opened > day ? $"Opens on {JoiningTime.Day(site.Opened.Value)}"
        : site.Closed <= day ? $"Closed since {JoiningTime.Day(site.Closed.Value)}"
        : records.SuccessionsOf(site.Code).FirstOrDefault(s => s.IsInForce(day)) is { } next
            ? $"Open, but followed by {next.To}"
        : site.Opened is { } opened ? $"Open since {JoiningTime.Day(opened)}"
        : "Open";

    private static string? StateOf(CqcLocation? location, DateOnly day) =>
        location?.Facts is not { } facts
            ? location is null
                ? null
                : "Registered"
            : facts.Registered > day
                ? $"Registered from {JoiningTime.Day(facts.Registered.Value)}"
                : facts.Deregistered <= day
                    ? $"Deregistered since {JoiningTime.Day(facts.Deregistered.Value)}"
                    : $"{(facts.Registered is { } since ? $"Registered {JoiningTime.Day(since)}" : "Registered")}, {(IsDormant(facts, day) ? "dormant" : "not dormant")}";

    private static bool IsDormant(CqcFacts facts, DateOnly day) =>
        facts.DormantFrom is { } from ? from <= day && !(facts.DormantUntil <= day) : facts.Dormant;

    private static string? StateOf(DsptRow? toolkit, string? siteCode) =>
        toolkit is null
            ? null
            : (toolkit.Status.Length == 0 ? "Nothing published" : toolkit.Status)
                + (toolkit.Published is { } day ? $", {JoiningTime.Day(day)}" : "")
                + (toolkit.Code == siteCode ? "" : $", of its headquarters {toolkit.Code}");

    private static DsptRow? Latest(RegisterRecords records, string? code) =>
        code is null
            ? null
            : records.Dspt(code).Where(r => r.Status.Length > 0).MaxBy(r => r.Published ?? DateOnly.MinValue);

    // The directory has lost the leading 0, ODS writes a space in odd places.
    private static string? Digits(string? phone)
    {
        var digits = new string([.. (phone ?? "").Where(char.IsAsciiDigit)]);
        return digits.Length == 0 ? null
            : digits[0] == '0' ? digits
            : "0" + digits;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
