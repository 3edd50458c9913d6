using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Passkeys;
using CareMail.Identity.Tasks;
using CareMail.Notices;

namespace CareMail.Accounts.Tasks;

/// <summary>Recovery codes, told once.</summary>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

/// <summary>
/// The ways to prove that it is oneself, beside the password: an authenticator app, passkeys, recovery codes. The last app
/// or passkey cannot be removed.
/// </summary>
public sealed class ChangeFactors(OwnChange change, OwnSignIn own)
{
    private const string LastOne =
        "This is your only second way to prove that it is you. Add another one first, then remove this.";

    public const string NoTexts =
        "Administrators and helpdesks cannot use text messages: a mobile number can be taken over at a shop counter, and your account opens other people’s. Use an app or a passkey.";

    /// <summary>The app that was shown a new secret has shown its first code.</summary>
    public Task<Outcome<AccountSummary>> AddAuthenticatorAsync(
        Actor actor,
        string code,
        StaysIn stays,
        CancellationToken ct = default
    ) =>
        change.RunAsync(
            actor,
            Act.ChangeFactors,
            async (tx, me) =>
                await own.ConfirmAuthenticatorAsync(tx, me.Id, code, stays)
                    ? null
                    : new Refusal(
                        "That code is not right. Wait for the next one; if it is wrong too, check the clock of your phone.",
                        "Code"
                    ),
            newValue: "authenticator app",
            ct: ct
        );

    /// <summary>Sends a code to a number that is to become the second way.</summary>
    public async Task<Outcome<UkMobile>> SendProofAsync(Actor actor, string? mobile, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!(await own.FactorsAsync(actor.AccountId ?? Guid.Empty, ct)).MayUseTexts)
        {
            return new Refusal(NoTexts, "Mobile");
        }

        if (!UkMobile.Read(mobile, "Mobile").IsDone(out var number, out var no))
        {
            return no;
        }

        return await own.SendProofAsync(actor.AccountId!.Value, number.National, ct)
            ? number
            : new Refusal("That were ten text messages today. Try again tomorrow, or take another way.", "Mobile");
    }

    /// <summary>The code shows that the number is the person's: it is their second way from now on.</summary>
    public async Task<Outcome<AccountSummary>> AddTextsAsync(
        Actor actor,
        string code,
        StaysIn stays,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        var me = actor.AccountId ?? Guid.Empty;
        if (!(await own.FactorsAsync(me, ct)).MayUseTexts)
        {
            return new Refusal(NoTexts, "TypedCode");
        }

        return await own.ProvenNumberAsync(me, code, ct) is not { } mobile
            ? new Refusal("That code is not right, or ran out. Look at the latest message.", "TypedCode")
            : await change.RunAsync(
                actor,
                Act.ChangeFactors,
                async (tx, _) =>
                {
                    await own.AddTextsAsync(tx, me, mobile, stays);
                    return null;
                },
                newValue: "text messages to the mobile ending " + mobile[^3..],
                ct: ct
            );
    }

    public Task<Outcome<AccountSummary>> RemoveTextsAsync(Actor actor, StaysIn stays, CancellationToken ct = default) =>
        change.RunAsync(
            actor,
            Act.ChangeFactors,
            async (tx, me) => await own.RemoveTextsAsync(tx, me.Id, stays) ? null : new Refusal(LastOne, "Texts"),
            oldValue: "text messages",
            ct: ct
        );

    public Task<Outcome<AccountSummary>> RemoveAuthenticatorAsync(
        Actor actor,
        StaysIn stays,
        CancellationToken ct = default
    ) =>
        change.RunAsync(
            actor,
            Act.ChangeFactors,
            async (tx, me) =>
                await own.RemoveAuthenticatorAsync(tx, me.Id, stays) ? null : new Refusal(LastOne, "Authenticator"),
            oldValue: "authenticator app",
            ct: ct
        );

    public async Task<Outcome<AccountSummary>> AddPasskeyAsync(
        Actor actor,
        NewPasskey? passkey,
        string name,
        StaysIn stays,
        CancellationToken ct = default
    )
    {
        if (NameRules.OfDevice(name) is { } badName)
        {
            return badName;
        }

        return passkey is null
            ? new Refusal("The passkey could not be used. Try again, or take another way.", "Passkey")
            : await change.RunAsync(
                actor,
                Act.ChangeFactors,
                async (tx, me) =>
                {
                    await own.AddPasskeyAsync(tx, me.Id, passkey, name.Trim(), stays);
                    return null;
                },
                newValue: "passkey: " + name.Trim(),
                ct: ct
            );
    }

    public Task<Outcome<AccountSummary>> RemovePasskeyAsync(
        Actor actor,
        Guid passkeyId,
        StaysIn stays,
        CancellationToken ct = default
    ) =>
        change.RunAsync(
            actor,
            Act.ChangeFactors,
            async (tx, me) =>
                await own.RemovePasskeyAsync(tx, me.Id, passkeyId, stays) is null
                    ? new Refusal(LastOne, "Passkeys")
                    : null,
            oldValue: "passkey",
            ct: ct
        );

    /// <summary>Ten new ones; those before do not work any more.</summary>
    public async Task<Outcome<RecoveryCodes>> MakeCodesAsync(Actor actor, CancellationToken ct = default)
    {
        IReadOnlyList<string> codes = [];
        var outcome = await change.RunAsync(
            actor,
            Act.ChangeFactors,
            async (tx, me) =>
            {
                codes = await own.NewCodesAsync(tx, me.Id);
                return null;
            },
            newValue: "recovery codes",
            ct: ct
        );
        return outcome.IsDone(out _, out var no) ? new RecoveryCodes(codes) : no;
    }

    /// <summary>The person said that they have them.</summary>
    public Task<Outcome<AccountSummary>> KeepCodesAsync(Actor actor, CancellationToken ct = default) =>
        change.RunAsync(
            actor,
            Act.ChangeFactors,
            async (tx, me) =>
            {
                if (await own.CodesLeftAsync(tx, me.Id) == 0)
                {
                    return new Refusal("Make recovery codes first.", "Codes");
                }

                await own.KeepCodesAsync(tx, me.Id);
                return null;
            },
            newValue: "recovery codes kept",
            ct: ct
        );
}
