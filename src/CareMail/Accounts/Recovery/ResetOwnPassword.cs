using CareMail.Access;
using CareMail.Accounts.Passwords;
using CareMail.Accounts.Tasks;
using CareMail.Identity;
using CareMail.Identity.Recovery;
using CareMail.Identity.Tasks;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Accounts.Recovery;

/// <summary>
/// The last step of getting back in alone, by whoever proved who they are: a new password, which signs out every browser;
/// or the old one, with what was mistyped forgotten. The person is told by text message either way.
/// </summary>
public sealed class ResetOwnPassword(
    OwnChange change,
    AccountRecords accounts,
    OwnSignIn own,
    PasswordCheck check,
    NoticeQueue notices
)
{
    public async Task<Outcome<AccountSummary>> ChangeAsync(
        Resets resets,
        OpenReset reset,
        string origin,
        string password,
        string again,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(reset);
        if (await accounts.FindAsync(reset.Person, ct) is not { } me)
        {
            return Over;
        }

        if (await check.RunAsync(me, password, again, ct) is { } no)
        {
            return no;
        }

        var chosen = await own.PreparePasswordAsync(password, ct);
        return await RunAsync(
            resets,
            reset,
            new Step(me, Act.ChangePassword, origin, "changed"),
            tx => own.SetPasswordAsync(tx, me.Id, chosen, default),
            ct
        );
    }

    public async Task<Outcome<AccountSummary>> UnlockAsync(
        Resets resets,
        OpenReset reset,
        string origin,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(reset);
        return await accounts.FindAsync(reset.Person, ct) is { } me
            ? await RunAsync(
                resets,
                reset,
                new Step(me, Act.UnlockOwnAccount, origin, "unlocked"),
                _ => Task.CompletedTask,
                ct
            )
            : Over;
    }

    private sealed record Step(AccountSummary Me, Act Act, string Origin, string Done);

    private static Refusal Over => new("This took too long, or was done already. Start again from the sign-in page.");

    private async Task<Outcome<AccountSummary>> RunAsync(
        Resets resets,
        OpenReset reset,
        Step step,
        Func<WriteTransaction, Task> work,
        CancellationToken ct
    )
    {
        // No more than anybody may do to themselves, whatever else they are.
        var actor = new Actor(
            step.Me.Id,
            step.Me.DisplayName,
            [new RoleGrant(Role.Person, step.Me.OrganisationId)],
            step.Origin
        );
        var mobile = (await own.ProfileAsync(step.Me.Id, ct))?.Mobile;
        return await change.RunAsync(
            actor,
            step.Act,
            async (tx, _) =>
            {
                if (!await resets.FinishAsync(tx, reset))
                {
                    return Over;
                }

                await work(tx);
                await TellAsync(tx, step, mobile);
                return null;
            },
            newValue: "by oneself, " + Spell(reset.Way),
            ct: ct
        );
    }

    private Task TellAsync(WriteTransaction tx, Step step, string? mobile) =>
        mobile is null
            ? Task.CompletedTask
            : notices.QueueAsync(
                tx,
                new NewNotice(NoticeKind.GotBackIn, step.Me.Id, mobile)
                {
                    Values = new Dictionary<string, string> { ["done"] = step.Done },
                }
            );

    private static string Spell(ResetWay? way) =>
        way switch
        {
            ResetWay.App => "with the app",
            ResetWay.Text => "with a text message",
            ResetWay.RecoveryCode => "with a recovery code",
            ResetWay.Passkey => "with a passkey",
            null => "",
            _ => throw new ArgumentOutOfRangeException(nameof(way)),
        };
}
