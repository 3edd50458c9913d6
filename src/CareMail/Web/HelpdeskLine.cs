using CareMail.Hosting;

namespace CareMail.Web;

/// <summary>Whom to ring, as the operator set it. Empty: there is no number to print.</summary>
public sealed class HelpdeskLine(CareMailSettings settings)
{
    /// <summary>As people write it.</summary>
    public string Telephone => settings.Helpdesk;

    /// <summary>As a telephone dials it.</summary>
    public string Dialled => string.Concat(settings.Helpdesk.Where(c => char.IsAsciiDigit(c) || c == '+'));
}
