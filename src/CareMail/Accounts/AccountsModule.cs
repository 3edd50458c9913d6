using CareMail.Access;
using CareMail.Accounts.External;
using CareMail.Accounts.Help;
using CareMail.Accounts.MailPrograms;
using CareMail.Accounts.Passwords;
using CareMail.Accounts.Recovery;
using CareMail.Accounts.Tablets;
using CareMail.Accounts.Tasks;
using CareMail.Hosting;
using CareMail.Notices;
using CareMail.Web;

namespace CareMail.Accounts;

/// <summary>
/// People and shared mailboxes: each thing that can be done to them is one class with one <c>RunAsync</c>, which asks the
/// permission table, does it and records it in one transaction. Pages, command line and demo call the same. What people do
/// to their own sign-in, at the first one and later, is in <c>Tasks</c>.
/// </summary>
public static class AccountsModule
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, CareMailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services.AddSingleton<Acts>();
        services.AddSingleton(SharedMailboxPolicy.Group);
        services.AddSingleton<AddPerson>();
        services.AddSingleton<Welcome>();
        services.AddSingleton<FoundOrganisation>();
        services.AddStaffPage("New organisation", "/organisations/new", Act.CreateOrganisation, place: 55);
        services.AddSingleton<IMadeWhenSent, TemporaryPasswords>();
        services.AddSingleton<IMadeWhenSent, ResetPasswords>();
        services.AddSingleton<HelpSignIn>();
        services.AddSingleton<ImportSecurityQuestions>();
        services.AddSingleton<ActivateAccount>();
        services.AddSingleton<InvitePerson>();
        services.AddSingleton<ResetSignIn>();
        services.AddSingleton<LockAccount>();
        services.AddSingleton<UnlockAccount>();
        services.AddSingleton<GiveRole>();
        services.AddSingleton<TakeRole>();
        services.AddSingleton<CreateSharedMailbox>();
        services.AddSingleton<GrantMailbox>();
        services.AddSingleton<RevokeMailbox>();
        services.AddSingleton<IssueDevicePassword>();
        services.AddSingleton<RevokeDevicePassword>();
        services.AddSingleton<EndSessions>();
        services.AddSingleton<SignOutEverywhere>();
        services.AddSingleton<ResetOwnPassword>();
        services.AddSingleton<WhoCanHelp>();
        services.AddSingleton<ChangeHelpContact>();
        services.AddSingleton<ChangeTablets>();
        services.AddSingleton<ChoosePin>();
        services.AddSingleton<LinkExternal>();
        services.AddStaffPage("Shared tablets", "/organisation/tablets", Act.ManageTablets, place: 59);
        services.AddStaffPage("How people reach you", "/organisation/help-contact", Act.ChangeHelpContact, place: 58);
        services.AddSingleton<OwnChange>();
        services.AddSingleton(new BreachedPasswords(settings.Breached));
        services.AddSingleton<PasswordCheck>();
        services.AddSingleton<ChangePassword>();
        services.AddSingleton<RemindOfPasswords>();
        services.AddHostedService(s => s.GetRequiredService<RemindOfPasswords>());
        services.AddSingleton<AcceptUsePolicy>();
        services.AddSingleton<ChangeFactors>();
        services.AddSingleton<ChangeProfile>();
        services.AddSingleton<ChangeSecondEmail>();
        services.AddSingleton<ChangeAwayReply>();
        services.AddSingleton<Workplaces>();
        services.AddSingleton<ExportMailbox>();
        services.AddSingleton<ChangeAccountSecret>();
        return services;
    }

    /// <summary>Where mail programs look for their settings.</summary>
    public static WebApplication MapAccounts(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        AutoConfigurationEndpoints.Map(app);
        return app;
    }
}
