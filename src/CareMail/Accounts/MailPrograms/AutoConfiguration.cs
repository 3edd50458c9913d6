using System.Xml;
using System.Xml.Linq;

namespace CareMail.Accounts.MailPrograms;

/// <summary>
/// What mail programs ask when somebody types an address: Thunderbird's configuration file and Outlook's Autodiscover. The
/// answer depends on the domain only: it tells of nobody whether they have an account.
/// </summary>
internal static class AutoConfiguration
{
    private const string OutlookRequest =
        "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006";
    private const string OutlookResponse =
        "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";
    private const string Response = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";

    /// <summary>Longer than any address, and any request a program sends.</summary>
    public const int LongestRequest = 8 * 1024;

    /// <summary>The format of Mozilla's ISPDB, version 1.1; others read it too.</summary>
    public static string Mozilla(MailServers servers, Uri help) =>
        Spell(
            new XElement(
                "clientConfig",
                new XAttribute("version", "1.1"),
                new XElement(
                    "emailProvider",
                    new XAttribute("id", servers.Domain),
                    new XElement("domain", servers.Domain),
                    new XElement("displayName", "CareMail"),
                    new XElement("displayShortName", "CareMail"),
                    MozillaServer("incomingServer", "imap", servers.Incoming),
                    MozillaServer("outgoingServer", "smtp", servers.Outgoing),
                    new XElement(
                        "documentation",
                        new XAttribute("url", new Uri(help, "/account/mail-program").ToString()),
                        new XElement(
                            "descr",
                            new XAttribute("lang", "en"),
                            "Mail programs need a password of their own. Make one here."
                        )
                    )
                )
            )
        );

    private static XElement MozillaServer(string element, string type, MailServer server) =>
        new(
            element,
            new XAttribute("type", type),
            new XElement("hostname", server.Host),
            new XElement("port", server.Port),
            new XElement("socketType", "SSL"),
            new XElement("authentication", "password-cleartext"),
            new XElement("username", "%EMAILADDRESS%")
        );

    /// <summary>The address somebody asks Autodiscover about; null if it is no such request.</summary>
    public static string? AskedAddress(string xml)
    {
        try
        {
            // No DTD, no entities, nothing fetched.
            using var reader = XmlReader.Create(
                new StringReader(xml),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
            );
            return XDocument
                .Load(reader)
                .Root?.Descendants(XName.Get("EMailAddress", OutlookRequest))
                .FirstOrDefault()
                ?.Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    public static string Outlook(MailServers servers, string address)
    {
        XNamespace response = Response;
        XNamespace outlook = OutlookResponse;
        return Spell(
            new XElement(
                response + "Autodiscover",
                new XElement(
                    outlook + "Response",
                    new XElement(
                        outlook + "Account",
                        new XElement(outlook + "AccountType", "email"),
                        new XElement(outlook + "Action", "settings"),
                        Protocol("IMAP", servers.Incoming),
                        Protocol("SMTP", servers.Outgoing)
                    )
                )
            )
        );

        XElement Protocol(string type, MailServer server) =>
            new(
                outlook + "Protocol",
                new XElement(outlook + "Type", type),
                new XElement(outlook + "Server", server.Host),
                new XElement(outlook + "Port", server.Port),
                new XElement(outlook + "LoginName", address),
                new XElement(outlook + "DomainRequired", "off"),
                new XElement(outlook + "SPA", "off"),
                new XElement(outlook + "SSL", "on"),
                new XElement(outlook + "AuthRequired", "on")
            );
    }

    private static string Spell(XElement root) => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root;
}
