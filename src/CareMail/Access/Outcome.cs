using System.Diagnostics.CodeAnalysis;

namespace CareMail.Access;

/// <summary>Why something was not done, in the sentence the person reads.</summary>
/// <param name="Field">What was asked for, if one answer of the form is to blame.</param>
public sealed record Refusal(string Sentence, string? Field = null);

/// <summary>Done, with what came of it; or refused.</summary>
public sealed record Outcome<T>
    where T : class
{
    private Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    public T? Value { get; }

    public Refusal? Refusal { get; }

    public bool IsDone([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        (value, refusal) = (Value, Refusal);
        return value is not null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);
}
