using System.CommandLine;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Organisations;

namespace CareMail.Operations;

/// <summary><c>caremail admin person …</c> and what is done to people's sign-in.</summary>
internal static class AdminPeople
{
    public static Command Build(Func<WebApplication> build) =>
        new Command("person", "People and their accounts.").With(
            Add(build),
            Invite(build),
            Activate(build),
            List(build)
        );

    public static Command SecurityQuestions(Func<WebApplication> build)
    {
        var file = new Argument<FileInfo>("file")
        {
            Description = "CSV: email,question1,answer1,question2,answer2,question3,answer3.",
        };
        var reason = AdminOptions.Reason();
        var command = new Command(
            "security-questions",
            "Bring in the security questions people had before Account Secrets. Nothing is imported if a row is wrong."
        );
        command.Add(file);
        command.Add(reason);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                var text = await File.ReadAllTextAsync(words.GetRequiredValue(file).FullName);
                var done = AdminSession.Done(
                    await admin
                        .Get<ImportSecurityQuestions>()
                        .RunAsync(admin.Operator, text, words.GetRequiredValue(reason))
                );
                if (done.Errors.Count > 0)
                {
                    throw new RefusedException(string.Join('\n', done.Errors));
                }

                await admin.Output.WriteLineAsync(
                    string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"{done.People} people have their questions; {done.HaveSecret} have an Account Secret already."
                    )
                );
            }
        );
        return command;
    }

    private static Command Add(Func<WebApplication> build)
    {
        var ods = AdminOptions.Ods();
        var first = AdminOptions.Text("--first", "First name.");
        var last = AdminOptions.Text("--last", "Last name.");
        var roles = AdminOptions.Many("--role", "Roles beyond “person”, held at the organisation.");
        var reason = AdminOptions.Reason();
        var command = new Command("add", "Give somebody an account, an address and a mailbox.").With(
            ods,
            first,
            last,
            roles,
            reason
        );
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                var person = new NewPerson(
                    (await admin.OrganisationAsync(words.GetRequiredValue(ods))).Id,
                    words.GetRequiredValue(first),
                    words.GetRequiredValue(last)
                )
                {
                    Roles = [.. words.GetRequiredValue(roles).Select(AdminOptions.RoleOf)],
                };
                var added = AdminSession.Done(
                    await admin.Get<AddPerson>().RunAsync(admin.Operator, person, words.GetRequiredValue(reason))
                );
                await admin.Output.WriteLineAsync(added.Address.ToString());
            }
        );
        return command;
    }

    private static Command Invite(Func<WebApplication> build)
    {
        var who = AdminOptions.Person();
        var reason = AdminOptions.Reason();
        var command = new Command(
            "invite",
            "Make a temporary password for the first sign-in; prints it, once. The person does the five tasks themselves."
        ).With(who, reason);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                var person = await admin.PersonAsync(words.GetRequiredValue(who));
                await admin.TellAsync(
                    AdminSession.Done(
                        await admin
                            .Get<InvitePerson>()
                            .RunAsync(admin.Operator, person.Id, words.GetRequiredValue(reason))
                    )
                );
            }
        );
        return command;
    }

    private static Command Activate(Func<WebApplication> build)
    {
        var who = AdminOptions.Person();
        var typed = new Option<bool>("--password-stdin") { Description = "Read the password from standard input." };
        var reason = AdminOptions.Reason();
        var command = new Command(
            "activate",
            "Open a new account with all five tasks done in the person’s stead, for a test or a first start; prints its sign-in, once."
        ).With(who, typed, reason);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                var person = await admin.PersonAsync(words.GetRequiredValue(who));
                var password = words.GetValue(typed) ? await ReadPasswordAsync(admin) : null;
                var secrets = AdminSession.Done(
                    await admin
                        .Get<ActivateAccount>()
                        .RunAsync(
                            admin.Operator,
                            person.Id,
                            words.GetRequiredValue(reason),
                            new ChosenSignIn(Password: password)
                        )
                );
                // What the operator typed is not printed back.
                await admin.TellAsync(password is null ? secrets : secrets with { Password = "(as typed)" });
            }
        );
        return command;
    }

    private static Command List(Func<WebApplication> build)
    {
        var ods = AdminOptions.Perhaps("--ods", "Only this organisation’s.");
        var command = new Command("list", "People, their state and roles.").With(ods);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                var only = words.GetValue(ods) is { } code ? (await admin.OrganisationAsync(code)).Id : (Guid?)null;
                var organisations = (await admin.Get<OrganisationTable>().ListAsync()).ToDictionary(o => o.Id);
                var accounts = admin.Get<AccountRecords>();
                foreach (var person in await accounts.ListAsync(only))
                {
                    var roles = (await accounts.RolesOfAsync(person.Id)).Select(r => r.Role.Spell()).Distinct().Order();
                    await admin.Output.WriteLineAsync(
                        $"{person.UserName, -44} {StateNames.Spell(person.State), -9} "
                            + $"{organisations[person.OrganisationId].Ods, -9} {string.Join(' ', roles)}"
                    );
                }
            }
        );
        return command;
    }

    public static Command Reset(Func<WebApplication> build)
    {
        var who = AdminOptions.Person();
        var devices = new Option<bool>("--remove-devices") { Description = "Remove all mail programs’ passwords too." };
        var reason = AdminOptions.Reason();
        var command = new Command(
            "reset",
            "Give somebody a temporary password, in place of password, app and passkeys; prints it, once."
        ).With(who, devices, reason);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                var person = await admin.PersonAsync(words.GetRequiredValue(who));
                var secrets = AdminSession.Done(
                    await admin
                        .Get<ResetSignIn>()
                        .RunAsync(admin.Operator, person.Id, words.GetRequiredValue(reason), words.GetValue(devices))
                );
                await admin.TellAsync(secrets);
            }
        );
        return command;
    }

    public static Command DevicePassword(Func<WebApplication> build)
    {
        var who = AdminOptions.Person();
        var name = AdminOptions.Text("--name", "What the device is called in its owner’s list.");
        var reason = AdminOptions.Reason();
        var command = new Command(
            "device-password",
            "Make a mail program’s password for somebody; prints it, once."
        ).With(who, name, reason);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                var person = await admin.PersonAsync(words.GetRequiredValue(who));
                var issued = AdminSession.Done(
                    await admin
                        .Get<IssueDevicePassword>()
                        .RunAsync(
                            admin.Operator,
                            person.Id,
                            words.GetRequiredValue(name),
                            words.GetRequiredValue(reason)
                        )
                );
                await admin.Output.WriteLineAsync(issued.Password);
            }
        );
        return command;
    }

    public static Command Lock(Func<WebApplication> build) =>
        StateChange(
            build,
            "lock",
            "Close an account to signing in, at once. Its mail keeps arriving.",
            (admin, id, reason) => admin.Get<LockAccount>().RunAsync(admin.Operator, id, reason)
        );

    public static Command Unlock(Func<WebApplication> build) =>
        StateChange(
            build,
            "unlock",
            "Open a locked account again.",
            (admin, id, reason) => admin.Get<UnlockAccount>().RunAsync(admin.Operator, id, reason)
        );

    public static Command Roles(Func<WebApplication> build) =>
        new Command("role", "What somebody may do where.").With(
            RoleChange(
                build,
                "give",
                (admin, id, grant, reason) => admin.Get<GiveRole>().RunAsync(admin.Operator, id, grant, reason)
            ),
            RoleChange(
                build,
                "take",
                (admin, id, grant, reason) => admin.Get<TakeRole>().RunAsync(admin.Operator, id, grant, reason)
            )
        );

    private static Command StateChange(
        Func<WebApplication> build,
        string verb,
        string says,
        Func<AdminSession, Guid, string, Task<Outcome<AccountSummary>>> change
    )
    {
        var who = AdminOptions.Person();
        var reason = AdminOptions.Reason();
        var command = new Command(verb, says).With(who, reason);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                var person = await admin.PersonAsync(words.GetRequiredValue(who));
                var changed = AdminSession.Done(await change(admin, person.Id, words.GetRequiredValue(reason)));
                await admin.Output.WriteLineAsync($"{changed.UserName} is {StateNames.Spell(changed.State)}");
            }
        );
        return command;
    }

    private static Command RoleChange(
        Func<WebApplication> build,
        string verb,
        Func<AdminSession, Guid, RoleGrant, string, Task<Outcome<AccountSummary>>> change
    )
    {
        var who = AdminOptions.Person();
        var role = new Argument<string>("role");
        var ods = AdminOptions.Ods();
        var reason = AdminOptions.Reason();
        var command = new Command(verb).With(who, role, ods, reason);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                var person = await admin.PersonAsync(words.GetRequiredValue(who));
                var grant = new RoleGrant(
                    AdminOptions.RoleOf(words.GetRequiredValue(role)),
                    (await admin.OrganisationAsync(words.GetRequiredValue(ods))).Id
                );
                AdminSession.Done(await change(admin, person.Id, grant, words.GetRequiredValue(reason)));
            }
        );
        return command;
    }

    private static async Task<string> ReadPasswordAsync(AdminSession admin) =>
        await admin.Input.ReadLineAsync() is { Length: > 0 } password
            ? password
            : throw new RefusedException("No password came on standard input.");
}
