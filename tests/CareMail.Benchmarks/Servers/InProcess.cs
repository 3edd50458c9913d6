using CareMail.Access;
using CareMail.Accounts;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Organisations;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Benchmarks.Servers;

/// <summary>The whole service in this process, for what is asked of its use cases; with <c>--database</c> on PostgreSQL.</summary>
internal static class InProcess
{
    public static async Task RunAsync(Options options, string name, Func<IServiceProvider, string, Task> measure)
    {
        var folder = Directory.CreateTempSubdirectory($"caremail-{name}-").FullName;
        var settings = new CareMailSettings
        {
            DataFolder = folder,
            Database = options.Database,
            Web = ListenAddress.AnyLoopbackPort,
            Smtp = ListenAddress.AnyLoopbackPort,
            Submission = ListenAddress.AnyLoopbackPort,
            Submissions = ListenAddress.AnyLoopbackPort,
            Imap = ListenAddress.AnyLoopbackPort,
            Imaps = ListenAddress.AnyLoopbackPort,
        };
        await using (var app = App.Build(settings))
        {
            await app.StartAsync();
            await measure(app.Services, settings.Database.Length > 0 ? "PostgreSQL" : "SQLite");
            await app.StopAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A large trust, and somebody who administers it.</summary>
    public static async Task<(Organisation Trust, Actor Admin)> TrustAsync(IServiceProvider services)
    {
        var who = Actor.Operator("benchmark");
        var trust = Done(
            await services
                .GetRequiredService<CreateOrganisation>()
                .RunAsync(
                    who,
                    new NewOrganisation("VZ900", "Fictwell Trust", OrganisationKind.Hospital, "Fictmarket"),
                    "benchmark"
                )
        );
        var added = Done(
            await services
                .GetRequiredService<AddPerson>()
                .RunAsync(who, new NewPerson(trust.Id, "Ada", "Obi") { Roles = [Role.LocalAdmin] }, "benchmark")
        );
        Done(await services.GetRequiredService<ActivateAccount>().RunAsync(who, added.AccountId, "benchmark"));
        var roles = await services.GetRequiredService<AccountRecords>().RolesOfAsync(added.AccountId);
        return (trust, new Actor(added.AccountId, added.DisplayName, roles, "benchmark"));
    }

    public static T Done<T>(Outcome<T> outcome)
        where T : class =>
        outcome.IsDone(out var done, out var refusal) ? done : throw new InvalidOperationException(refusal.Sentence);
}
