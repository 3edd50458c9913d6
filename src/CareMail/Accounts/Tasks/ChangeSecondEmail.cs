using CareMail.Access;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Notices;

namespace CareMail.Accounts.Tasks;

/// <summary>
/// An address of somebody's own outside the service, where warnings reach them although they do not sign in. It counts once
/// a code that was sent there has come back: a slip of the finger would warn a stranger.
/// </summary>
public sealed class ChangeSecondEmail(
    OwnChange change,
    OwnSignIn own,
    AccountLives lives,
    Acts acts,
    CareMailSettings settings
)
{
    private const string What = "second e-mail address";

    public async Task<Outcome<PersonalEmail>> SendProofAsync(Actor actor, string? typed, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (
            !(await acts.OnPersonAsync(actor, Act.ChangeProfile, actor.AccountId ?? Guid.Empty, ct)).IsDone(
                out var me,
                out var no
            )
        )
        {
            return no;
        }

        if (!PersonalEmail.Read(typed, settings.Domain, "Email").IsDone(out var email, out no))
        {
            return no;
        }

        return await own.SendEmailProofAsync(me.Id, email.ToString(), ct)
            ? email
            : new Refusal("That were ten codes today. Try again tomorrow.", "Email");
    }

    /// <summary>The code shows that the address is the person's.</summary>
    public async Task<Outcome<AccountSummary>> ConfirmAsync(Actor actor, string code, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var me = actor.AccountId ?? Guid.Empty;
        return await own.ProvenEmailAsync(me, code, ct) is not { } email
            ? new Refusal("That code is not right, or ran out. Look at the latest message.", "TypedCode")
            : await SetAsync(actor, email, null, What, ct);
    }

    public Task<Outcome<AccountSummary>> RemoveAsync(Actor actor, CancellationToken ct = default) =>
        SetAsync(actor, null, What, null, ct);

    // The address itself is nobody's business who reads the record; that it changed is.
    private Task<Outcome<AccountSummary>> SetAsync(
        Actor actor,
        string? email,
        string? oldValue,
        string? newValue,
        CancellationToken ct
    ) =>
        change.RunAsync(
            actor,
            Act.ChangeProfile,
            async (tx, me) =>
            {
                await lives.SetSecondEmailAsync(tx, me.Id, email);
                return null;
            },
            oldValue,
            newValue,
            ct
        );
}
