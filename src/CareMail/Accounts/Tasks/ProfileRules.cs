using CareMail.Access;
using CareMail.Notices;

namespace CareMail.Accounts.Tasks;

/// <summary>What a person says of themselves for colleagues and the helpdesk.</summary>
/// <param name="KnownAs">The first name colleagues know them by; the last name stays.</param>
public sealed record ProfileAnswers(string KnownAs, string? JobTitle, string Mobile, bool MobileIsShown);

/// <summary>What a profile may hold. Pure.</summary>
public static class ProfileRules
{
    private const int LongestJobTitle = 80;

    public static IReadOnlyList<Refusal> Check(ProfileAnswers answers)
    {
        var wrong = new List<Refusal>();
        if (NameRules.OfPerson(answers.KnownAs, "x") is not null)
        {
            wrong.Add(new Refusal("Enter the first name colleagues know you by, at most 60 characters.", "KnownAs"));
        }

        if (answers.JobTitle is { Length: > 0 } title && !NameRules.IsGood(title, LongestJobTitle))
        {
            wrong.Add(new Refusal("Enter a job title of at most 80 characters, or leave it empty.", "JobTitle"));
        }

        if (!UkMobile.Read(answers.Mobile, "Mobile").IsDone(out _, out var no))
        {
            wrong.Add(no);
        }

        return wrong;
    }

    /// <summary>As it is kept; null if it is no UK mobile number.</summary>
    public static string? Mobile(string? typed) => UkMobile.Find(typed)?.National;

    /// <summary>As people read it; empty if none is known.</summary>
    public static string Spaced(string? mobile) => UkMobile.Find(mobile)?.ToString() ?? "";
}
