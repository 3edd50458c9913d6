using System.Globalization;
using CareMail.Storage;

namespace CareMail.Identity.Tasks;

internal sealed class SecretCheckRow
{
    public string Asked { get; init; } = "";
    public long Failures { get; init; }
    public DateTimeOffset? ClosedUntil { get; init; }

    public IReadOnlyList<int> Numbers =>
        [
            .. Asked
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(n => int.Parse(n, CultureInfo.InvariantCulture)),
        ];
}

internal sealed class QuestionRow
{
    public long Number { get; init; }
    public string Question { get; init; } = "";
    public byte[] Answer { get; init; } = [];
}

/// <summary>The SQL of checking secrets and old questions.</summary>
internal static class SecretCheckTable
{
    /// <summary>Holds the row until the transaction ends: two agents who ask at once are two tries.</summary>
    public static Task<SecretCheckRow?> TakeAsync(WriteTransaction tx, Guid accountId) =>
        tx.QuerySingleOrDefaultAsync<SecretCheckRow>(
            """
            UPDATE identity_secret_check SET failures = failures WHERE account_id = @accountId
            RETURNING asked AS Asked, failures AS Failures, closed_until AS ClosedUntil
            """,
            new { accountId }
        );

    /// <summary>Nothing happens if something is asked for already.</summary>
    public static Task<int> AskAsync(WriteTransaction tx, Guid accountId, IReadOnlyList<int> asked) =>
        tx.ExecuteAsync(
            """
            INSERT INTO identity_secret_check (account_id, asked, failures) VALUES (@accountId, @asked, 0)
            ON CONFLICT (account_id) DO UPDATE SET asked = @asked WHERE identity_secret_check.asked = ''
            """,
            new { accountId, asked = string.Join(',', asked) }
        );

    public static Task<int> FailAsync(WriteTransaction tx, Guid accountId, DateTimeOffset? closedUntil) =>
        tx.ExecuteAsync(
            """
            UPDATE identity_secret_check SET failures = failures + 1, closed_until = @closedUntil
            WHERE account_id = @accountId
            """,
            new { accountId, closedUntil }
        );

    public static Task<int> PassAsync(WriteTransaction tx, Guid accountId, IReadOnlyList<int> next) =>
        tx.ExecuteAsync(
            """
            UPDATE identity_secret_check SET asked = @next, failures = 0, closed_until = NULL
            WHERE account_id = @accountId
            """,
            new { accountId, next = string.Join(',', next) }
        );

    /// <summary>The secret or the questions are others now.</summary>
    public static Task<int> BeginAnewAsync(WriteTransaction tx, Guid accountId) =>
        tx.ExecuteAsync("DELETE FROM identity_secret_check WHERE account_id = @accountId", new { accountId });

    public static async Task ForgetQuestionsAsync(WriteTransaction tx, Guid accountId)
    {
        await BeginAnewAsync(tx, accountId);
        await tx.ExecuteAsync(
            "DELETE FROM identity_security_question WHERE account_id = @accountId",
            new { accountId }
        );
    }

    public static Task<IReadOnlyList<QuestionRow>> QuestionsAsync(WriteTransaction tx, Guid accountId) =>
        tx.QueryAsync<QuestionRow>(
            """
            SELECT number AS Number, question AS Question, answer AS Answer FROM identity_security_question
            WHERE account_id = @accountId ORDER BY number
            """,
            new { accountId }
        );
}
