namespace CareMail.Identity.Devices;

/// <summary>A mail program's own password, as its owner sees it in the list: never the password itself.</summary>
public sealed class DevicePassword
{
    public Guid Id { get; init; }
    public string Name { get; init; } = "";
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>"imap" or "submission".</summary>
    public string? LastDoor { get; init; }
}

/// <summary>The one time the password is told.</summary>
public sealed record IssuedDevicePassword(Guid Id, string Name, string Password);
