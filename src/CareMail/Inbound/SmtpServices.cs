using CareMail.AddressBook;
using CareMail.AddressBook.Lists;
using CareMail.Delivery;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Mailboxes;

namespace CareMail.Inbound;

/// <summary>What every session works with.</summary>
internal sealed record SmtpServices(
    CareMailSettings Settings,
    SmtpLimits Limits,
    MailStore Store,
    MailDelivery Delivery,
    Addresses Addresses,
    MailingLists Lists,
    MailSignIn SignIn,
    GuessBrake Guesses,
    InboundMetrics Metrics,
    TimeProvider Clock,
    ILogger<SmtpProtocol> Log
);
