using CareMail.AddressBook.Lists;
using CareMail.Mailboxes;
using CareMail.Storage;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.AddressBook;

/// <summary>
/// From address to mailbox and back: <see cref="Addresses"/>. How addresses are made: <see cref="AddressRules"/>. Finding
/// people and places: <see cref="DirectorySearch"/>, at /directory. Outsiders one keeps: <see cref="Contacts"/> and
/// <see cref="ContactGroups"/>, at /contacts. Addresses that stand for many: <see cref="MailingLists"/>.
/// </summary>
public static class AddressBookModule
{
    /// <param name="services">Of the application.</param>
    /// <param name="domain">Our mail domain.</param>
    public static IServiceCollection AddAddressBook(this IServiceCollection services, string domain)
    {
        services.AddSingleton(s => new Addresses(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<MailboxAccess>(),
            s.GetRequiredService<TimeProvider>(),
            domain
        ));
        services.AddSingleton<DirectoryQuota>();
        services.AddSingleton<DirectoryEntries>();
        services.AddSingleton<Contacts>();
        services.AddSingleton<ContactGroups>();
        services.AddSingleton<MailingLists>();
        services.AddSingleton<JoinList>();
        services.Configure<RazorPagesOptions>(pages =>
        {
            pages.Conventions.AddPageRoute("/AddressBook/Pages/ContactPage", "/contacts/{id:guid}");
            pages.Conventions.AddPageRoute("/AddressBook/Pages/GroupPage", "/contacts/groups/{id:guid}");
        });
        return services;
    }
}
