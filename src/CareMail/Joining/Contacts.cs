using CareMail.Notices;
using CareMail.Registers;

namespace CareMail.Joining;

/// <summary>A number CQC holds for a home.</summary>
/// <param name="Mobile">Null: text messages do not reach it.</param>
public sealed record HeldNumber(string Number, UkMobile? Mobile)
{
    /// <summary>As much of it as helps to know it again, and nobody to ring it.</summary>
    public string Ending => Number.Length < 4 ? Number : Number[^4..];

    /// <summary>As people read it.</summary>
    public string Readable => Mobile?.ToString() ?? (Number.Length == 11 ? $"{Number[..5]} {Number[5..]}" : Number);
}

/// <summary>How a home can be reached by what a regulator holds of it, so that nobody can apply behind its back.</summary>
internal sealed class Contacts(ContactRegister register)
{
    /// <summary>Each number once; empty if CQC holds none, or the home has no location.</summary>
    public async Task<IReadOnlyList<HeldNumber>> NumbersAsync(string? locationId, CancellationToken ct = default) =>
        locationId is null
            ? []
            :
            [
                .. (await register.OfLocationAsync(locationId, ct))
                    .Select(contact => contact.Phone)
                    .OfType<string>()
                    .Distinct()
                    .Select(number => new HeldNumber(number, UkMobile.Find(number))),
            ];
}

/// <summary>The numbers a regulator holds for a home that is here already: whoever answers there is the home.</summary>
public sealed class HomeTelephones
{
    private readonly Homes _homes;
    private readonly Contacts _contacts;

    internal HomeTelephones(Homes homes, Contacts contacts) => (_homes, _contacts) = (homes, contacts);

    /// <summary>Empty if there is none: then nobody is known by telephone.</summary>
    public async Task<IReadOnlyList<HeldNumber>> OfHomeAsync(string odsCode, CancellationToken ct = default) =>
        await _contacts.NumbersAsync((await _homes.FindAsync(odsCode, ct: ct)).LocationId, ct);
}
