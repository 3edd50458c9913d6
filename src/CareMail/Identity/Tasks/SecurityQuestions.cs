using CareMail.Identity.Secrets;
using CareMail.Storage;

namespace CareMail.Identity.Tasks;

/// <summary>A question of the old scheme and its answer, as it is brought in.</summary>
public sealed record SecurityQuestion(string Question, string Answer);

/// <summary>
/// The questions and answers people had before Account Secrets. Only a keyed hash of each answer is kept; all of them go
/// when the person chooses a secret.
/// </summary>
public sealed class SecurityQuestions
{
    private readonly IdentityKeys _keys;

    internal SecurityQuestions(IdentityKeys keys) => _keys = keys;

    /// <summary>In the place of those before. False if the person has an Account Secret, or is not there.</summary>
    public async Task<bool> SetAsync(WriteTransaction tx, Guid accountId, IReadOnlyList<SecurityQuestion> questions)
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(questions);
        if (await AccountTable.FindAsync(tx, accountId) is not { SecretSet: null })
        {
            return false;
        }

        await SecretCheckTable.ForgetQuestionsAsync(tx, accountId);
        foreach (var (number, question) in questions.Index())
        {
            await tx.ExecuteAsync(
                """
                INSERT INTO identity_security_question (account_id, number, question, answer)
                VALUES (@accountId, @number, @Question, @answer)
                """,
                new
                {
                    accountId,
                    number = number + 1,
                    question.Question,
                    answer = Hash(accountId, question.Answer),
                }
            );
        }

        return true;
    }

    /// <summary>Capitals and spaces at the ends do not matter: nobody on the telephone knows how they typed it then.</summary>
    internal byte[] Hash(Guid accountId, string answer) =>
        _keys.OfSecurityAnswer(accountId, answer.Trim().ToLowerInvariant());
}
