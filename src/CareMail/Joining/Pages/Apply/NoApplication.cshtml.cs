namespace CareMail.Joining.Pages.Apply;

/// <summary>The same for a link that never was, has run out, or belongs to another browser.</summary>
internal sealed class NoApplicationModel : JoinPage
{
    public void OnGet() { }
}
