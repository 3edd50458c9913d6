using CareMail.Access;
using CareMail.Accounts;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Helpdesk;

/// <summary>What the helpdesk does to an account.</summary>
public enum AccountChange
{
    Unlock,
    Reset,
    Resecure,
}

/// <summary>
/// Changes the account a case is about. Never without a pass that is fresh and of this case; never twice, when two agents
/// have the same person on the line.
/// </summary>
public sealed class ChangeAccount
{
    private readonly Database _database;
    private readonly Desk _desk;
    private readonly AccountRecords _accounts;
    private readonly HelpSignIn _signIn;
    private readonly NoticeQueue _notices;
    private readonly CareMailSettings _settings;

    internal ChangeAccount(
        Database database,
        Desk desk,
        AccountRecords accounts,
        HelpSignIn signIn,
        NoticeQueue notices,
        CareMailSettings settings
    ) =>
        (_database, _desk, _accounts, _signIn, _notices, _settings) = (
            database,
            desk,
            accounts,
            signIn,
            notices,
            settings
        );

    /// <param name="actor">The agent.</param>
    /// <param name="id">Of the case.</param>
    /// <param name="version">Of the case, as the agent saw it.</param>
    /// <param name="seen">How far the helpdesk had changed the account when the agent looked.</param>
    /// <param name="change">What is to be done.</param>
    /// <param name="reason">Kept with it.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<Outcome<string>> RunAsync(
        Actor actor,
        Guid id,
        long version,
        long seen,
        AccountChange change,
        string? reason,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (await _desk.FindAsync(actor, Act.WorkOnCases, id, ct) is not { } found)
        {
            return CaseRules.NotYours;
        }

        if (found.AccountId is not { } accountId)
        {
            return CaseRules.NoPerson;
        }

        if (await _desk.PersonAsync(actor, ActOf(change), accountId, ct) is null)
        {
            return new Refusal("You may not do this to this account.");
        }

        if (_desk.WrongWords(reason, "Say why: it is kept with what you do", "Reason") is { } silent)
        {
            return silent;
        }

        var life = await _desk.PassLifeAsync(ct);
        if (!CaseRules.IsFresh(found, life, _desk.Now))
        {
            return CaseRules.NoPass;
        }

        if (await TwiceAsync(accountId, seen, ct) is { } told)
        {
            return told;
        }

        // Hashed before the transaction, because it is slow; nobody ever learns it.
        var prepared = change is AccountChange.Unlock ? null : await _accounts.PrepareTemporaryAsync(ct: ct);
        var outcome = await _desk.RunAsync(
            actor,
            id,
            version,
            async (tx, taken) =>
            {
                if (taken.AccountId != accountId || !CaseRules.IsFresh(taken, life, _desk.Now))
                {
                    return CaseRules.NoPass;
                }

                if (!await CaseTable.MarkAsync(tx, accountId, seen, KindOf(change), _desk.Now, actor.AccountId))
                {
                    return JustChanged;
                }

                var why = $"{taken.Reference}: {reason!.Trim()}";
                if (!(await DoAsync(tx, actor, accountId, change, prepared, why)).IsDone(out var person, out var no))
                {
                    return no;
                }

                await TellAsync(tx, taken, person, change);
                return new Done(KindOf(change), reason!.Trim());
            },
            ct: ct
        );
        return outcome.IsDone(out _, out var refusal) ? Sentence(change) : refusal;
    }

    private static Refusal JustChanged { get; } =
        new(
            "Somebody else at the helpdesk has just changed this account, so nothing was done now. Here it is as it stands: look again."
        );

    /// <summary>The second agent is told who was first, and with what.</summary>
    private async Task<Refusal?> TwiceAsync(Guid accountId, long seen, CancellationToken ct)
    {
        if (await CaseTable.MarkAsync(_database, accountId, ct) is not { } mark || mark.Version == seen)
        {
            return null;
        }

        var names = await _accounts.NamesAsync(mark.Actor is { } by ? [by] : [], ct);
        var who = mark.Actor is { } first ? names.GetValueOrDefault(first, "Somebody else") : "Somebody else";
        return new Refusal(
            $"{who} has just changed this account ({EventWords(mark.What)}), so nothing was done now. Here it is as it stands: look again."
        );
    }

    private async Task<Outcome<AccountSummary>> DoAsync(
        WriteTransaction tx,
        Actor actor,
        Guid accountId,
        AccountChange change,
        PreparedPassword? prepared,
        string why
    ) =>
        change switch
        {
            AccountChange.Unlock => await _signIn.UnlockAsync(tx, actor, accountId, why),
            AccountChange.Reset => await _signIn.ResetAsync(tx, actor, accountId, prepared!, why),
            AccountChange.Resecure => await _signIn.ResecureAsync(tx, actor, accountId, prepared!, why),
        };

    /// <summary>Whoever reads the person's mail next learns of it: the person, or somebody who should not.</summary>
    private Task TellAsync(WriteTransaction tx, HelpCase c, AccountSummary person, AccountChange change) =>
        _notices.QueueAsync(
            tx,
            new NewNotice(NoticeKind.AccountChanged, c.Id, person.UserName)
            {
                Values = new Dictionary<string, string>
                {
                    ["reference"] = c.Reference,
                    ["words"] = change switch
                    {
                        AccountChange.Unlock => "The helpdesk unlocked your sign-in.",
                        AccountChange.Reset =>
                            "The helpdesk reset your sign-in. A temporary password went to your mobile.",
                        AccountChange.Resecure =>
                            "The helpdesk made your account secure again. A temporary password went to your mobile; device passwords and your Account Secret do not work any more. You have 30 days to finish.",
                    },
                    ["helpdesk"] = _settings.Helpdesk,
                },
            }
        );

    private static Act ActOf(AccountChange change) =>
        change switch
        {
            AccountChange.Unlock => Act.UnlockAccount,
            AccountChange.Reset => Act.ResetSignIn,
            AccountChange.Resecure => Act.ResecureAccount,
        };

    private static CaseEventKind KindOf(AccountChange change) =>
        change switch
        {
            AccountChange.Unlock => CaseEventKind.Unlocked,
            AccountChange.Reset => CaseEventKind.Reset,
            AccountChange.Resecure => CaseEventKind.Resecured,
        };

    private static string EventWords(CaseEventKind kind) =>
        kind switch
        {
            CaseEventKind.Unlocked => "unlocked",
            CaseEventKind.Reset => "reset",
            CaseEventKind.Resecured => "made secure again",
            CaseEventKind.MobileMoved => "mobile moved",
            _ => "changed",
        };

    private static string Sentence(AccountChange change) =>
        change switch
        {
            AccountChange.Unlock => "The sign-in is unlocked.",
            AccountChange.Reset => "A temporary password goes to the mobile on record. Nobody here sees it.",
            AccountChange.Resecure =>
                "The account is closed until the person has done every task anew. A temporary password goes to the mobile on record; they have 30 days.",
        };
}
