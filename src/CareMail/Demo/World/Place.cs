using CareMail.Organisations;

namespace CareMail.Demo.World;

/// <summary>An organisation of the demo world, with the mailbox its people share (none: null).</summary>
internal sealed record Place(string Ods, string Name, OrganisationKind Kind, string Town)
{
    /// <summary>The ODS code of the organisation above.</summary>
    public string? Headquarters { get; init; }

    /// <summary>Local part of the shared mailbox; homes get <c>care.</c> and their code.</summary>
    public string? SharedAddress { get; init; }

    public string? SharedName { get; init; }
}
