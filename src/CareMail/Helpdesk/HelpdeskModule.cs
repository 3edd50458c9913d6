using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Delivery;
using CareMail.Helpdesk.Pages;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Joining;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Policies;
using CareMail.Storage;
using CareMail.Web;

namespace CareMail.Helpdesk;

/// <summary>
/// Somebody cannot get in and asks for help: a case, by telephone, by the open form, or by a message to the helpdesk's
/// mailbox. Agents are the national helpdesk and the administrators of the person's own organisation. They make sure who is
/// asking (<see cref="KnowCaller"/>), and then change the account (<see cref="ChangeAccount"/>, <see cref="MoveMobile"/>), or
/// give a home back its mailbox (<see cref="RecoverMailbox"/>). Pages are under /helpdesk/cases; the form at /help/ask.
/// </summary>
public static class HelpdeskModule
{
    public static IServiceCollection AddHelpdesk(this IServiceCollection services)
    {
        services.AddDatedSettings("The helpdesk", HelpdeskPolicy.All, HelpdeskPolicy.Seeds);
        services.AddSingleton(new HelpdeskLimits());
        services.AddSingleton<CaseKeys>();
        services.AddSingleton<Desk>();
        services.AddSingleton<CaseFiles>();
        services.AddSingleton<IOwnMail, MailCases>();
        services.AddSingleton<HelpdeskUpkeep>();
        services.AddSingleton<IUndelivered>(s => s.GetRequiredService<HelpdeskUpkeep>());
        services.AddHostedService(s => s.GetRequiredService<HelpdeskUpkeep>());
        services.AddSingleton<CaseServices>();
        AddCases(services);
        AddChanges(services);
        services.AddStaffPage("Cases", "/helpdesk/cases", Act.SeeCases, place: 5);
        return services;
    }

    private static void AddCases(IServiceCollection services)
    {
        services.AddSingleton(s => new OpenCase(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<Desk>(),
            s.GetRequiredService<AccountRecords>(),
            s.GetRequiredService<OrganisationTable>(),
            s.GetRequiredService<CaseKeys>(),
            s.GetRequiredService<HelpdeskLimits>()
        ));
        services.AddSingleton(s => new WorkOnCase(
            s.GetRequiredService<Desk>(),
            s.GetRequiredService<AccountRecords>(),
            s.GetRequiredService<Addresses>(),
            s.GetRequiredService<NoticeQueue>()
        ));
        services.AddSingleton(s => new KnowCaller(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<Desk>(),
            s.GetRequiredService<SecretChecks>()
        ));
    }

    private static void AddChanges(IServiceCollection services)
    {
        services.AddSingleton(s => new ChangeAccount(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<Desk>(),
            s.GetRequiredService<AccountRecords>(),
            s.GetRequiredService<HelpSignIn>(),
            s.GetRequiredService<NoticeQueue>(),
            s.GetRequiredService<CareMailSettings>()
        ));
        services.AddSingleton(s => new MoveMobile(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<Desk>(),
            s.GetRequiredService<AccountRecords>(),
            s.GetRequiredService<MailboxAccess>(),
            s.GetRequiredService<Addresses>(),
            s.GetRequiredService<HelpSignIn>(),
            s.GetRequiredService<NoticeQueue>(),
            s.GetRequiredService<CaseKeys>(),
            s.GetRequiredService<CareMailSettings>(),
            s.GetRequiredService<HelpdeskLimits>()
        ));
        services.AddSingleton(s => new RecoverMailbox(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<Desk>(),
            s.GetRequiredService<HomeTelephones>(),
            s.GetRequiredService<OrganisationTable>(),
            s.GetRequiredService<AccountRecords>(),
            s.GetRequiredService<AddPerson>(),
            s.GetRequiredService<Welcome>(),
            s.GetRequiredService<GrantMailbox>(),
            s.GetRequiredService<MailboxAccess>(),
            s.GetRequiredService<Addresses>(),
            s.GetRequiredService<NoticeQueue>(),
            s.GetRequiredService<CareMailSettings>(),
            s.GetRequiredService<HelpdeskLimits>()
        ));
    }
}
