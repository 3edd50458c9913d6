using CareMail.Access;
using CareMail.Storage;

namespace CareMail.Provisioning;

/// <summary>A transaction of several use cases that is done whole or not at all.</summary>
internal static class Refusing
{
    /// <summary>Writes nothing of what the work did before it was refused.</summary>
    public static async Task<Outcome<T>> WriteUnlessRefusedAsync<T>(
        this Database database,
        Func<WriteTransaction, Task<Outcome<T>>> work,
        CancellationToken ct
    )
        where T : class
    {
        try
        {
            return await database.WriteAsync(
                async tx =>
                    (await work(tx)).IsDone(out var done, out var refusal) ? done : throw new RefusedException(refusal),
                ct
            );
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }
    }

    private sealed class RefusedException(Refusal refusal) : Exception(refusal.Sentence)
    {
        public Refusal Refusal { get; } = refusal;
    }
}
