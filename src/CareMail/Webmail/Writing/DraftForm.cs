using System.Diagnostics.CodeAnalysis;

namespace CareMail.Webmail.Writing;

/// <summary>What the writing page holds and posts back. A field left empty arrives as null and is read as empty.</summary>
internal sealed class DraftForm
{
    /// <summary>The address to write from.</summary>
    [AllowNull]
    public string From
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>Each one recipient, or whatever was typed: commas and semicolons separate.</summary>
    public List<string> To { get; set; } = [];
    public List<string> Cc { get; set; } = [];
    public List<string> Bcc { get; set; } = [];

    [AllowNull]
    public string Subject
    {
        get;
        set => field = value ?? "";
    } = "";

    [AllowNull]
    public string Text
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>The saved draft; empty until it is saved first.</summary>
    public string? Draft { get; set; }

    /// <summary>Names this message from its first save to its sending: older drafts of it are recognised by it.</summary>
    [AllowNull]
    public string Key
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>The message answered or forwarded.</summary>
    public string? Original { get; set; }

    /// <summary>reply, reply-all or forward; empty for a new message.</summary>
    public string? How { get; set; }

    /// <summary>The original goes along as it looks, below the text; otherwise what of it goes along stands in the text.</summary>
    public bool Quote { get; set; }

    /// <summary>Files of the forwarded message to take along: their paths. After the first save they are in the draft.</summary>
    public List<string> Carry { get; set; } = [];

    public bool IsForward => How == Answering.Forward;

    /// <summary>Keys travel in headers and come from browsers: letters and digits only.</summary>
    public bool HasGoodKey => Key.Length is > 0 and <= 40 && Key.All(char.IsAsciiLetterOrDigit);
}
