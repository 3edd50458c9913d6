using CareMail.Access;
using CareMail.Identity.Tablets;
using CareMail.Storage;

namespace CareMail.Accounts.Tablets;

/// <summary>Makes the device in hand a shared tablet of an organisation, or takes one away.</summary>
public sealed class ChangeTablets(Database database, Acts acts, Identity.Tablets.Tablets tablets)
{
    public async Task<Outcome<SharedTablet>> RegisterAsync(
        Actor actor,
        HttpContext device,
        Guid organisationId,
        string? name,
        CancellationToken ct = default
    )
    {
        if (
            !(await acts.AtOrganisationAsync(actor, Act.ManageTablets, organisationId, ct)).IsDone(
                out var at,
                out var no
            )
        )
        {
            return no;
        }

        if (NameRules.OfDevice(name ?? "") is { } bad)
        {
            return bad with { Field = "Name" };
        }

        var id = await database.WriteAsync(
            async tx =>
            {
                var made = await tablets.RegisterAsync(tx, device, at.Id, name!.Trim());
                await acts.RecordAsync(tx, actor, Act.ManageTablets, at.Id, at.Id, null, newValue: name.Trim());
                return made;
            },
            ct
        );
        return (await tablets.FindAsync(id, ct))!;
    }

    public async Task<Outcome<SharedTablet>> RemoveAsync(Actor actor, Guid tabletId, CancellationToken ct = default)
    {
        var none = new Refusal("There is no such tablet, or it is not yours to look after.");
        if (
            await tablets.FindAsync(tabletId, ct) is not { } tablet
            || !(await acts.AtOrganisationAsync(actor, Act.ManageTablets, tablet.OrganisationId, ct)).IsDone(
                out var at,
                out _
            )
        )
        {
            return none;
        }

        await database.WriteAsync(
            async tx =>
            {
                await tablets.RemoveAsync(tx, tablet.Id);
                await acts.RecordAsync(tx, actor, Act.ManageTablets, at.Id, at.Id, null, oldValue: tablet.Name);
            },
            ct
        );
        return tablet;
    }
}
