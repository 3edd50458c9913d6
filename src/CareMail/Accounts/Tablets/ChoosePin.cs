using CareMail.Access;
using CareMail.Accounts.Tasks;
using CareMail.Identity;
using CareMail.Identity.Tablets;

namespace CareMail.Accounts.Tablets;

/// <summary>A PIN of one's own for one shared tablet.</summary>
public sealed class ChoosePin(OwnChange change, Identity.Tablets.Tablets tablets)
{
    public async Task<Outcome<AccountSummary>> RunAsync(
        Actor actor,
        SharedTablet tablet,
        string? pin,
        string? again,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(tablet);
        if (PinRules.Check(pin) is { } bad)
        {
            return new Refusal(bad, "Pin");
        }

        return pin != again
            ? new Refusal("The two PINs differ. Type the same one twice", "Again")
            : await change.RunAsync(
                actor,
                Act.ChangeFactors,
                async (tx, me) =>
                {
                    await tablets.SetPinAsync(tx, tablet.Id, me.Id, pin!);
                    return null;
                },
                newValue: "PIN on the tablet " + tablet.Name,
                ct: ct
            );
    }
}
