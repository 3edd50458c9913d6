using CareMail.Access;
using CareMail.Audit;
using CareMail.Storage;

namespace CareMail.Joining.Applying;

/// <summary>What somebody wants to be rung about. The numbers are stored: never reuse one.</summary>
public enum CallbackTopic
{
    SelfManaged = 1,
    ThirdParty = 2,
    Hospice = 3,
    Scotland = 4,
    WalesOrNorthernIreland = 5,
    OtherSector = 6,

    /// <summary>"Something here is wrong": what the registers say of a home.</summary>
    RegisterIsWrong = 7,

    /// <summary>The home is here already, and nobody there can get in.</summary>
    AlreadyHere = 8,
}

/// <summary>"Ring me", as it was typed.</summary>
public sealed record CallbackContent(string Name, string Telephone, string Words);

/// <summary>"Ring me", as the caseworker sees it.</summary>
public sealed record Callback(Guid Id, DateTimeOffset At, CallbackTopic Topic, string Home, CallbackContent? Content);

/// <summary>For everybody whose way in is not built here yet, or who needs a voice: leaves a number, and is rung.</summary>
internal sealed class Callbacks
{
    private const int LongestName = 100;

    private readonly Database _database;
    private readonly JoiningKeys _keys;
    private readonly Guesses _guesses;
    private readonly AuditTrail _audit;
    private readonly JoiningLimits _limits;
    private readonly TimeProvider _time;

    public Callbacks(
        Database database,
        JoiningKeys keys,
        Guesses guesses,
        AuditTrail audit,
        JoiningLimits limits,
        TimeProvider time
    ) => (_database, _keys, _guesses, _audit, _limits, _time) = (database, keys, guesses, audit, limits, time);

    public async Task<Outcome<Callback>> AskAsync(
        CallbackTopic topic,
        string? home,
        CallbackContent typed,
        string network,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(typed);
        if (Wrong(typed) is { } wrong)
        {
            return wrong;
        }

        var tries = new Dictionary<string, TryAllowance> { ["callbacks from " + network] = _limits.CallbacksByNetwork };
        if (!await _guesses.TakeAsync(tries, ct))
        {
            return new Refusal(
                "You have left your number several times: we will ring. If it is urgent, ask the helpdesk.",
                "Telephone"
            );
        }

        var callback = new Callback(Ids.New(), _time.GetUtcNow(), topic, Shortened(home ?? ""), typed);
        await _database.WriteAsync(
            tx =>
                tx.ExecuteAsync(
                    """
                    INSERT INTO joining_callback (id, at, topic, home, content) VALUES (@Id, @At, @Topic, @Home, @box)
                    """,
                    new
                    {
                        callback.Id,
                        callback.At,
                        callback.Topic,
                        callback.Home,
                        box = _keys.Seal(callback.Id, typed),
                    }
                ),
            ct
        );
        return callback;
    }

    /// <summary>Those nobody has rung yet, the longest first.</summary>
    public async Task<IReadOnlyList<Callback>> OpenAsync(CancellationToken ct = default) =>
        [
            .. (
                await _database.QueryAsync<Row>(
                    """
                    SELECT id AS Id, at AS At, topic AS Topic, home AS Home, content AS Content
                    FROM joining_callback WHERE done IS NULL ORDER BY at, id
                    """,
                    null,
                    ct
                )
            ).Select(row => new Callback(
                row.Id,
                row.At,
                row.Topic,
                row.Home,
                _keys.Open<CallbackContent>(row.Id, row.Content)
            )),
        ];

    /// <summary>Rung: name and number are erased.</summary>
    public async Task<Outcome<string>> DoneAsync(Actor actor, Guid id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!Permissions.May(actor, Act.WorkOnApplications, default))
        {
            return Deciding.Desk.NotYours;
        }

        await _database.WriteAsync(
            async tx =>
            {
                await tx.ExecuteAsync(
                    """
                    UPDATE joining_callback SET done = @now, done_by = @by, content = NULL WHERE id = @id AND done IS NULL
                    """,
                    new
                    {
                        id,
                        now = _time.GetUtcNow(),
                        by = actor.AccountId,
                    }
                );
                await _audit.RecordAsync(tx, new AuditEntry(actor.AccountId, "callback.done", id, null, actor.Origin));
            },
            ct
        );
        return "done";
    }

    private Refusal? Wrong(CallbackContent typed)
    {
        var digits = typed.Telephone.Count(char.IsAsciiDigit);
        return typed.Name.Trim().Length is 0 or > LongestName ? new Refusal("Enter your name", "Name")
            : digits is < 10 or > 15 || typed.Telephone.Length > 30
                ? new Refusal("Enter a telephone number, like 01632 960188", "Telephone")
            : typed.Words.Length > _limits.LongestWords
                ? new Refusal($"Shorten your words to {_limits.LongestWords} characters", "Words")
            : null;
    }

    private static string Shortened(string text) => text.Length <= 200 ? text : text[..200];

    private sealed class Row
    {
        public Guid Id { get; init; }
        public DateTimeOffset At { get; init; }
        public CallbackTopic Topic { get; init; }
        public string Home { get; init; } = "";
        public byte[]? Content { get; init; }
    }
}
