using System.CommandLine;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Mailboxes.Search;
using CareMail.Organisations;

namespace CareMail.Operations;

/// <summary>
/// <c>caremail admin …</c>: the use cases of the portal, for whoever has the machine. Every act needs a reason and is
/// audited; secrets are printed once, or read from standard input.
/// </summary>
internal static class AdminCommands
{
    public static Command Build(Func<WebApplication> build) =>
        new Command("admin", "Organisations, people, mailboxes and sign-ins, by the operator.").With(
            FirstAdministrator(build),
            AdminOrganisations.Build(build),
            AdminPeople.Build(build),
            AdminMailboxes.Build(build),
            AdminMailboxes.Grant(build),
            AdminMailboxes.Revoke(build),
            AdminPeople.Roles(build),
            AdminPeople.DevicePassword(build),
            AdminPeople.Reset(build),
            AdminPeople.Lock(build),
            AdminPeople.Unlock(build),
            AdminPeople.SecurityQuestions(build),
            RebuildSearch(build)
        );

    private static Command RebuildSearch(Func<WebApplication> build)
    {
        var command = new Command(
            "rebuild-search",
            "Make the search index anew from the messages. The service may be running; searches stay right, only slower."
        );
        AdminSession.Set(
            command,
            build,
            async (admin, _) =>
            {
                await admin.Get<MailSearch>().RebuildAsync();
                await admin.Output.WriteLineAsync(
                    "The search index is empty; the running service (or the next one) fills it."
                );
            }
        );
        return command;
    }

    private static Command FirstAdministrator(Func<WebApplication> build)
    {
        var ods = AdminOptions.Ods();
        var name = AdminOptions.Text("--organisation", "The name of the body that runs this service.");
        var town = AdminOptions.Text("--town", "Its town.");
        var first = AdminOptions.Text("--first", "First name.");
        var last = AdminOptions.Text("--last", "Last name.");
        var command = new Command(
            "first-administrator",
            "On an empty service: the body that runs it and its first administrator; prints the sign-in, once."
        ).With(ods, name, town, first, last);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                if ((await admin.Get<AccountRecords>().ListAsync()).Count > 0)
                {
                    throw new RefusedException(
                        "There are accounts here already. Use “person add --role platform” and “person activate”."
                    );
                }

                const string why = "first administrator";
                var body =
                    await admin.Get<OrganisationTable>().FindByOdsAsync(words.GetRequiredValue(ods))
                    ?? AdminSession.Done(
                        await admin
                            .Get<CreateOrganisation>()
                            .RunAsync(
                                admin.Operator,
                                new NewOrganisation(
                                    words.GetRequiredValue(ods),
                                    words.GetRequiredValue(name),
                                    OrganisationKind.Authority,
                                    words.GetRequiredValue(town)
                                ),
                                why
                            )
                    );
                var person = new NewPerson(body.Id, words.GetRequiredValue(first), words.GetRequiredValue(last))
                {
                    Roles = [Role.Platform],
                };
                var added = AdminSession.Done(await admin.Get<AddPerson>().RunAsync(admin.Operator, person, why));
                await admin.TellAsync(
                    AdminSession.Done(await admin.Get<ActivateAccount>().RunAsync(admin.Operator, added.AccountId, why))
                );
            }
        );
        return command;
    }
}
