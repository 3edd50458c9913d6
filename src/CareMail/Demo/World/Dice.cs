namespace CareMail.Demo.World;

/// <summary>Chance that falls the same way for the same seed (splitmix64). Nothing secret comes from here.</summary>
internal sealed class Dice(int seed)
{
    private ulong _state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);

    /// <summary>From 0 to <paramref name="sides"/> − 1.</summary>
    public int Roll(int sides) => (int)(Next() % (ulong)sides);

    public bool OneIn(int n) => Roll(n) == 0;

    public T Of<T>(IReadOnlyList<T> choices) => choices[Roll(choices.Count)];

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
