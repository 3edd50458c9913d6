using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Provisioning.Webhooks;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Provisioning.Pages;

/// <summary>A webhook, where it belongs and what was sent to it last.</summary>
internal sealed record ShownWebhook(Webhook Webhook, string Place, IReadOnlyList<WebhookDelivery> Deliveries);

/// <summary>Who hears of what happens to an organisation's people.</summary>
[Allows(Act.ChangeWebhooks)]
internal sealed class WebhooksPageModel(Places places, WebhookTable webhooks, ChangeWebhooks change) : PageModel
{
    private const int Shown = 10;

    [BindProperty]
    public string? Organisation { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public List<string> Kinds { get; set; } = [];

    public IReadOnlyList<RadioOption> Organisations { get; private set; } = [];

    public IReadOnlyList<ShownWebhook> Hooks { get; private set; } = [];

    public string? Secret { get; private set; }

    public static string Words(WebhookDelivery delivery) =>
        delivery.State switch
        {
            DeliveryState.Delivered => "delivered. " + delivery.Outcome,
            DeliveryState.GivenUp => "given up. " + delivery.Outcome,
            _ when delivery.Attempts == 0 => "on its way",
            _ =>
                $"tried {delivery.Attempts} times, tried again at {TokensModel.Moment(delivery.Due)}. {delivery.Outcome}",
        };

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (!Guid.TryParse(Organisations is [var only] ? only.Value : Organisation, out var at))
        {
            ModelState.AddModelError(nameof(Organisation), "Choose the organisation");
            return Again();
        }

        var outcome = await change.AddAsync(HttpContext.Actor(), at, Address ?? "", Kinds, ct);
        if (outcome.IsDone(out var made, out var refusal))
        {
            Secret = made.Secret;
            return Page();
        }

        ModelState.AddModelError(refusal.Field ?? "", refusal.Sentence.TrimEnd('.'));
        return Again();
    }

    public async Task<IActionResult> OnPostTestAsync(Guid id, CancellationToken ct) =>
        await AfterAsync(await change.TestAsync(HttpContext.Actor(), id, ct), ct);

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken ct) =>
        await AfterAsync(await change.RemoveAsync(HttpContext.Actor(), id, ct), ct);

    private async Task<IActionResult> AfterAsync(Outcome<Webhook> outcome, CancellationToken ct)
    {
        if (outcome.IsDone(out _, out var refusal))
        {
            return Redirect("/manage/webhooks");
        }

        ModelState.AddModelError("", refusal.Sentence);
        await LoadAsync(ct);
        return Again();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var mine = await places.OfAsync(HttpContext.Actor(), Act.ChangeWebhooks, ct);
        Organisations = [.. mine.Select(o => new RadioOption(o.Id.ToString(), o.Place, o.Ods))];
        var shown = new List<ShownWebhook>();
        foreach (var webhook in await webhooks.OfAsync(mine.Select(o => o.Id), ct))
        {
            var place = mine.First(o => o.Id == webhook.OrganisationId).Place;
            shown.Add(new ShownWebhook(webhook, place, await webhooks.LatestAsync(webhook.Id, Shown, ct)));
        }

        Hooks = shown;
    }

    private PageResult Again()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
