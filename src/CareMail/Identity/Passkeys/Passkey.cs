using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.Passkeys;

/// <summary>A passkey, as its owner sees it in the list.</summary>
public sealed class Passkey
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset? LastUsed { get; init; }
}

/// <summary>A passkey that a browser just made and that was found good; not stored yet.</summary>
public sealed class NewPasskey
{
    internal NewPasskey(UserPasskeyInfo info) => Info = info;

    internal UserPasskeyInfo Info { get; }

    /// <summary>RFC 8176 §2: what making it proved.</summary>
    public string Proof => PasskeyDoor.Amr(Info);
}
