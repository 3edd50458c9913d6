using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Tasks;

namespace CareMail.Accounts.Tasks;

/// <summary>The person accepts the use policy: the version in force, and no other.</summary>
public sealed class AcceptUsePolicy(OwnChange change, OwnSignIn own, UsePolicies policies, TimeProvider time)
{
    /// <param name="version">The one that was read.</param>
    public Task<Outcome<AccountSummary>> RunAsync(Actor actor, int version, CancellationToken ct = default) =>
        change.RunAsync(
            actor,
            Act.AcceptPolicy,
            async (tx, me) =>
            {
                if (policies.InForce(time.GetUtcNow()).Version != version)
                {
                    return new Refusal("The policy has changed since you opened it. Read it again.", "Accept");
                }

                await own.AcceptPolicyAsync(tx, me.Id, version);
                return null;
            },
            newValue: FormattableString.Invariant($"version {version}"),
            ct: ct
        );
}
