using CareMail.Access;

namespace CareMail.Provisioning.People;

/// <summary>How much of an organisation a program may close within an hour before it is stopped. Pure.</summary>
/// <param name="People">More than so many is too much, whatever the size.</param>
/// <param name="Percent">So is more than this part of those who may sign in,</param>
/// <param name="Least">if they are more than so few: in a home of ten, two leavers in a week are nothing strange.</param>
internal sealed record Brake(int People, int Percent, int Least);

internal static class BrakeRules
{
    public const int MostPeople = 100_000;
    public const int MostPercent = 100;
    public const int MostLeast = 1_000;

    /// <param name="closed">Closed within the hour, with the one that is asked about.</param>
    /// <param name="active">Who could sign in before that hour.</param>
    public static bool IsTooMuch(Brake brake, long closed, long active) =>
        closed > brake.People || (closed > brake.Least && closed * 100 > active * brake.Percent);

    /// <summary>Null if nothing is.</summary>
    public static Refusal? WrongWith(Brake brake) =>
        brake.People is < 1 or > MostPeople ? new($"Enter a number from 1 to {MostPeople:N0}.", nameof(brake.People))
        : brake.Percent is < 1 or > MostPercent ? new("Enter a number from 1 to 100.", nameof(brake.Percent))
        : brake.Least is < 0 or > MostLeast ? new($"Enter a number from 0 to {MostLeast:N0}.", nameof(brake.Least))
        : null;
}
