using CareMail.Mailboxes;
using CareMail.Storage;

namespace CareMail.AddressBook;

/// <summary>From address to mailbox and back: <see cref="Addresses"/>. How addresses are made: <see cref="AddressRules"/>.</summary>
public static class AddressBookModule
{
    /// <param name="domain">Our mail domain.</param>
    public static IServiceCollection AddAddressBook(this IServiceCollection services, string domain) =>
        services.AddSingleton(s => new Addresses(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<MailboxAccess>(),
            s.GetRequiredService<TimeProvider>(),
            domain
        ));
}
