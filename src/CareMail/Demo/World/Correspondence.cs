using CareMail.Demo.World.Letters;

namespace CareMail.Demo.World;

/// <summary>All letters of the demo world, oldest first: the same for the same seed and day.</summary>
internal static class Correspondence
{
    public static IReadOnlyList<Letter> Write(DateTimeOffset now, int seed)
    {
        var (days, dice) = (new Days(now), new Dice(seed));
        IEnumerable<Letter> all =
        [
            .. HospitalLetters.Write(days, dice),
            .. HomeLetters.Write(days, dice),
            .. SurgeryLetters.Write(days, dice),
            .. OutsideLetters.Write(days, dice),
            .. HelpdeskLetters.Write(days, dice),
            .. StrangeLetters.Write(days),
        ];
        // An answer that the dice put into the future has not been written yet.
        return [.. all.Where(letter => letter.At <= now).OrderBy(letter => letter.At)];
    }
}
