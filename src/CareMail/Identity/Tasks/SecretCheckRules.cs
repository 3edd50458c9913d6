namespace CareMail.Identity.Tasks;

/// <summary>What is asked for, and how long a wrong answer closes the door. Pure.</summary>
public static class SecretCheckRules
{
    public const int Letters = 3;

    /// <summary>One answer may have been told to a friend; two of three rarely.</summary>
    public const int Questions = 2;

    /// <summary>
    /// No figure of today's services is known; these are ours. A person who mistypes twice goes on; somebody who guesses
    /// gets ten tries on the first day and one on each day after, whichever agents they ring.
    /// </summary>
    public static TimeSpan RestAfter(long failures) =>
        failures switch
        {
            < 3 => TimeSpan.Zero,
            3 => TimeSpan.FromMinutes(5),
            4 => TimeSpan.FromMinutes(15),
            5 => TimeSpan.FromHours(1),
            6 => TimeSpan.FromHours(4),
            _ => TimeSpan.FromHours(24),
        };

    /// <summary>Places that were not asked just before, as far as there are enough of them.</summary>
    /// <param name="count">How many places there are, counted from 1.</param>
    /// <param name="many">How many are asked for.</param>
    /// <param name="before">What was asked for before.</param>
    /// <param name="shuffle">Puts them in a random order.</param>
    public static IReadOnlyList<int> Choose(int count, int many, IReadOnlyList<int> before, Action<int[]> shuffle)
    {
        ArgumentNullException.ThrowIfNull(shuffle);
        var all = Enumerable.Range(1, count).ToArray();
        shuffle(all);
        return [.. all.OrderBy(before.Contains).Take(many).Order()];
    }
}
