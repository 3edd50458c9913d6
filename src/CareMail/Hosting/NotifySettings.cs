namespace CareMail.Hosting;

/// <summary>GOV.UK Notify: where it is, the key of our service there, and the service's two templates.</summary>
public sealed record NotifySettings(Uri Url, string Key)
{
    /// <summary>A text message template whose text is <c>((body))</c>.</summary>
    public string TextTemplate { get; init; } = "7f3a3c5e-0c41-4f5e-9d0a-6c0f5b1a0001";

    /// <summary>An e-mail template with the subject <c>((subject))</c> and the text <c>((body))</c>.</summary>
    public string EmailTemplate { get; init; } = "7f3a3c5e-0c41-4f5e-9d0a-6c0f5b1a0002";

    internal static NotifySettings? From(SettingReader read)
    {
        var key = read.Text("CAREMAIL_NOTIFY_KEY", "");
        if (key.Length == 0)
        {
            return null;
        }

        // The key's name, the service's id, the secret: the last two are UUIDs.
        if (key.Length < 74 || !Guid.TryParse(key[^36..], out _) || !Guid.TryParse(key[^73..^37], out _))
        {
            throw new SettingException(
                "CAREMAIL_NOTIFY_KEY",
                "…",
                "a key of GOV.UK Notify: name, service id and secret, with dashes between"
            );
        }

        var defaults = new NotifySettings(
            read.Origin("CAREMAIL_NOTIFY_URL", new Uri("https://api.notifications.service.gov.uk")),
            key
        );
        return defaults with
        {
            TextTemplate = Template("CAREMAIL_NOTIFY_TEXT_TEMPLATE", defaults.TextTemplate),
            EmailTemplate = Template("CAREMAIL_NOTIFY_EMAIL_TEMPLATE", defaults.EmailTemplate),
        };

        string Template(string name, string fallback)
        {
            var id = read.Text(name, fallback);
            return Guid.TryParse(id, out _) ? id : throw new SettingException(name, id, "the id of a template");
        }
    }

    /// <summary>Without the key.</summary>
    public override string ToString() => Url.ToString();
}
