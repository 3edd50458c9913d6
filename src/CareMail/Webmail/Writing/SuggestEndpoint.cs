using System.Text;
using System.Text.Encodings.Web;
using CareMail.AddressBook;
using CareMail.Identity.Doors;
using CareMail.Protocols.Addresses;

namespace CareMail.Webmail.Writing;

/// <summary>
/// Whom somebody may mean who types these letters: options for the list under a recipient field. One's own groups and
/// contacts come first, then the directory.
/// </summary>
internal static class SuggestEndpoint
{
    private const int Options = 8;

    public static async Task<IResult> GetAsync(
        HttpContext http,
        string? q,
        Addresses addresses,
        Contacts contacts,
        ContactGroups groups,
        DirectoryQuota quota,
        CancellationToken ct
    )
    {
        var text = (q ?? "").Trim();
        if (
            http.User.Account() is not { } account
            || text.Length is < DirectoryLimits.ShortestWord or > DirectoryLimits.LongestQuestion
            || !quota.MayAsk(account.Id)
        )
        {
            return Results.Text("", "text/html", Encoding.UTF8);
        }

        var options = new StringBuilder();
        foreach (var group in (await groups.ListAsync(account.Id, ct)).Where(group => Begins(group, text)))
        {
            options.Append(Option(string.Join(", ", ChosenRecipients.Spell(group)), $"Group {group.Name}"));
        }

        foreach (var one in await contacts.FindAsync(account.Id, account.OrganisationId, text, Options, ct))
        {
            var spelled = ChosenRecipients.Spell(one.Name, EmailAddress.Parse(one.Address));
            options.Append(Option(spelled, one.IsShared ? "Your organisation’s contact" : "Your contact"));
        }

        foreach (var one in await addresses.SuggestAsync(account.OrganisationId, text, Options, ct))
        {
            options.Append(Option(ChosenRecipients.Spell(one.DisplayName, one.Address), one.Place));
        }

        return Results.Text(options.ToString(), "text/html", Encoding.UTF8);
    }

    private static bool Begins(ContactGroup group, string text) =>
        AddressRules.Fold(group.Name).StartsWith(AddressRules.Fold(text), StringComparison.Ordinal);

    private static string Option(string value, string label)
    {
        var encoder = HtmlEncoder.Default;
        return $"<option value=\"{encoder.Encode(value)}\">{encoder.Encode(label)}</option>";
    }
}
