using CareMail.Joining.Applying;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Joining.Pages.Apply;

/// <summary>"Something here is wrong", and "nobody here can get in".</summary>
internal sealed class RingMeModel(Homes homes, Callbacks callbacks) : RingMeForm(callbacks)
{
    private CallbackTopic _topic;

    /// <summary>The home it is about.</summary>
    public Home Of { get; private set; } = null!;

    public string Heading =>
        _topic is CallbackTopic.AlreadyHere ? "Shall we ring you?" : "What is wrong about this home?";

    public string Says =>
        _topic is CallbackTopic.AlreadyHere
            ? "A person rings the number CQC holds for the home, and helps whoever works there to get in. Please say how we reach you."
            : "Name, address and owner can only be corrected at CQC, and the national register follows within weeks. We help you to find the right place.";

    public async Task<IActionResult> OnGetAsync(string topic, string? home, CancellationToken ct) =>
        await LoadAsync(topic, home, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(string topic, string? home, CancellationToken ct) =>
        await LoadAsync(topic, home, ct) ? await AskAsync(_topic, $"{Of.Name} ({Of.Asked})", ct) : NotFound();

    private async Task<bool> LoadAsync(string topic, string? home, CancellationToken ct)
    {
        CallbackTopic? found = topic switch
        {
            "already-here" => CallbackTopic.AlreadyHere,
            "register-is-wrong" => CallbackTopic.RegisterIsWrong,
            _ => null,
        };
        if (found is null || home is not { Length: > 0 and <= 20 })
        {
            return false;
        }

        _topic = found.Value;
        Of = await homes.FindAsync(home, ct: ct);
        return Of.IsKnown;
    }
}
