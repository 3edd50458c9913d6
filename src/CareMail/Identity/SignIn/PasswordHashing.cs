using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.SignIn;

/// <summary>
/// Hashes passwords, a few at a time: a crowd at the sign-in page must not take the processor from the mail. Work is
/// ASP.NET Core Identity's own (PBKDF2-HMAC-SHA512).
/// </summary>
internal sealed class PasswordHashing : IDisposable
{
    private readonly PasswordHasher<Account> _hasher;
    private readonly SemaphoreSlim _slots;
    private readonly IdentityLimits _limits;
    private readonly Lazy<string> _nobodys;
    private int _waiting;

    public PasswordHashing(IdentityLimits limits)
    {
        _limits = limits;
        _slots = new SemaphoreSlim(limits.PasswordChecksAtOnce);
        _hasher = new PasswordHasher<Account>(
            Microsoft.Extensions.Options.Options.Create(
                new PasswordHasherOptions { IterationCount = limits.PasswordIterations }
            )
        );
        _nobodys = new Lazy<string>(() => _hasher.HashPassword(new Account(), "nobody's password"));
    }

    public IPasswordHasher<Account> Hasher => _hasher;

    /// <summary>For a name that does not exist: a check against it takes the time of a real one.</summary>
    public string NobodysHash => _nobodys.Value;

    public Task<string> HashAsync(string password, CancellationToken ct = default) =>
        InTurnAsync(() => _hasher.HashPassword(new Account(), password), ct);

    /// <summary>In turn, however many wait: for somebody signed in who chooses a new one.</summary>
    public Task<bool> MatchesAsync(string hash, string password, CancellationToken ct = default) =>
        InTurnAsync(
            () => _hasher.VerifyHashedPassword(new Account(), hash, password) is not PasswordVerificationResult.Failed,
            ct
        );

    /// <summary>Runs one check when there is room. Null when too many wait already.</summary>
    public async Task<bool?> CheckAsync(Func<Task<bool>> check, CancellationToken ct = default)
    {
        if (Interlocked.Increment(ref _waiting) > _limits.PasswordChecksWaiting + _limits.PasswordChecksAtOnce)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _slots.WaitAsync(ct);
            try
            {
                return await Task.Run(check, ct);
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        try
        {
            return await Task.Run(work, ct);
        }
        finally
        {
            _slots.Release();
        }
    }
}
