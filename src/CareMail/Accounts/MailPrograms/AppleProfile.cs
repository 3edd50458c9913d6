using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace CareMail.Accounts.MailPrograms;

/// <summary>A mailbox to be set up on an Apple device.</summary>
/// <param name="Address">What it sends as.</param>
/// <param name="UserName">Who signs in: the person, also for a shared mailbox.</param>
/// <param name="Prefix">Where its folders are, for a shared mailbox; null for one's own.</param>
internal sealed record AppleMailbox(Guid Id, string Name, string Address, string UserName, string? Prefix);

/// <summary>
/// Apple's configuration profile for a mail account (payload com.apple.mail.managed). It holds no password: the device asks
/// for it, so the file is no secret.
/// </summary>
internal static class AppleProfile
{
    public const string ContentType = "application/x-apple-aspen-config";

    public static byte[] Write(AppleMailbox mailbox, MailServers servers)
    {
        var identifier = $"{servers.Domain}.{mailbox.Address}";
        var account = Dictionary(
            ("PayloadType", "com.apple.mail.managed"),
            ("PayloadVersion", 1),
            ("PayloadIdentifier", identifier + ".mail"),
            ("PayloadUUID", UuidOf(mailbox.Id, "mail")),
            ("PayloadDisplayName", mailbox.Name),
            ("EmailAccountType", "EmailTypeIMAP"),
            ("EmailAccountName", mailbox.Name),
            ("EmailAccountDescription", "CareMail: " + mailbox.Name),
            ("EmailAddress", mailbox.Address),
            ("IncomingMailServerAuthentication", "EmailAuthPassword"),
            ("IncomingMailServerHostName", servers.Incoming.Host),
            ("IncomingMailServerPortNumber", servers.Incoming.Port),
            ("IncomingMailServerUseSSL", true),
            ("IncomingMailServerUsername", mailbox.UserName),
            ("IncomingMailServerIMAPPathPrefix", mailbox.Prefix),
            ("OutgoingMailServerAuthentication", "EmailAuthPassword"),
            ("OutgoingMailServerHostName", servers.Outgoing.Host),
            ("OutgoingMailServerPortNumber", servers.Outgoing.Port),
            ("OutgoingMailServerUseSSL", true),
            ("OutgoingMailServerUsername", mailbox.UserName),
            ("OutgoingPasswordSameAsIncomingPassword", true)
        );
        var profile = Dictionary(
            ("PayloadType", "Configuration"),
            ("PayloadVersion", 1),
            ("PayloadIdentifier", identifier),
            ("PayloadUUID", UuidOf(mailbox.Id, "profile")),
            ("PayloadDisplayName", "CareMail: " + mailbox.Name),
            ("PayloadDescription", "Sets up mail for " + mailbox.Address),
            ("PayloadOrganization", servers.Domain),
            ("PayloadRemovalDisallowed", false),
            ("PayloadContent", new XElement("array", account))
        );
        var document = new XDocument(
            new XDeclaration("1.0", "UTF-8", null),
            new XDocumentType(
                "plist",
                "-//Apple//DTD PLIST 1.0//EN",
                "http://www.apple.com/DTDs/PropertyList-1.0.dtd",
                null
            ),
            new XElement("plist", new XAttribute("version", "1.0"), profile)
        );
        using var bytes = new MemoryStream();
        document.Save(bytes);
        return bytes.ToArray();
    }

    private static XElement Dictionary(params (string Key, object? Value)[] entries) =>
        new(
            "dict",
            entries
                .Where(entry => entry.Value is not null)
                .SelectMany(entry => new[] { new XElement("key", entry.Key), ValueOf(entry.Value!) })
        );

    private static XElement ValueOf(object value) =>
        value switch
        {
            XElement element => element,
            bool yes => new XElement(yes ? "true" : "false"),
            int number => new XElement("integer", number.ToString(CultureInfo.InvariantCulture)),
            _ => new XElement("string", value),
        };

    /// <summary>The same for the same mailbox: installing it again replaces it.</summary>
    private static string UuidOf(Guid mailbox, string what) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{mailbox} {what}")).AsSpan(..16))
            .ToString()
            .ToUpperInvariant();
}
