using System.CommandLine;
using CareMail.Accounts;
using CareMail.Mailboxes;

namespace CareMail.Operations;

/// <summary><c>caremail admin shared-mailbox …</c>, and who is in it.</summary>
internal static class AdminMailboxes
{
    public static Command Build(Func<WebApplication> build) =>
        new Command("shared-mailbox", "Mailboxes that several people work in.").With(Add(build));

    private static Command Add(Func<WebApplication> build)
    {
        var ods = AdminOptions.Ods();
        var localPart = AdminOptions.Perhaps("--local-part", "Its address before the @. Without: care.<code>.");
        var name = AdminOptions.Perhaps("--name", "What it is called. Without: the organisation’s name.");
        var owners = AdminOptions.Many("--owner", "Addresses of its owners: at least one, better two.");
        var members = AdminOptions.Many("--member", "Addresses of its members.");
        var reason = AdminOptions.Reason();
        var command = new Command("add", "Make a shared mailbox.").With(ods, localPart, name, owners, members, reason);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                var wanted = new NewSharedMailbox((await admin.OrganisationAsync(words.GetRequiredValue(ods))).Id)
                {
                    LocalPart = words.GetValue(localPart),
                    DisplayName = words.GetValue(name),
                    Owners = await IdsAsync(admin, words.GetRequiredValue(owners)),
                    Members = await IdsAsync(admin, words.GetRequiredValue(members)),
                };
                var made = AdminSession.Done(
                    await admin
                        .Get<CreateSharedMailbox>()
                        .RunAsync(admin.Operator, wanted, words.GetRequiredValue(reason))
                );
                await admin.Output.WriteLineAsync(made.Address.ToString());
            }
        );
        return command;
    }

    public static Command Grant(Func<WebApplication> build)
    {
        var mailbox = new Argument<string>("mailbox") { Description = "The shared mailbox’s address." };
        var who = AdminOptions.Person();
        var owner = new Option<bool>("--owner") { Description = "As an owner; otherwise as a member." };
        var reason = AdminOptions.Reason();
        var command = new Command("grant", "Let somebody work in a shared mailbox.").With(mailbox, who, owner, reason);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
                AdminSession.Done(
                    await admin
                        .Get<GrantMailbox>()
                        .RunAsync(
                            admin.Operator,
                            (await admin.MailboxAsync(words.GetRequiredValue(mailbox))).MailboxId,
                            (await admin.PersonAsync(words.GetRequiredValue(who))).Id,
                            words.GetValue(owner) ? AccessRight.Owner : AccessRight.Member,
                            words.GetRequiredValue(reason)
                        )
                )
        );
        return command;
    }

    public static Command Revoke(Func<WebApplication> build)
    {
        var mailbox = new Argument<string>("mailbox") { Description = "The shared mailbox’s address." };
        var who = AdminOptions.Person();
        var reason = AdminOptions.Reason();
        var command = new Command("revoke", "Take somebody out of a shared mailbox.").With(mailbox, who, reason);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
                AdminSession.Done(
                    await admin
                        .Get<RevokeMailbox>()
                        .RunAsync(
                            admin.Operator,
                            (await admin.MailboxAsync(words.GetRequiredValue(mailbox))).MailboxId,
                            (await admin.PersonAsync(words.GetRequiredValue(who))).Id,
                            words.GetRequiredValue(reason)
                        )
                )
        );
        return command;
    }

    private static async Task<IReadOnlyList<Guid>> IdsAsync(AdminSession admin, string[] addresses)
    {
        var ids = new List<Guid>();
        foreach (var address in addresses)
        {
            ids.Add((await admin.PersonAsync(address)).Id);
        }

        return ids;
    }
}
