using CareMail.Accounts;

namespace CareMail.Lifecycle;

/// <summary>The days to come of one's own account, for its page.</summary>
internal sealed class OwnDays(Lives lives) : IAccountDays
{
    public async Task<IReadOnlyList<AccountDay>> OfAsync(Guid accountId, CancellationToken ct = default) =>
        await lives.OwnDatesAsync(accountId, ct) is { } dates
            ?
            [
                .. dates.Ahead.Select(day => new AccountDay(
                    day.At,
                    "Your account: " + LifecycleWords.Of(day.Becomes).ToLowerInvariant(),
                    LifecycleWords.Meaning(day.Becomes)
                )),
            ]
            : [];

    public Task<LifePicture?> DrawAsync(Guid accountId, CancellationToken ct = default) =>
        lives.DrawOwnAsync(accountId, ct);
}
