using CareMail.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CareMail.Imap;

/// <summary>
/// IMAP4rev1 and IMAP4rev2 over Mailboxes. A connection is an <see cref="ImapSession"/>: <see cref="ImapInput"/> finds
/// commands in the bytes, <see cref="ImapCommands"/> is the table of which command is allowed when and who runs it, and
/// the …Commands classes run them. <see cref="SelectedFolder"/> is what this client believes about the folder it has open,
/// and brings it up to date at the moments the standard allows. Bytes and syntax are CareMail.Protocols.Imap's business.
/// </summary>
public static class ImapModule
{
    public static IServiceCollection AddImap(this IServiceCollection services)
    {
        services.AddSingleton<ImapServices>();
        services.AddSingleton(ImapSessionLimits.Default);
        return services.AddSingleton<ImapProtocol>();
    }

    /// <summary>Opens the two doors: STARTTLS and TLS first.</summary>
    public static void AddImap(this Listeners listeners, KestrelServerOptions kestrel, CareMailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(listeners);
        ArgumentNullException.ThrowIfNull(settings);
        listeners.Add(kestrel, Door.Imap, settings.Imap, o => o.UseWire<ImapProtocol>(new WirePort("imap", false)));
        listeners.Add(kestrel, Door.Imaps, settings.Imaps, o => o.UseWire<ImapProtocol>(new WirePort("imaps", true)));
    }
}
