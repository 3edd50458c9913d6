using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Provisioning.People;
using CareMail.Provisioning.Scim;
using CareMail.Provisioning.Tokens;
using CareMail.Provisioning.Webhooks;

namespace CareMail.Provisioning.Api;

/// <summary>Webhooks, for a program that sets itself up.</summary>
internal static class ApiWebhooks
{
    private const int Shown = 50;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/webhooks", ListAsync)
            .Told(Act.UseWebhooks, "webhooks", "Webhooks and what each is told")
            .Produces<IReadOnlyList<ApiWebhook>>();
        api.MapPost("/webhooks", AddAsync)
            .Told(Act.UseWebhooks, "addWebhook", "Add a webhook; its secret is told once")
            .Produces<ApiWebhook>(StatusCodes.Status201Created);
        api.MapGet("/webhooks/{hook:guid}/deliveries", DeliveriesAsync)
            .Told(Act.UseWebhooks, "webhookDeliveries", "The latest events for a webhook, and what came of them")
            .Produces<IReadOnlyList<ApiDelivery>>();
        api.MapPost("/webhooks/{hook:guid}/test", TestAsync)
            .Told(Act.UseWebhooks, "testWebhook", "Send a test event")
            .Produces(StatusCodes.Status202Accepted);
        api.MapDelete("/webhooks/{hook:guid}", RemoveAsync)
            .Told(Act.UseWebhooks, "removeWebhook", "Remove a webhook")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ApiCaller caller, WebhookTable webhooks)
    {
        var who = await caller.WhoAsync(context, Act.ChangeWebhooks);
        var found = await webhooks.OfAsync(who.Reach, context.RequestAborted);
        return Results.Ok(found.Select(webhook => Shape(who, webhook)).ToList());
    }

    private static async Task<IResult> AddAsync(
        ApiNewWebhook wanted,
        HttpContext context,
        ApiCaller caller,
        ChangeWebhooks change,
        TokenTable tokens
    )
    {
        var who = await caller.WhoAsync(context, Act.ChangeWebhooks);
        var place =
            (string.IsNullOrWhiteSpace(wanted.Site) ? who.Own : who.Place(wanted.Site))
            ?? throw ScimRefusedException.Wrong("site must be the ODS code of a site of yours.");
        var token = await tokens.FindAsync(context.User.Program()!.TokenId, context.RequestAborted);
        var made = ApiCaller.Done(
            await change.AddAsync(
                who.Actor,
                place.Id,
                wanted.Address ?? "",
                wanted.Events ?? [],
                context.RequestAborted,
                answering: token?.MadeBy
            )
        );
        return Results.Json(
            Shape(who, made.Webhook) with
            {
                Secret = made.Secret,
            },
            statusCode: StatusCodes.Status201Created
        );
    }

    private static async Task<IResult> DeliveriesAsync(
        Guid hook,
        HttpContext context,
        ChangeWebhooks change,
        WebhookTable webhooks
    )
    {
        var webhook = Found(await change.FindAsync(context.ProgramActor(), hook, context.RequestAborted));
        var latest = await webhooks.LatestAsync(webhook.Id, Shown, context.RequestAborted);
        return Results.Ok(latest.Select(ApiDelivery.Of).ToList());
    }

    private static async Task<IResult> TestAsync(Guid hook, HttpContext context, ChangeWebhooks change)
    {
        Found(await change.TestAsync(context.ProgramActor(), hook, context.RequestAborted));
        return Results.Accepted();
    }

    private static async Task<IResult> RemoveAsync(Guid hook, HttpContext context, ChangeWebhooks change)
    {
        Found(await change.RemoveAsync(context.ProgramActor(), hook, context.RequestAborted));
        return Results.NoContent();
    }

    private static Webhook Found(Outcome<Webhook> outcome) =>
        outcome.IsDone(out var webhook, out var refusal)
            ? webhook
            : throw new ScimRefusedException(StatusCodes.Status404NotFound, refusal.Sentence);

    private static ApiWebhook Shape(ProgramReach who, Webhook webhook) =>
        new(
            webhook.Id,
            who.Places.First(p => p.Id == webhook.OrganisationId).Ods,
            webhook.Address,
            webhook.Events.Split(' '),
            webhook.Created
        );
}
