namespace CareMail.Demo.World;

internal enum PlaceKind
{
    CareHome,
    CareGroup,
    Hospital,
    Surgery,
    Helpdesk,
    Association,
    Platform,
}

/// <summary>An organisation of the demo world, with the mailbox its people share (none: null).</summary>
internal sealed record Place(string Ods, string Name, PlaceKind Kind)
{
    /// <summary>The ODS code of the organisation above.</summary>
    public string? Headquarters { get; init; }

    /// <summary>Local part of the shared mailbox; homes get <c>care.</c> and their code.</summary>
    public string? SharedAddress { get; init; }

    public string? SharedName { get; init; }
}
