using CareMail.Access;
using CareMail.Identity.Sessions;
using CareMail.Storage;

namespace CareMail.Accounts;

/// <summary>How many sessions there were to end.</summary>
public sealed record EndedSessions(int Count);

/// <summary>Signs a browser out, or all of a person's: at once.</summary>
public sealed class EndSessions(Database database, Acts acts, WebSessions sessions)
{
    /// <param name="sessionId">Null: all.</param>
    public async Task<Outcome<EndedSessions>> RunAsync(
        Actor actor,
        Guid accountId,
        Guid? sessionId = null,
        string? reason = null,
        CancellationToken ct = default
    )
    {
        if (!(await acts.OnPersonAsync(actor, Act.EndSessions, accountId, ct)).IsDone(out var person, out var no))
        {
            return no;
        }

        return await database.WriteAsync(
            async tx =>
            {
                var ended = await sessions.EndAsync(tx, accountId, sessionId);
                if (ended > 0)
                {
                    await acts.RecordAsync(tx, actor, Act.EndSessions, accountId, person.OrganisationId, reason);
                }

                return new EndedSessions(ended);
            },
            ct
        );
    }
}
