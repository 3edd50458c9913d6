using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Identity.Passkeys;
using CareMail.Identity.Tasks;
using CareMail.Notices;
using CareMail.Storage;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Accounts.Pages;

/// <summary>Proves more than a password before a forgotten Account Secret is replaced.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class ProveSecretModel(
    StepUp stepUp,
    OwnProof proof,
    OwnSignIn own,
    PasskeyDoor passkeys,
    NoticeQueue notices,
    Database database
) : ConfirmedPage(stepUp)
{
    private const string Secret = "/account/secret";

    [BindProperty]
    public string? AppCode { get; set; }

    [BindProperty]
    public string? TextCode { get; set; }

    public bool HasPasskey { get; private set; }

    public bool HasBoth { get; private set; }

    public bool IsSent { get; private set; }

    public string Ending { get; private set; } = "";

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnPostOptionsAsync(CancellationToken ct) =>
        await passkeys.RequestOptionsAsync(HttpContext, ct) is { } options
            ? Content(options, "application/json")
            : StatusCode(StatusCodes.Status429TooManyRequests);

    public async Task<IActionResult> OnPostPasskeyAsync(string? credential, CancellationToken ct)
    {
        if (await proof.ByPasskeyAsync(HttpContext, credential ?? "", ct))
        {
            return Redirect(Secret);
        }

        await LoadAsync(ct);
        return Refused(new Refusal("This passkey was not taken. Try again", "Passkey"));
    }

    public async Task<IActionResult> OnPostSendAsync(CancellationToken ct)
    {
        if ((await own.ProfileAsync(Me, ct))?.Mobile is not { } mobile)
        {
            return Redirect("/account/secret/prove");
        }

        if (await proof.NewCodeAsync(HttpContext, ct) is not { } code)
        {
            await LoadAsync(ct);
            return Refused(new Refusal("You asked for many codes today. Try again tomorrow, or ask the helpdesk"));
        }

        await database.WriteAsync(
            async tx =>
            {
                await notices.DropAsync(tx, NoticeKind.SecretCode, Me);
                await notices.QueueAsync(
                    tx,
                    new NewNotice(NoticeKind.SecretCode, Me, mobile)
                    {
                        Values = new Dictionary<string, string> { ["code"] = code },
                    }
                );
            },
            ct
        );
        return Redirect("/account/secret/prove");
    }

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken ct)
    {
        if (await proof.ByCodesAsync(HttpContext, AppCode ?? "", TextCode ?? "", ct))
        {
            return Redirect(Secret);
        }

        await LoadAsync(ct);
        return Refused(new Refusal("The two codes are not right together. Type both again", nameof(TextCode)));
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var factors = await own.FactorsAsync(Me, ct);
        var mobile = (await own.ProfileAsync(Me, ct))?.Mobile;
        HasPasskey = factors.Passkeys.Count > 0;
        HasBoth = factors.HasAuthenticator && mobile is not null;
        IsSent = proof.IsCodeSent(HttpContext);
        Ending = mobile is null ? "" : mobile[^3..];
    }
}
