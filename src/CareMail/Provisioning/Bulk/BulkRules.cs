using CareMail.Accounts;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Provisioning.People;

namespace CareMail.Provisioning.Bulk;

/// <summary>What a row asks for, by its headings.</summary>
internal sealed record BulkWish(
    string Action,
    string Id,
    string FirstName,
    string LastName,
    string Mobile,
    string Email,
    string JobTitle,
    string Site,
    string Department,
    string Address
)
{
    /// <summary>The headings of the sample, in its order.</summary>
    public static readonly string[] Headings =
    [
        "action",
        "id",
        "first_name",
        "last_name",
        "mobile",
        "email",
        "job_title",
        "site",
        "department",
        "address",
    ];

    /// <summary>The texts of it: each is to be one line, and not too long.</summary>
    public IReadOnlyList<string> Texts => [Id, FirstName, LastName, Mobile, Email, JobTitle, Site, Department, Address];

    public WishedPerson Person =>
        new(Id, FirstName, LastName)
        {
            Mobile = Mobile,
            Email = Email,
            JobTitle = JobTitle,
            Site = Site,
            Department = Department,
            Address = Address,
        };

    /// <summary>What is asked for without a file.</summary>
    public static BulkWish Of(string action, IReadOnlyList<(string Heading, string? Text)> said) =>
        Of(["action", .. said.Select(s => s.Heading)], [action, .. said.Select(s => s.Text ?? "")]);

    public static BulkWish Of(IReadOnlyList<string> headings, IReadOnlyList<string> cells)
    {
        string At(string heading)
        {
            for (var i = 0; i < headings.Count && i < cells.Count; i++)
            {
                if (headings[i] == heading)
                {
                    return BulkText.Bare(cells[i].Trim());
                }
            }

            return "";
        }

        return new BulkWish(
            At("action").ToLowerInvariant(),
            At("id"),
            At("first_name"),
            At("last_name"),
            At("mobile"),
            At("email"),
            At("job_title"),
            At("site").ToUpperInvariant(),
            At("department"),
            At("address").ToLowerInvariant()
        );
    }

    /// <summary>The names they are to have: a part that is empty stays as it is.</summary>
    public (string First, string Last) NamesFor(PersonRow person) =>
        (FirstName.Length > 0 ? FirstName : person.GivenName, LastName.Length > 0 ? LastName : person.FamilyName);
}

/// <summary>What is wrong with a row by itself. Who is here already, and whose sites these are, is asked elsewhere. Pure.</summary>
internal static class BulkRules
{
    public const string Create = "create";
    public const string Update = "update";
    public const string Move = "move";
    public const string Leave = "leave";
    public const string Reset = "reset";

    public static readonly string[] Actions = [Create, Update, Move, Leave, Reset];

    /// <summary>What is wrong with the first line; null if nothing is.</summary>
    public static string? OfHeadings(IReadOnlyList<string> headings)
    {
        var unknown = headings
            .Where(h => h.Length > 0 && !BulkWish.Headings.Contains(h, StringComparer.Ordinal))
            .ToList();
        var twice = headings.GroupBy(h => h).FirstOrDefault(g => g.Key.Length > 0 && g.Skip(1).Any())?.Key;
        return !headings.Contains("action", StringComparer.Ordinal)
                ? "The first line has the headings of the sample, action among them."
            : unknown.Count > 0 ? $"There is no heading {unknown[0]}. Use those of the sample."
            : twice is not null ? $"The heading {twice} stands there twice."
            : null;
    }

    public static IReadOnlyList<string> Of(BulkWish wish, IReadOnlyList<string> cells, string ownDomain)
    {
        var errors = new List<string>();
        if (cells.Any(IsTooLong))
        {
            errors.Add($"A cell has more than {BulkLimits.Cell} characters.");
        }

        if (cells.Any(HasMore))
        {
            errors.Add("A cell has more than one line, or characters that cannot be seen.");
        }

        if (!Actions.Contains(wish.Action, StringComparer.Ordinal))
        {
            errors.Add($"action is one of {string.Join(", ", Actions)}.");
            return errors;
        }

        if (wish.Action == Create)
        {
            OfCreate(wish, ownDomain, errors);
        }
        else if (wish.Id.Length == 0 && wish.Address.Length == 0)
        {
            errors.Add("Give the person's id or address.");
        }

        if (wish.Action == Move && wish.Site.Length == 0)
        {
            errors.Add("Give the site they move to.");
        }

        if (wish.Site.Length > 0 && OdsCode.Read(wish.Site) is null)
        {
            errors.Add("site is an ODS code.");
        }

        return errors;
    }

    public static bool AreTexts(IReadOnlyList<string> texts) => !texts.Any(t => IsTooLong(t) || HasMore(t));

    private static bool IsTooLong(string text) => text.Length > BulkLimits.Cell;

    /// <summary>More than one line, or what cannot be seen.</summary>
    private static bool HasMore(string text) => text.Any(char.IsControl);

    private static void OfCreate(BulkWish wish, string ownDomain, List<string> errors)
    {
        if (wish.Id.Length == 0)
        {
            errors.Add("A new person has an id: your own number for them.");
        }

        Name(wish.FirstName, wish.LastName, errors);
        if (wish.Mobile.Length > 0 && UkMobile.Find(wish.Mobile) is null)
        {
            errors.Add("The mobile must be a UK mobile number, like 07700 900118.");
        }

        if (wish.Email.Length > 0 && !PersonalEmail.Read(wish.Email, ownDomain, "email").IsDone(out _, out var no))
        {
            errors.Add(no!.Sentence.TrimEnd('.') + ".");
        }
    }

    public static void Name(string firstName, string lastName, List<string> errors)
    {
        if (NameRules.OfPerson(firstName, lastName) is { } bad)
        {
            errors.Add(bad.Sentence);
        }
    }
}
