namespace CareMail.Notices;

/// <summary>What became of one try.</summary>
internal enum SendResult
{
    Sent = 1,

    /// <summary>Nothing was wrong with the notice: try again later.</summary>
    TryLater = 2,

    /// <summary>It will be refused again: the address or the number cannot be reached.</summary>
    Refused = 3,
}

/// <summary>Brings a notice to its reader.</summary>
internal interface INoticeSender
{
    /// <summary>False: notices wait, sealed, until the operator names a sender.</summary>
    bool Exists { get; }

    Task<SendResult> SendAsync(WrittenNotice notice, CancellationToken ct);
}

/// <summary>Nobody brings notices: they wait, sealed.</summary>
internal sealed class NoSender : INoticeSender
{
    public bool Exists => false;

    public Task<SendResult> SendAsync(WrittenNotice notice, CancellationToken ct) =>
        Task.FromResult(SendResult.TryLater);
}
