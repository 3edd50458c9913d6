using CareMail.Access;
using CareMail.Accounts;
using CareMail.Mailboxes;
using CareMail.Provisioning.Scim;

namespace CareMail.Provisioning.Api;

/// <summary>Shared mailboxes and who is let in.</summary>
internal static class ApiMailboxes
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/mailboxes", ListAsync)
            .Told(Act.ReadPeople, "mailboxes", "Shared mailboxes and who is let in")
            .Produces<IReadOnlyList<ApiMailbox>>();
        api.MapPut("/mailboxes/{box:guid}/people/{person:guid}", GrantAsync)
            .Told(Act.WritePeople, "grantMailbox", "Let somebody into a shared mailbox")
            .Produces(StatusCodes.Status204NoContent);
        api.MapDelete("/mailboxes/{box:guid}/people/{person:guid}", RevokeAsync)
            .Told(Act.WritePeople, "revokeMailbox", "Let somebody into a shared mailbox no more")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ApiCaller caller, MailboxAccess mailboxes)
    {
        var ct = context.RequestAborted;
        var found = new List<ApiMailbox>();
        foreach (var site in (await caller.WhoAsync(context, Act.ReadPeople)).Places)
        {
            foreach (var mailbox in await mailboxes.OfOrganisationAsync(site.Id, MailboxKind.Shared, ct))
            {
                var rights = await mailboxes.AccountsOfAsync(mailbox.Id, ct);
                found.Add(
                    new ApiMailbox(
                        mailbox.Id,
                        mailbox.DisplayName,
                        site.Ods,
                        [
                            .. rights.Select(r => new ApiAccess(
                                r.AccountId,
                                r.Right is AccessRight.Owner ? "owner" : "member"
                            )),
                        ]
                    )
                );
            }
        }

        return Results.Ok(found);
    }

    private static async Task<IResult> GrantAsync(
        Guid box,
        Guid person,
        ApiRight wanted,
        HttpContext context,
        ApiCaller caller,
        GrantMailbox grant
    )
    {
        var (who, known) = await caller.WritableAsync(context, person);
        var right = wanted.Right switch
        {
            "owner" => AccessRight.Owner,
            "member" => AccessRight.Member,
            _ => throw ScimRefusedException.Wrong("right is owner or member."),
        };
        ApiCaller.Done(
            await grant.RunAsync(who.Actor, box, known.AccountId, right, who.Reason, context.RequestAborted)
        );
        return Results.NoContent();
    }

    private static async Task<IResult> RevokeAsync(
        Guid box,
        Guid person,
        HttpContext context,
        ApiCaller caller,
        RevokeMailbox revoke
    )
    {
        var (who, known) = await caller.WritableAsync(context, person);
        ApiCaller.Done(await revoke.RunAsync(who.Actor, box, known.AccountId, who.Reason, context.RequestAborted));
        return Results.NoContent();
    }
}
