using CareMail.Access;

namespace CareMail.Demo;

/// <summary>What the world is made of cannot be refused: else it is no world.</summary>
internal static class Seeded
{
    public static T Done<T>(Outcome<T> outcome)
        where T : class =>
        outcome.IsDone(out var value, out var refusal)
            ? value
            : throw new InvalidOperationException("The demo world could not be made: " + refusal.Sentence);
}
