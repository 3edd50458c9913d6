using CareMail.Access;
using CareMail.Hosting;
using CareMail.Joining.Applying;
using CareMail.Joining.Deciding;
using CareMail.Joining.Pages.Apply;
using CareMail.Joining.Pages.Casework;
using CareMail.Notices;
using CareMail.Registers;
using CareMail.Storage;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Joining;

/// <summary>
/// How a home joins. <c>Applying</c>: find the home, hear the decision, prove to be it, name people, send it in (the pages
/// of /join). <c>Deciding</c>: the caseworkers' queue and everything that speaks for and against an application
/// (/helpdesk/applications); an approval makes organisation, accounts and mailbox in one transaction. What an application may
/// go through is in <see cref="ApplicationRules"/>; how long what is personal is kept, in <see cref="JoiningLimits"/>.
/// </summary>
public static class JoiningModule
{
    public static IServiceCollection AddJoining(this IServiceCollection services, CareMailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddSingleton(new JoiningLimits());
        services.AddSingleton<JoiningKeys>();
        services.AddSingleton<PersonTable>();
        services.AddSingleton<WatchTable>();
        services.AddSingleton<Guesses>();
        services.AddSingleton<Homes>();
        services.AddSingleton<Contacts>();
        services.AddSingleton(s => new HomeTelephones(s.GetRequiredService<Homes>(), s.GetRequiredService<Contacts>()));
        services.AddSingleton<Applications>();
        services.AddSingleton<ApplicantLetters>();
        AddApplying(services, settings.Domain);
        services.AddSingleton<ApplicantAnswers>();
        services.AddSingleton<WatchHome>();
        services.AddSingleton<Callbacks>();
        services.AddSingleton<ApplicationFiles>();
        services.AddSingleton<ApproveApplication>();
        services.AddSingleton<AnswerApplicant>();
        services.AddSingleton<RingHome>();
        services.AddSingleton<ResendWelcome>();
        services.AddSingleton<WorkQueue>();
        services.AddSingleton<IUndelivered, UndeliveredNotices>();
        services.AddStaffPage("Applications", "/helpdesk/applications", Act.SeeApplications, place: 10);
        services.AddStaffPage("To ring back", "/helpdesk/callbacks", Act.WorkOnApplications, place: 20);
        services.AddSingleton<ApplicantServices>();
        services.AddSingleton<DeskServices>();
        services.Configure<RazorPagesOptions>(pages =>
            pages.Conventions.AddPageRoute("/Joining/Pages/Apply/PersonPage", "/join/people/{id:guid}")
        );
        services.AddSingleton<JoiningUpkeep>();
        services.AddHostedService(s => s.GetRequiredService<JoiningUpkeep>());
        return services;
    }

    /// <summary>What the demo's seeding calls too: public classes of internal parts.</summary>
    private static void AddApplying(IServiceCollection services, string domain)
    {
        services.AddSingleton(s => new StartApplication(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<Homes>(),
            s.GetRequiredService<Applications>(),
            s.GetRequiredService<ApplicantLetters>(),
            s.GetRequiredService<JoiningKeys>(),
            s.GetRequiredService<Guesses>(),
            s.GetRequiredService<JoiningLimits>(),
            s.GetRequiredService<TimeProvider>(),
            domain
        ));
        services.AddSingleton(s => new ChangeDraft(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<PersonTable>(),
            s.GetRequiredService<JoiningLimits>(),
            domain
        ));
        services.AddSingleton(s => new ProveHome(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<Applications>(),
            s.GetRequiredService<ContactRegister>(),
            s.GetRequiredService<Contacts>(),
            s.GetRequiredService<NoticeQueue>(),
            s.GetRequiredService<JoiningKeys>(),
            s.GetRequiredService<Guesses>(),
            s.GetRequiredService<JoiningLimits>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<ProveHome>>()
        ));
        services.AddSingleton(s => new SubmitApplication(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<Homes>(),
            s.GetRequiredService<Applications>(),
            s.GetRequiredService<PersonTable>(),
            s.GetRequiredService<Contacts>(),
            s.GetRequiredService<NoticeQueue>(),
            s.GetRequiredService<ApplicantLetters>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<SubmitApplication>>()
        ));
    }
}
