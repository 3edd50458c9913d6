using CareMail.Access;
using CareMail.Storage;

namespace CareMail.Joining;

/// <summary>Acts that are done whole or not at all: a refusal takes back what was written before it.</summary>
public static class Refusable
{
    public static async Task<Outcome<T>> WriteOrRefuseAsync<T>(
        this Database database,
        Func<WriteTransaction, Task<Outcome<T>>> act,
        CancellationToken ct
    )
        where T : class
    {
        try
        {
            return await database.WriteAsync<Outcome<T>>(
                async tx =>
                {
                    var outcome = await act(tx);
                    return outcome.IsDone(out _, out var refusal) ? outcome : throw new TakenBackException(refusal);
                },
                ct
            );
        }
        catch (TakenBackException takenBack)
        {
            return takenBack.Refusal;
        }
    }

    /// <summary>The value, or the end of the act.</summary>
    public static T OrTakeBack<T>(this Outcome<T> outcome)
        where T : class =>
        outcome.IsDone(out var value, out var refusal) ? value : throw new TakenBackException(refusal);

    private sealed class TakenBackException(Refusal refusal) : Exception(refusal.Sentence)
    {
        public Refusal Refusal { get; } = refusal;
    }
}
