namespace CareMail.Accounts.Tasks.Pages;

/// <summary>The two questions by which a number becomes a second way: which, and the code that came there.</summary>
internal interface ITextSetup
{
    string? Mobile { get; }
    string? TypedCode { get; }
    bool IsSent { get; }
}
