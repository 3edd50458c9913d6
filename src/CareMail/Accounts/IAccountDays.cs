namespace CareMail.Accounts;

/// <summary>A day to come for an account, in words for its person.</summary>
public sealed record AccountDay(DateTimeOffset At, string What, string Words);

/// <summary>What knows which days an account goes towards: a module above this one.</summary>
public interface IAccountDays
{
    Task<IReadOnlyList<AccountDay>> OfAsync(Guid accountId, CancellationToken ct = default);

    /// <summary>The whole life of an account, drawn; null for nobody.</summary>
    Task<LifePicture?> DrawAsync(Guid accountId, CancellationToken ct = default);
}
