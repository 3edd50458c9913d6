using CareMail.Storage;

namespace CareMail.Identity.Sessions;

/// <summary>Who is signed in to the web, where; and ending it, at once.</summary>
public sealed class WebSessions
{
    private readonly SessionTable _table;
    private readonly Endings _endings;
    private readonly TimeProvider _time;

    internal WebSessions(SessionTable table, Endings endings, TimeProvider time)
    {
        _table = table;
        _endings = endings;
        _time = time;
    }

    public Task<IReadOnlyList<WebSession>> OfAccountAsync(Guid accountId, CancellationToken ct = default)
    {
        var now = _time.GetUtcNow();
        return _table.OfAccountAsync(accountId, now, ct);
    }

    /// <summary>For pages that stay open: false once the session was ended or ran out.</summary>
    public Task<bool> IsLiveAsync(Guid sessionId, CancellationToken ct = default)
    {
        var now = _time.GetUtcNow();
        return _table.IsLiveAsync(sessionId, now, ct);
    }

    /// <summary>Calls back, once, as soon as this process ends the session.</summary>
    public IDisposable WhenEnded(Guid sessionId, Action ended) => _endings.When(sessionId, ended);

    /// <summary>Ends all sessions of the account but one.</summary>
    public async Task EndOthersAsync(WriteTransaction tx, Guid accountId, Guid? stays)
    {
        ArgumentNullException.ThrowIfNull(tx);
        var ended = await tx.QueryAsync<Guid>(
            "DELETE FROM identity_session WHERE account_id = @accountId AND (@stays IS NULL OR id <> @stays) RETURNING id",
            new { accountId, stays }
        );
        tx.AfterCommit(() => _endings.End(ended));
    }

    /// <summary>Ends one session of the account, or all. How many there were.</summary>
    public async Task<int> EndAsync(WriteTransaction tx, Guid accountId, Guid? sessionId = null)
    {
        var ended = await SessionTable.DeleteAsync(tx, accountId, sessionId);
        tx.AfterCommit(() => _endings.End(ended));
        return ended.Count;
    }
}
