namespace CareMail.Access;

/// <summary>Everything that can be asked of the service. Each endpoint and each use case names one.</summary>
public enum Act
{
    // open to the street
    SeePublicPages,
    SignIn,
    CheckHealth,
    ReadMetrics,
    UseDemo,
    CheckEligibility,
    Join,
    ReadApiDescription,

    // one's own
    SignOut,
    ManageOwnAccount,
    UseMail,
    ChangePassword,
    AcceptPolicy,
    ChangeFactors,
    ChangeProfile,
    ChangeSecret,
    OpenAccount,
    UnlockOwnAccount,

    // the directory
    SearchDirectory,
    ManageContacts,
    ManageDirectory,

    // organisations, people, mailboxes
    CreateOrganisation,
    ListOrganisations,
    ImportRegisters,
    AddPerson,
    ListPeople,
    CreateSharedMailbox,
    GrantMailbox,
    RevokeMailbox,
    GiveRole,
    TakeRole,
    ActivateAccount,
    InvitePerson,
    ChangeHelpContact,
    ResetSignIn,
    LockAccount,
    UnlockAccount,
    EndSessions,
    IssueDevicePassword,
    RevokeDevicePassword,

    // who may join
    ReplayEligibility,
    SeeApplications,
    WorkOnApplications,
    DecideApplications,
    ChangePolicy,

    // programs that act for an organisation
    SeeTokens,
    CreateToken,
    RevokeToken,
    TakeOverToken,
    UseScim,
    PauseFeed,
    ResumeFeed,
    ChangeFeed,
}

/// <summary>How acts are spelled in the audit trail.</summary>
public static class ActNames
{
    public static string Spell(this Act act) =>
        act switch
        {
            Act.SeePublicPages => "page.see",
            Act.SignIn => "session.start",
            Act.CheckHealth => "health.check",
            Act.ReadMetrics => "metrics.read",
            Act.UseDemo => "demo.use",
            Act.CheckEligibility => "eligibility.check",
            Act.Join => "application.make",
            Act.ReadApiDescription => "api.describe",
            Act.SignOut => "session.end",
            Act.ManageOwnAccount => "account.manage",
            Act.UseMail => "mail.use",
            Act.ChangePassword => "password.change",
            Act.AcceptPolicy => "policy.accept",
            Act.ChangeFactors => "factors.change",
            Act.ChangeProfile => "profile.change",
            Act.ChangeSecret => "account_secret.change",
            Act.OpenAccount => "account.open",
            Act.SearchDirectory => "directory.search",
            Act.ManageContacts => "contacts.manage",
            Act.ManageDirectory => "directory.manage",
            Act.UnlockOwnAccount => "account.unlock_own",
            Act.CreateOrganisation => "organisation.create",
            Act.ListOrganisations => "organisation.list",
            Act.ImportRegisters => "registers.import",
            Act.AddPerson => "person.add",
            Act.ListPeople => "person.list",
            Act.CreateSharedMailbox => "mailbox.create",
            Act.GrantMailbox => "mailbox.grant",
            Act.RevokeMailbox => "mailbox.revoke",
            Act.GiveRole => "role.give",
            Act.TakeRole => "role.take",
            Act.ActivateAccount => "account.activate",
            Act.ChangeHelpContact => "help_contact.change",
            Act.InvitePerson => "person.invite",
            Act.ResetSignIn => "sign_in.reset",
            Act.LockAccount => "account.lock",
            Act.UnlockAccount => "account.unlock",
            Act.EndSessions => "sessions.end",
            Act.IssueDevicePassword => "device_password.issue",
            Act.RevokeDevicePassword => "device_password.revoke",
            Act.ReplayEligibility => "eligibility.replay",
            Act.SeeApplications => "application.see",
            Act.WorkOnApplications => "application.work",
            Act.DecideApplications => "application.decide",
            Act.ChangePolicy => "policy.change",
            Act.SeeTokens => "token.see",
            Act.CreateToken => "token.create",
            Act.RevokeToken => "token.revoke",
            Act.TakeOverToken => "token.take_over",
            Act.UseScim => "scim.use",
            Act.PauseFeed => "feed.pause",
            Act.ResumeFeed => "feed.resume",
            Act.ChangeFeed => "feed.change",
        };
}
