namespace CareMail.Provisioning.People;

/// <summary>How much of an organisation a program may close within an hour before it is stopped. Pure.</summary>
/// <param name="People">More than so many is too much, whatever the size.</param>
/// <param name="Percent">So is more than this part of those who may sign in,</param>
/// <param name="Least">if they are more than so few: in a home of ten, two leavers in a week are nothing strange.</param>
internal sealed record Brake(int People, int Percent, int Least);

internal static class BrakeRules
{
    /// <param name="closed">Closed within the hour, with the one that is asked about.</param>
    /// <param name="active">Who could sign in before that hour.</param>
    public static bool IsTooMuch(Brake brake, long closed, long active) =>
        closed > brake.People || (closed > brake.Least && closed * 100 > active * brake.Percent);
}
