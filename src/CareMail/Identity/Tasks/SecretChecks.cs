using System.Globalization;
using System.Security.Cryptography;
using CareMail.Access;
using CareMail.Audit;
using CareMail.Storage;

namespace CareMail.Identity.Tasks;

/// <summary>What an agent asks the caller.</summary>
/// <param name="IsSecret">Letters of the Account Secret; otherwise answers to old security questions.</param>
/// <param name="Prompts">One for each answer: "letter 4", or a question.</param>
/// <param name="ClosedUntil">After wrong answers nobody may try before.</param>
public sealed record SecretChallenge(bool IsSecret, IReadOnlyList<string> Prompts, DateTimeOffset? ClosedUntil);

/// <summary>How an answer ended: nothing else is ever said of a secret.</summary>
public enum SecretVerdict
{
    Passed,
    Failed,

    /// <summary>Not looked at: too many were wrong.</summary>
    TryLater,

    /// <summary>There is neither a secret nor a question.</summary>
    NothingToAsk,
}

/// <param name="ClosedUntil">When the next try is allowed, if not at once.</param>
public sealed record SecretAnswer(SecretVerdict Verdict, DateTimeOffset? ClosedUntil = null);

/// <summary>
/// Checks three letters of an Account Secret, at places this service chooses: the same until they are given, then others.
/// Who types them learns whether they passed, and nothing else. Wrong answers count for the account, whoever takes the call
/// and however often; every answer is in the audit trail, without its letters.
/// </summary>
public sealed class SecretChecks
{
    private readonly Database _database;
    private readonly AccountSecrets _secrets;
    private readonly SecurityQuestions _questions;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _time;

    internal SecretChecks(
        Database database,
        AccountSecrets secrets,
        SecurityQuestions questions,
        AuditTrail audit,
        TimeProvider time
    ) => (_database, _secrets, _questions, _audit, _time) = (database, secrets, questions, audit, time);

    /// <summary>Null: this person has nothing that could be asked for.</summary>
    public Task<SecretChallenge?> AskAsync(Guid accountId, CancellationToken ct = default) =>
        _database.WriteAsync(tx => AskAsync(tx, accountId), ct);

    /// <summary>Part of the caller's transaction, which keeps a wrong answer too: it must not be taken back.</summary>
    /// <param name="about">The case in which it is asked.</param>
    public async Task<SecretAnswer> CheckAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        IReadOnlyList<string> typed,
        string? about = null
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(typed);
        if (await AskAsync(tx, accountId) is null)
        {
            return new SecretAnswer(SecretVerdict.NothingToAsk);
        }

        var now = _time.GetUtcNow();
        var row = (await SecretCheckTable.TakeAsync(tx, accountId))!;
        if (row.ClosedUntil > now)
        {
            return new SecretAnswer(SecretVerdict.TryLater, row.ClosedUntil);
        }

        var passed = await IsRightAsync(tx, accountId, row.Numbers, typed);
        DateTimeOffset? closed = null;
        if (passed)
        {
            await SecretCheckTable.PassAsync(tx, accountId, await ChooseAsync(tx, accountId, row.Numbers));
        }
        else
        {
            var rest = SecretCheckRules.RestAfter(row.Failures + 1);
            closed = rest > TimeSpan.Zero ? now + rest : null;
            await SecretCheckTable.FailAsync(tx, accountId, closed);
        }

        await _audit.RecordAsync(
            tx,
            new AuditEntry(
                actor.AccountId,
                Act.CheckSecret.Spell(),
                accountId,
                null,
                actor.Origin,
                null,
                passed ? "passed" : "failed",
                about
            )
        );
        return new SecretAnswer(passed ? SecretVerdict.Passed : SecretVerdict.Failed, closed);
    }

    private async Task<SecretChallenge?> AskAsync(WriteTransaction tx, Guid accountId)
    {
        var row = await SecretCheckTable.TakeAsync(tx, accountId);
        if (row is null || row.Asked.Length == 0)
        {
            if (await ChooseAsync(tx, accountId, []) is not { Count: > 0 } chosen)
            {
                return null;
            }

            await SecretCheckTable.AskAsync(tx, accountId, chosen);
            row = (await SecretCheckTable.TakeAsync(tx, accountId))!;
        }

        var isSecret = await _secrets.LengthAsync(tx, accountId) is not null;
        return new SecretChallenge(
            isSecret,
            isSecret ? [.. row.Numbers.Select(Letter)] : await QuestionsAsync(tx, accountId, row.Numbers),
            row.ClosedUntil > _time.GetUtcNow() ? row.ClosedUntil : null
        );
    }

    private async Task<IReadOnlyList<int>> ChooseAsync(WriteTransaction tx, Guid accountId, IReadOnlyList<int> before)
    {
        if (await _secrets.LengthAsync(tx, accountId) is { } length)
        {
            return SecretCheckRules.Choose(length, SecretCheckRules.Letters, before, Shuffle);
        }

        var questions = await SecretCheckTable.QuestionsAsync(tx, accountId);
        return SecretCheckRules.Choose(questions.Count, SecretCheckRules.Questions, before, Shuffle);
    }

    private async Task<bool> IsRightAsync(
        WriteTransaction tx,
        Guid accountId,
        IReadOnlyList<int> asked,
        IReadOnlyList<string> typed
    )
    {
        if (typed.Count != asked.Count)
        {
            return false;
        }

        if (await _secrets.LengthAsync(tx, accountId) is not null)
        {
            return await _secrets.MatchesAsync(
                tx,
                accountId,
                asked,
                string.Concat(typed.Select(letter => letter.Trim()))
            );
        }

        var questions = await SecretCheckTable.QuestionsAsync(tx, accountId);
        var right = true;
        foreach (var (number, answer) in asked.Zip(typed))
        {
            var kept = questions.FirstOrDefault(q => q.Number == number)?.Answer ?? [];
            right &= CryptographicOperations.FixedTimeEquals(kept, _questions.Hash(accountId, answer));
        }

        return right;
    }

    private static async Task<IReadOnlyList<string>> QuestionsAsync(
        WriteTransaction tx,
        Guid accountId,
        IReadOnlyList<int> numbers
    ) =>
        [
            .. (await SecretCheckTable.QuestionsAsync(tx, accountId))
                .Where(q => numbers.Contains((int)q.Number))
                .Select(q => q.Question),
        ];

    private static string Letter(int place) => string.Create(CultureInfo.InvariantCulture, $"Letter {place}");

    private static void Shuffle(int[] numbers) => RandomNumberGenerator.Shuffle<int>(numbers);
}
