using CareMail.Accounts;
using CareMail.Notices;
using CareMail.Organisations;

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
}

/// <summary>What is wrong with a row by itself. Who is here already, and whose sites these are, is asked elsewhere. Pure.</summary>
internal static class BulkRules
{
    public const string Create = "create";
    public const string Update = "update";
    public const string Leave = "leave";

    public static readonly string[] Actions = [Create, Update, Leave];

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
        if (cells.Any(c => c.Length > BulkLimits.Cell))
        {
            errors.Add($"A cell has more than {BulkLimits.Cell} characters.");
        }

        if (cells.Any(c => c.Any(char.IsControl)))
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

        if (wish.Site.Length > 0 && OdsCode.Read(wish.Site) is null)
        {
            errors.Add("site is an ODS code.");
        }

        return errors;
    }

    private static void OfCreate(BulkWish wish, string ownDomain, List<string> errors)
    {
        if (wish.Id.Length == 0)
        {
            errors.Add("A new person has an id: your own number for them.");
        }

        Name(wish, errors);
        if (wish.Mobile.Length > 0 && UkMobile.Find(wish.Mobile) is null)
        {
            errors.Add("The mobile must be a UK mobile number, like 07700 900118.");
        }

        if (wish.Email.Length > 0 && !PersonalEmail.Read(wish.Email, ownDomain, "email").IsDone(out _, out var no))
        {
            errors.Add(no!.Sentence.TrimEnd('.') + ".");
        }
    }

    private static void Name(BulkWish wish, List<string> errors)
    {
        if (NameRules.OfPerson(wish.FirstName, wish.LastName) is { } bad)
        {
            errors.Add(bad.Sentence);
        }
    }
}
