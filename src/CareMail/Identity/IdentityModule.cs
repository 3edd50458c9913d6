using CareMail.Audit;
using CareMail.Hosting;
using CareMail.Identity.Applications;
using CareMail.Identity.Devices;
using CareMail.Identity.Doors;
using CareMail.Identity.External;
using CareMail.Identity.Passkeys;
using CareMail.Identity.Passwords;
using CareMail.Identity.Recovery;
using CareMail.Identity.Secrets;
using CareMail.Identity.Sessions;
using CareMail.Identity.SignIn;
using CareMail.Identity.Tasks;
using CareMail.Policies;
using CareMail.Storage;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CareMail.Identity;

/// <summary>
/// Who somebody is, and proving it. The web door: password, then authenticator code, then a session that is a row. The
/// mail doors: device passwords, by <see cref="MailSignIn"/>. Every endpoint names its act, and the permission table
/// decides; <c>Doors</c> ties that to ASP.NET Core. Accounts are made and changed by use cases of other modules through
/// <see cref="AccountRecords"/>, <see cref="DevicePasswords"/> and <see cref="WebSessions"/>.
/// </summary>
public static class IdentityModule
{
    public static IServiceCollection AddIdentity(this IServiceCollection services, CareMailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var limits = new IdentityLimits();
        // A demo's passwords are public: hashing them for long would only make its start and every test slow.
        services.AddSingleton(settings.IsDemo ? limits with { PasswordIterations = 10_000 } : limits);
        services.AddSingleton(new RealTime(TimeProvider.System));
        services.AddSingleton<IdentityKeys>();
        services.AddSingleton<Endings>();
        services.AddSingleton<AccountTable>();
        services.AddSingleton<AccountSearch>();
        services.AddSingleton<RecoveryCodeTable>();
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<SessionTable>();
        services.AddSingleton<DevicePasswordTable>();
        services.AddSingleton<LastUses>();
        services.AddSingleton<Activity>();
        services.AddSingleton(s => new AccountLives(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<AccountTable>(),
            s.GetRequiredService<DevicePasswords>(),
            s.GetRequiredService<Endings>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<MailAttempts>();
        services.AddSingleton<Attempts>();
        services.AddSingleton<TextCodes>();
        services.AddSingleton<FailedTries>();
        services.AddSingleton<Browsers>();
        services.AddSingleton(s => new WebSessions(
            s.GetRequiredService<SessionTable>(),
            s.GetRequiredService<Endings>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new Tablets.Tablets(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<Endings>(),
            s.GetRequiredService<IdentityLimits>(),
            settings,
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new DevicePasswords(
            s.GetRequiredService<DevicePasswordTable>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<Endings>(),
            s.GetRequiredService<IdentityLimits>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new AccountRecords(
            s.GetRequiredService<AccountTable>(),
            s.GetRequiredService<RecoveryCodeTable>(),
            s.GetRequiredService<PasswordHashing>(),
            s.GetRequiredService<WebSessions>(),
            s.GetRequiredService<Endings>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<AccountSecrets>(),
            s.GetRequiredService<UsePolicies>(),
            s.GetRequiredService<IdentityLimits>(),
            s.GetRequiredService<TimeProvider>()
        ));
        AddTasks(services);
        services.AddSingleton(s => new MailApplications(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<Endings>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new MailSignIn(
            s.GetRequiredService<DevicePasswordTable>(),
            s.GetRequiredService<AccountTable>(),
            s.GetRequiredService<MailAttempts>(),
            s.GetRequiredService<LastUses>(),
            s.GetRequiredService<FailedTries>(),
            s.GetRequiredService<Activity>(),
            s.GetRequiredService<ExternalTokens>(),
            s.GetRequiredService<ExternalLinks>(),
            s.GetRequiredService<MailApplications>(),
            s.GetRequiredService<Endings>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<DatedPolicy>(),
            s.GetRequiredService<OpenTasks>(),
            s.GetRequiredService<IdentityLimits>(),
            settings,
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new HelpContacts(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new StreetQuestions(
            s.GetRequiredService<Attempts>(),
            s.GetRequiredService<IdentityLimits>(),
            settings
        ));
        services.AddSingleton(new OidcDoor(settings.Oidc));
        services.AddSingleton(new ExternalTokens(settings.Oidc));
        services.AddSingleton(s => new ExternalLinks(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<Endings>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<Upkeep>();
        services.AddHostedService(s => s.GetRequiredService<Upkeep>());
        AddWebKeys(services);
        AddWebDoor(services, settings);
        services.AddAuthorization(ActPolicies.Add);
        services.AddSingleton<IAuthorizationHandler, ActHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, NotFoundBeforeClosed>();
        return services;
    }

    /// <summary>After the error pages, before anything is mapped.</summary>
    public static WebApplication UseIdentity(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<TaskGate>();
        return app;
    }

    private static void AddTasks(IServiceCollection services)
    {
        services.AddSingleton(UsePolicies.Embedded());
        services.AddDatedSettings("Passwords", PasswordSettings.All, PasswordSettings.Seeds);
        services.AddSingleton(s => new PasswordReminders(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<DatedPolicy>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<PasskeyTable>();
        services.AddSingleton<ChallengeTable>();
        services.AddSingleton(s => new AccountSecrets(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<ITaskCampaigns, NoCampaigns>();
        services.AddSingleton(s => new OpenTasks(
            s.GetRequiredService<AccountTable>(),
            s.GetRequiredService<OwnSignIn>(),
            s.GetRequiredService<ITaskCampaigns>()
        ));
        services.AddSingleton(s => new TaskCensus(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<UsePolicies>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new SecurityQuestions(s.GetRequiredService<IdentityKeys>()));
        services.AddSingleton(s => new SecretChecks(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<AccountSecrets>(),
            s.GetRequiredService<SecurityQuestions>(),
            s.GetRequiredService<AuditTrail>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new Resecuring(
            s.GetRequiredService<AccountRecords>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<Attempts>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new OwnSignIn(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<AccountTable>(),
            s.GetRequiredService<PasskeyTable>(),
            s.GetRequiredService<RecoveryCodeTable>(),
            s.GetRequiredService<PasswordHashing>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<Endings>(),
            s.GetRequiredService<TextCodes>(),
            s.GetRequiredService<FailedTries>(),
            s.GetRequiredService<UsePolicies>(),
            s.GetRequiredService<DatedPolicy>(),
            s.GetRequiredService<RealTime>(),
            s.GetRequiredService<TimeProvider>()
        ));
    }

    private static void AddWebKeys(IServiceCollection services)
    {
        services.AddSingleton<WebKeyTable>();
        services.AddSingleton<WebKeySeal>();
        services.AddDataProtection().SetApplicationName("caremail");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, WebKeyOptions>();
    }

    private static void AddWebDoor(IServiceCollection services, CareMailSettings settings)
    {
        services.AddSingleton<ILookupNormalizer, NameKeys>();
        services.AddSingleton<IPasswordHasher<Account>>(s => s.GetRequiredService<PasswordHashing>().Hasher);
        services.AddSingleton<AuthenticatorCodes>();
        services
            .AddIdentityCore<Account>(identity => identity.User.AllowedUserNameCharacters = "")
            .AddUserStore<AccountStore>()
            .AddTokenProvider<AuthenticatorCodes>(TokenOptions.DefaultAuthenticatorProvider);
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.Configure<IdentityPasskeyOptions>(passkeys => Passkeys(passkeys, settings.Url));
        services.AddScoped(s => new PasskeyDoor(
            s.GetRequiredService<IPasskeyHandler<Account>>(),
            s.GetRequiredService<UserManager<Account>>(),
            s.GetRequiredService<ChallengeTable>(),
            s.GetRequiredService<Attempts>(),
            s.GetRequiredService<IdentityLimits>(),
            settings
        ));
        services.AddScoped(s => new Resets(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<AccountTable>(),
            s.GetRequiredService<UserManager<Account>>(),
            s.GetRequiredService<TextCodes>(),
            s.GetRequiredService<Attempts>(),
            s.GetRequiredService<PasskeyDoor>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<IdentityLimits>(),
            settings,
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddScoped<WebSignIn>();
        services.AddScoped<WebDoor>();
        services.AddScoped<Tablets.TabletDoor>();
        services.AddScoped(s => new OwnProof(
            s.GetRequiredService<PasskeyDoor>(),
            s.GetRequiredService<WebSignIn>(),
            s.GetRequiredService<UserManager<Account>>(),
            s.GetRequiredService<Attempts>(),
            s.GetRequiredService<IDataProtectionProvider>(),
            s.GetRequiredService<IdentityKeys>(),
            s.GetRequiredService<IdentityLimits>(),
            settings,
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddScoped(s => new Arrivals(
            s.GetRequiredService<WebDoor>(),
            s.GetRequiredService<OpenTasks>(),
            s.GetRequiredService<AccountTable>(),
            s.GetRequiredService<WebSignIn>()
        ));
        services.AddScoped(s => new StepUp(
            s.GetRequiredService<WebSignIn>(),
            s.GetRequiredService<SessionTable>(),
            s.GetRequiredService<IdentityLimits>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<SessionTickets>();
        var authentication = services
            .AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme);
        if (settings.Oidc is { } oidc)
        {
            authentication
                .AddCookie(OidcDoor.Cookie)
                .AddOpenIdConnect(OidcDoor.Scheme, options => OidcDoor.Configure(options, settings, oidc));
        }

        services.AddSingleton<
            IConfigureOptions<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>
        >(s => new WebCookies(
            s.GetRequiredService<SessionTickets>(),
            s.GetRequiredService<IdentityLimits>(),
            settings
        ));
    }

    /// <summary>
    /// A passkey belongs to the host of CAREMAIL_URL and is used only there; it verifies its user (a finger, a face, a PIN),
    /// and so is two factors in one.
    /// </summary>
    private static void Passkeys(IdentityPasskeyOptions passkeys, Uri url)
    {
        var origin = url.GetLeftPart(UriPartial.Authority);
        passkeys.ServerDomain = url.Host;
        passkeys.UserVerificationRequirement = "required";
        passkeys.ResidentKeyRequirement = "required";
        passkeys.ValidateOrigin = context =>
            ValueTask.FromResult(
                !context.CrossOrigin && string.Equals(context.Origin, origin, StringComparison.Ordinal)
            );
    }
}
