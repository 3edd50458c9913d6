namespace CareMail.Web;

/// <summary>A line above every page, for what everybody must know: that this is a demo. Empty means no line.</summary>
public sealed class SiteNotice
{
    public string Text { get; set; } = "";

    public string? LinkText { get; set; }

    public string? LinkAddress { get; set; }
}
