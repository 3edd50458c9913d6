using CareMail.Identity;
using CareMail.Identity.Tasks;

namespace CareMail.Accounts.Pages;

/// <summary>A day that matters to an account.</summary>
/// <param name="Look">How the timeline draws it: <c>""</c> past, <c>now</c>, <c>ahead</c>.</param>
internal sealed record DateLine(string What, string When, string? Words, string Look)
{
    public string Css => Look.Length == 0 ? "" : "cm-time--" + Look;
}

/// <summary>The days of one's own account, in their order: what was, today, what comes.</summary>
internal static class Dates
{
    public static IReadOnlyList<DateLine> Of(
        AccountDates dates,
        UsePolicy? next,
        IReadOnlyList<AccountDay> coming,
        DateTimeOffset now
    )
    {
        var past = new List<(DateTimeOffset At, string What)>();
        Add(dates.Opened, "Your account opened");
        Add(dates.PasswordSet, "You chose your password");
        Add(dates.PolicyAccepted, $"You accepted the use policy, version {dates.PolicyVersion}");
        Add(dates.SecretSet, "You chose your Account Secret");
        Add(dates.ProfileChecked, "You checked your profile");
        return
        [
            .. past.OrderBy(line => line.At)
                .Select(line => new DateLine(line.What, AccountTime.Day(line.At), null, "")),
            new("Today", AccountTime.Day(now), "Nothing is due.", "now"),
            .. Ahead(dates, next, coming, now),
        ];

        void Add(DateTimeOffset? at, string what)
        {
            if (at is { } day)
            {
                past.Add((day, what));
            }
        }
    }

    private static IEnumerable<DateLine> Ahead(
        AccountDates dates,
        UsePolicy? next,
        IReadOnlyList<AccountDay> coming,
        DateTimeOffset now
    )
    {
        var lines = new List<(DateOnly Day, DateLine Line)>();
        if (next is not null)
        {
            lines.Add(
                (
                    next.From,
                    new(
                        "Accept the new use policy",
                        AccountTime.Day(next.From),
                        "You are asked when you sign in.",
                        "ahead"
                    )
                )
            );
        }

        if (dates.PasswordEnds is { } last)
        {
            var days = AccountTime.DaysUntil(last, now);
            lines.Add(
                (
                    DateOnly.FromDateTime(last.UtcDateTime),
                    new(
                        "Your password’s last day",
                        $"{AccountTime.Day(last)}, in {days} {(days == 1 ? "day" : "days")}",
                        "After it you choose a new one when you sign in.",
                        "ahead"
                    )
                )
            );
        }

        lines.AddRange(
            coming.Select(day =>
                (
                    DateOnly.FromDateTime(day.At.UtcDateTime),
                    new DateLine(day.What, AccountTime.Day(day.At), day.Words, "ahead")
                )
            )
        );
        return lines.OrderBy(line => line.Day).Select(line => line.Line);
    }
}
