using CareMail.Access;
using CareMail.Protocols.Addresses;

namespace CareMail.Notices;

/// <summary>
/// An address that one person reads: where somebody can be told their user name before they have an account. Addresses that
/// several people read are refused, because whoever reads the notice could take the account.
/// </summary>
public sealed record PersonalEmail
{
    private static readonly HashSet<string> Roles = new(StringComparer.Ordinal)
    {
        "abuse",
        "accounts",
        "activities",
        "admin",
        "administration",
        "administrator",
        "booking",
        "bookings",
        "care",
        "carehome",
        "carehomes",
        "carers",
        "contact",
        "contactus",
        "deputy",
        "deputymanager",
        "director",
        "enquiries",
        "enquiry",
        "everyone",
        "finance",
        "frontdesk",
        "general",
        "hello",
        "help",
        "helpdesk",
        "home",
        "homemanager",
        "hostmaster",
        "hr",
        "info",
        "information",
        "it",
        "kitchen",
        "mail",
        "management",
        "manager",
        "matron",
        "no-reply",
        "noreply",
        "nurse",
        "nurses",
        "nursing",
        "office",
        "payroll",
        "post",
        "postmaster",
        "reception",
        "registeredmanager",
        "root",
        "sales",
        "security",
        "senior",
        "seniors",
        "service",
        "staff",
        "support",
        "team",
        "training",
        "webmaster",
    };

    private PersonalEmail(EmailAddress address) => Address = address;

    public EmailAddress Address { get; }

    /// <summary>How addresses are compared.</summary>
    public string Key => Address.Key;

    public override string ToString() => Address.ToString();

    /// <param name="typed">What the person typed.</param>
    /// <param name="ownDomain">The service's own: nobody has an account there yet whom we would write to.</param>
    public static Outcome<PersonalEmail> Read(string? typed, string ownDomain, string field)
    {
        var text = typed?.Trim() ?? "";
        if (text.Length == 0)
        {
            return new Refusal("Enter an e-mail address", field);
        }

        if (
            !EmailAddress.TryParse(text, out var address)
            || !address.IsAscii
            || address.Domain.StartsWith('[')
            || !address.Domain.Contains('.', StringComparison.Ordinal)
            || address.LocalPart.Any(c => c is ' ' or '"' or '\\' or ',')
        )
        {
            return new Refusal("Enter an e-mail address in the right form, like name@example.com", field);
        }

        if (IsRole(address.LocalPart))
        {
            return new Refusal(
                $"Enter an e-mail address that only this person reads: {address.LocalPart}@ looks like one that several people read",
                field
            );
        }

        return IsAt(address, ownDomain) || IsAt(address, "nhs.net")
            ? new Refusal("Enter an e-mail address that the person can read today, outside this service", field)
            : new PersonalEmail(address);
    }

    private static bool IsAt(EmailAddress address, string domain) =>
        address.DomainKey.Equals(domain, StringComparison.OrdinalIgnoreCase);

    // "info", "Info+form", "care.home", "the-manager2": what is left without signs and figures decides.
    private static bool IsRole(string localPart)
    {
        var plain = localPart.ToLowerInvariant();
        var base_ = plain.Split('+')[0];
        var letters = new string([.. base_.Where(char.IsAsciiLetter)]);
        return Roles.Contains(base_)
            || Roles.Contains(letters)
            || (letters.StartsWith("the", StringComparison.Ordinal) && Roles.Contains(letters[3..]));
    }
}
