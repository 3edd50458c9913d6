using System.Globalization;
using System.Net;

namespace CareMail.Hosting;

/// <summary>A setting that cannot be understood. The message is for the operator.</summary>
public sealed class SettingException(string name, string value, string expected)
    : Exception($"{name} is '{value}'. It must be {expected}.");

/// <summary>Reads settings one by one and refuses what it cannot understand, rather than guess.</summary>
internal sealed class SettingReader(IConfiguration configuration)
{
    public string Text(string name, string fallback) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : fallback;

    public ListenAddress Listener(string name, ListenAddress fallback) =>
        configuration[name] is not { } text ? fallback
        : ListenAddress.TryParse(text.Trim(), out var address) ? address
        : throw new SettingException(name, text, "address:port, or 'off'");

    public Uri Origin(string name, Uri fallback)
    {
        var text = Text(name, "");
        if (text is "")
        {
            return fallback;
        }

        return
            Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.AbsolutePath is "/"
            ? uri
            : throw new SettingException(name, text, "an origin such as https://mail.example.org");
    }

    public IReadOnlyList<IPNetwork> Nets(string name, IReadOnlyList<IPNetwork> fallback)
    {
        var text = Text(name, "");
        return text is "" ? fallback
            : Networks.TryParse(text, out var networks) ? networks
            : throw new SettingException(
                name,
                text,
                "networks such as 10.0.0.0/8, parted by commas, 'loopback' or 'none'"
            );
    }

    public DateTimeOffset? Instant(string name)
    {
        var text = Text(name, "");
        return text is "" ? null
            : DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var instant
            )
                ? instant
            : throw new SettingException(name, text, "an instant such as 2026-11-20T09:00Z");
    }

    /// <summary>A full path of something that is there; empty if it is not set.</summary>
    public string FileOrFolder(string name)
    {
        var text = Text(name, "");
        return text is "" ? ""
            : File.Exists(text) || Directory.Exists(text) ? Path.GetFullPath(text)
            : throw new SettingException(name, text, "a file or a folder that exists");
    }

    public int Number(string name, int fallback)
    {
        var text = Text(name, "");
        return text is "" ? fallback
            : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number
            : throw new SettingException(name, text, "a whole number");
    }
}
