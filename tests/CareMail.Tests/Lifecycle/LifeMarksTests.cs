using CareMail.Accounts;
using CareMail.Identity;
using CareMail.Lifecycle;

namespace CareMail.Tests.Lifecycle;

/// <summary>The picture of an account’s life.</summary>
public class LifeMarksTests
{
    private static readonly DayCounts Days = new(30, 30, 30, 30, 548, 90, [1, 3, 7, 14]);
    private static readonly DateTimeOffset Made = new(2024, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Used = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static TheoryData<AccountState, int, string[]> Lives =>
        new()
        {
            {
                AccountState.Active,
                5,
                [
                    "Account made",
                    "First sign-in done",
                    "Last used",
                    "Today: active",
                    "Inactive",
                    "Deleted",
                    "Deleted permanently",
                ]
            },
            {
                AccountState.Active,
                40,
                [
                    "Account made",
                    "First sign-in done",
                    "Last used",
                    "Inactive",
                    "Today: inactive",
                    "Deleted",
                    "Deleted permanently",
                ]
            },
            {
                AccountState.Left,
                5,
                [
                    "Account made",
                    "First sign-in done",
                    "Last used",
                    "Marked as leaver",
                    "Today: leaver",
                    "Deleted",
                    "Deleted permanently",
                ]
            },
            {
                AccountState.Deleted,
                5,
                ["Account made", "First sign-in done", "Last used", "Deleted", "Today: deleted", "Deleted permanently"]
            },
            { AccountState.Locked, 5, ["Account made", "First sign-in done", "Last used", "Locked", "Today: locked"] },
        };

    [Theory, MemberData(nameof(Lives))]
    public void The_marks_are_what_was_today_and_what_comes(AccountState state, int day, string[] marks) =>
        Assert.Equal(marks, Draw(state, day).Marks.Select(mark => mark.Mark.What));

    [Theory, MemberData(nameof(Lives))]
    public void Marks_stand_in_the_order_of_time_inside_the_picture_and_never_on_each_other(
        AccountState state,
        int day,
        string[] marks
    )
    {
        var picture = Draw(state, day);

        Assert.Equal(marks.Length, picture.Marks.Count);
        Assert.All(picture.Marks, mark => Assert.InRange(mark.At, 0, LifePicture.Width));
        Assert.All(picture.Marks.Zip(picture.Marks.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= 25));
    }

    [Fact]
    public void Warnings_stand_before_the_day_they_warn_of()
    {
        var picture = Draw(AccountState.Active, 5);
        var deleted = picture.Marks.Single(mark => mark.Mark.What == "Deleted").At;

        Assert.Equal(4, picture.Warnings.Count);
        Assert.All(
            picture.Warnings,
            at =>
                Assert.InRange(
                    double.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
                    picture.Marks.Single(mark => mark.Mark.IsNow).At,
                    deleted
                )
        );
    }

    private static LifePicture Draw(AccountState state, int day) =>
        LifeMarks.Draw(
            new AccountLife
            {
                State = state,
                Created = Made,
                Opened = Made.AddDays(3),
                LastActive = Used,
                StateSince = state is AccountState.Active ? Made.AddDays(3) : Used.AddDays(2),
            },
            Days,
            Used.AddDays(day)
        );
}
