using CareMail.Access;
using CareMail.AddressBook.Lists;
using CareMail.Delivery;
using CareMail.Manage.Applications;
using CareMail.Manage.Lists;
using CareMail.Web;

namespace CareMail.Manage;

/// <summary>
/// The pages on which a site's owner, and its administrators, look after its people: who there is and until when, adding,
/// leavers and joiners, restoring; who reads its shared mailboxes (<see cref="MailboxSheets"/>), the review twice a year
/// (<see cref="ReviewAccess"/>), more people than the site is allowed (<see cref="MorePeople"/>), and the alarm when nobody
/// opens what comes in (<see cref="WatchMailboxes"/>); the organisation's lists (<see cref="ManagedLists"/>),
/// and the mailboxes of its systems (<see cref="ManagedApplications"/>). Every act is a use case, which asks the permission table.
/// </summary>
public static class ManageModule
{
    public static IServiceCollection AddManage(this IServiceCollection services)
    {
        services.AddSingleton<ManagedPlaces>();
        services.AddSingleton<MailboxSheets>();
        services.AddSingleton<ReviewAccess>();
        services.AddSingleton<MorePeople>();
        services.AddSingleton<NameDeputy>();
        services.AddSingleton<ManagedLists>();
        services.AddSingleton<ListDecisions>();
        services.AddSingleton<IListWishes, TellOwners>();
        services.AddSingleton(WorkingHours.Embedded());
        services.AddSingleton<ManagedApplications>();
        services.AddSingleton<IOwnLimits>(s => s.GetRequiredService<ManagedApplications>());
        services.AddSingleton<WatchApplications>();
        services.AddSingleton<AlarmAddresses>();
        services.AddSingleton<OpenAlarms>();
        services.AddSingleton<WatchMailboxes>();
        services.AddHostedService(s => s.GetRequiredService<WatchMailboxes>());
        services.AddStaffPage("Your site", "/manage", Act.ReviewMailbox, place: 8);
        services.AddStaffPage("More people", "/helpdesk/more-people", Act.DecideMore, place: 25);
        return services;
    }
}
