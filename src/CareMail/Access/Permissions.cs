namespace CareMail.Access;

/// <summary>How far a permission reaches from where the role is held.</summary>
public enum Reach
{
    /// <summary>No sign-in asked.</summary>
    Anyone,

    /// <summary>The account itself.</summary>
    Self,

    /// <summary>A shared mailbox the account is an owner of.</summary>
    OwnedMailbox,

    /// <summary>People and mailboxes of the organisation where the role is held.</summary>
    Organisation,

    /// <summary>That organisation and the sites below it.</summary>
    Group,

    /// <summary>The whole service.</summary>
    Service,
}

/// <summary>Who may do what, to whom. What this table does not open is closed. Pure: no clock, no database.</summary>
public static class Permissions
{
    private sealed record Rule(Act Act, Reach Reach, params Role[] Roles);

    private static readonly Rule[] Rules =
    [
        // the street
        new(Act.SeePublicPages, Reach.Anyone),
        new(Act.SignIn, Reach.Anyone),
        new(Act.CheckHealth, Reach.Anyone),
        new(Act.ReadMetrics, Reach.Anyone), // only from the networks of CAREMAIL_METRICS, which its endpoint checks
        new(Act.UseDemo, Reach.Anyone), // mapped in a demo only, which listens on loopback only
        new(Act.CheckEligibility, Reach.Anyone), // from public registers; limited by network
        new(Act.ReadApiDescription, Reach.Anyone),
        new(Act.FindProviders, Reach.Anyone), // by consent of the owners; limited by network
        new(Act.Join, Reach.Anyone), // whose application: the key in the applicant's link
        // one's own
        new(Act.SignOut, Reach.Self, Role.Person),
        new(Act.ManageOwnAccount, Reach.Self, Role.Person),
        new(Act.UseMail, Reach.Self, Role.Person), // which mailboxes: their access lists
        new(Act.ChangePassword, Reach.Self, Role.Person),
        new(Act.AcceptPolicy, Reach.Self, Role.Person),
        new(Act.ChangeFactors, Reach.Self, Role.Person),
        new(Act.ChangeProfile, Reach.Self, Role.Person),
        new(Act.ChangeSecret, Reach.Self, Role.Person),
        new(Act.OpenAccount, Reach.Self, Role.Person),
        new(Act.UnlockOwnAccount, Reach.Self, Role.Person), // whoever proved who they are
        new(Act.ChangeAwayReply, Reach.Self, Role.Person),
        new(Act.ExportMailbox, Reach.Self, Role.Person), // one's own; another's needs four eyes
        new(Act.AskForDeletion, Reach.Self, Role.Person),
        new(Act.IssueDevicePassword, Reach.Self, Role.Person),
        new(Act.RevokeDevicePassword, Reach.Self, Role.Person),
        new(Act.EndSessions, Reach.Self, Role.Person),
        // looking after a site
        new(Act.AskForMore, Reach.Organisation, Role.Owner, Role.LocalAdmin),
        new(Act.AskForMore, Reach.Group, Role.PrimaryAdmin),
        new(Act.DecideMore, Reach.Service, Role.Caseworker, Role.Platform),
        new(Act.ReviewMailbox, Reach.OwnedMailbox, Role.Owner),
        new(Act.ReviewMailbox, Reach.Organisation, Role.LocalAdmin),
        new(Act.ReviewMailbox, Reach.Group, Role.PrimaryAdmin),
        new(Act.ListProvider, Reach.OwnedMailbox, Role.Owner),
        new(Act.ListProvider, Reach.Organisation, Role.LocalAdmin),
        new(Act.ListProvider, Reach.Group, Role.PrimaryAdmin),
        new(Act.NameDeputy, Reach.OwnedMailbox, Role.Owner),
        new(Act.NameDeputy, Reach.Organisation, Role.LocalAdmin),
        new(Act.NameDeputy, Reach.Group, Role.PrimaryAdmin),
        // lists: whoever owns one looks after it, whatever else they are
        new(Act.CreateList, Reach.Organisation, Role.Owner, Role.LocalAdmin),
        new(Act.CreateList, Reach.Group, Role.PrimaryAdmin),
        new(Act.ManageList, Reach.OwnedMailbox, Role.Person),
        new(Act.ManageList, Reach.Organisation, Role.LocalAdmin),
        new(Act.ManageList, Reach.Group, Role.PrimaryAdmin),
        new(Act.JoinList, Reach.Self, Role.Person), // where the list lets people
        // systems: an administrator lets them in, and people answer for them
        new(Act.CreateApplication, Reach.Organisation, Role.LocalAdmin),
        new(Act.CreateApplication, Reach.Group, Role.PrimaryAdmin),
        new(Act.ManageApplication, Reach.Organisation, Role.LocalAdmin),
        new(Act.ManageApplication, Reach.Group, Role.PrimaryAdmin),
        new(Act.ConfirmApplication, Reach.OwnedMailbox, Role.Person),
        new(Act.ConfirmApplication, Reach.Organisation, Role.LocalAdmin),
        new(Act.ConfirmApplication, Reach.Group, Role.PrimaryAdmin),
        // the directory: everybody finds everybody; what an organisation keeps of others is kept by a few
        new(Act.SearchDirectory, Reach.Self, Role.Person),
        new(Act.ManageContacts, Reach.Self, Role.Person),
        new(Act.ManageDirectory, Reach.Organisation, Role.DirectoryManager, Role.LocalAdmin, Role.PrimaryAdmin),
        // organisations
        new(Act.CreateOrganisation, Reach.Service, Role.Platform), // homes come in by their applications
        new(Act.ListOrganisations, Reach.Group, Role.PrimaryAdmin, Role.Auditor),
        new(Act.ListOrganisations, Reach.Service, Role.Caseworker, Role.NationalHelpdesk, Role.Platform),
        new(Act.ImportRegisters, Reach.Service, Role.Platform),
        // who may join
        new(Act.SeeApplications, Reach.Service, Role.Caseworker, Role.NationalHelpdesk, Role.Platform),
        new(Act.WorkOnApplications, Reach.Service, Role.Caseworker, Role.NationalHelpdesk), // asks, rings, rings back
        new(Act.DecideApplications, Reach.Service, Role.Caseworker), // the national helpdesk makes no accounts
        new(Act.ReplayEligibility, Reach.Service, Role.Caseworker, Role.Platform),
        new(Act.ChangePolicy, Reach.Service, Role.Platform),
        // people: an owner adds people, and never sets a password, a factor or a secret
        new(Act.AddPerson, Reach.Organisation, Role.Owner, Role.LocalAdmin),
        new(Act.AddPerson, Reach.Group, Role.PrimaryAdmin),
        new(Act.AddPerson, Reach.Service, Role.Caseworker, Role.Platform),
        new(Act.ListPeople, Reach.Organisation, Role.Owner, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.ListPeople, Reach.Group, Role.PrimaryAdmin, Role.Auditor),
        new(Act.ListPeople, Reach.Service, Role.Caseworker, Role.NationalHelpdesk, Role.Platform),
        new(Act.GiveRole, Reach.Group, Role.PrimaryAdmin),
        new(Act.GiveRole, Reach.Service, Role.Platform),
        new(Act.TakeRole, Reach.Group, Role.PrimaryAdmin),
        new(Act.TakeRole, Reach.Service, Role.Platform),
        new(Act.ManageTablets, Reach.Organisation, Role.Owner, Role.LocalAdmin), // on the device itself
        new(Act.ManageTablets, Reach.Group, Role.PrimaryAdmin),
        new(Act.ChangeHelpContact, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.ChangeHelpContact, Reach.Group, Role.PrimaryAdmin),
        // mailboxes
        new(Act.CreateSharedMailbox, Reach.Organisation, Role.LocalAdmin),
        new(Act.CreateSharedMailbox, Reach.Group, Role.PrimaryAdmin),
        new(Act.CreateSharedMailbox, Reach.Service, Role.Caseworker, Role.Platform),
        new(Act.GrantMailbox, Reach.OwnedMailbox, Role.Owner),
        new(Act.GrantMailbox, Reach.Organisation, Role.LocalAdmin),
        new(Act.GrantMailbox, Reach.Group, Role.PrimaryAdmin),
        new(Act.GrantMailbox, Reach.Service, Role.Caseworker, Role.Platform),
        new(Act.RevokeMailbox, Reach.OwnedMailbox, Role.Owner),
        new(Act.RevokeMailbox, Reach.Organisation, Role.LocalAdmin),
        new(Act.RevokeMailbox, Reach.Group, Role.PrimaryAdmin),
        new(Act.RevokeMailbox, Reach.Service, Role.Caseworker, Role.Platform),
        // how accounts live: an owner says who left and who is back
        new(Act.MarkLeaver, Reach.Organisation, Role.Owner, Role.LocalAdmin),
        new(Act.MarkLeaver, Reach.Group, Role.PrimaryAdmin),
        new(Act.MarkLeaver, Reach.Service, Role.Caseworker, Role.NationalHelpdesk, Role.Platform),
        new(Act.TakeBackLeaver, Reach.Organisation, Role.Owner, Role.LocalAdmin),
        new(Act.TakeBackLeaver, Reach.Group, Role.PrimaryAdmin),
        new(Act.TakeBackLeaver, Reach.Service, Role.Caseworker, Role.NationalHelpdesk, Role.Platform),
        new(Act.AcceptJoiner, Reach.Organisation, Role.Owner, Role.LocalAdmin),
        new(Act.AcceptJoiner, Reach.Group, Role.PrimaryAdmin),
        new(Act.AcceptJoiner, Reach.Service, Role.Caseworker, Role.Platform),
        new(Act.MovePerson, Reach.Group, Role.PrimaryAdmin),
        new(Act.MovePerson, Reach.Service, Role.Caseworker, Role.Platform),
        new(Act.RenamePerson, Reach.Organisation, Role.LocalAdmin),
        new(Act.RenamePerson, Reach.Group, Role.PrimaryAdmin),
        new(Act.RenamePerson, Reach.Service, Role.Caseworker, Role.NationalHelpdesk, Role.Platform),
        new(Act.DisableAccount, Reach.Organisation, Role.LocalAdmin),
        new(Act.DisableAccount, Reach.Group, Role.PrimaryAdmin),
        new(Act.DisableAccount, Reach.Service, Role.Caseworker, Role.NationalHelpdesk, Role.Platform),
        new(Act.EnableAccount, Reach.Organisation, Role.LocalAdmin),
        new(Act.EnableAccount, Reach.Group, Role.PrimaryAdmin),
        new(Act.EnableAccount, Reach.Service, Role.Caseworker, Role.NationalHelpdesk, Role.Platform),
        new(Act.RestoreAccount, Reach.Organisation, Role.Owner, Role.LocalAdmin),
        new(Act.RestoreAccount, Reach.Group, Role.PrimaryAdmin),
        new(Act.RestoreAccount, Reach.Service, Role.Caseworker, Role.NationalHelpdesk, Role.Platform),
        new(Act.DeleteAccount, Reach.Organisation, Role.LocalAdmin),
        new(Act.DeleteAccount, Reach.Group, Role.PrimaryAdmin),
        new(Act.DeleteAccount, Reach.Service, Role.Caseworker, Role.Platform),
        new(Act.DecideDeletion, Reach.Organisation, Role.Owner, Role.LocalAdmin), // of whoever asked for it
        new(Act.DecideDeletion, Reach.Group, Role.PrimaryAdmin),
        new(Act.DecideDeletion, Reach.Service, Role.Caseworker, Role.Platform), // where nobody else is left to
        // somebody else's sign-in
        new(Act.ActivateAccount, Reach.Service, Role.Platform), // in the person's stead: a demo, a first administrator
        new(Act.InvitePerson, Reach.Organisation, Role.Owner, Role.LocalAdmin), // the password goes to the person, unseen
        new(Act.InvitePerson, Reach.Group, Role.PrimaryAdmin),
        new(Act.InvitePerson, Reach.Service, Role.Caseworker, Role.Platform),
        new(Act.ResetSignIn, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.ResetSignIn, Reach.Group, Role.PrimaryAdmin),
        new(Act.ResetSignIn, Reach.Service, Role.NationalHelpdesk, Role.Platform),
        new(Act.LockAccount, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.LockAccount, Reach.Group, Role.PrimaryAdmin),
        new(Act.LockAccount, Reach.Service, Role.NationalHelpdesk, Role.Platform),
        new(Act.UnlockAccount, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.UnlockAccount, Reach.Group, Role.PrimaryAdmin),
        new(Act.UnlockAccount, Reach.Service, Role.NationalHelpdesk, Role.Platform),
        new(Act.EndSessions, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.EndSessions, Reach.Group, Role.PrimaryAdmin),
        new(Act.EndSessions, Reach.Service, Role.NationalHelpdesk, Role.Platform),
        new(Act.IssueDevicePassword, Reach.Service, Role.Platform), // whoever runs the machine, for a demo or a test client
        new(Act.RevokeDevicePassword, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.RevokeDevicePassword, Reach.Group, Role.PrimaryAdmin),
        new(Act.RevokeDevicePassword, Reach.Service, Role.NationalHelpdesk, Role.Platform),
        // programs: whoever makes a token answers for it
        new(Act.SeeTokens, Reach.Organisation, Role.LocalAdmin),
        new(Act.SeeTokens, Reach.Group, Role.PrimaryAdmin),
        new(Act.CreateToken, Reach.Organisation, Role.LocalAdmin),
        new(Act.CreateToken, Reach.Group, Role.PrimaryAdmin),
        new(Act.RevokeToken, Reach.Organisation, Role.LocalAdmin),
        new(Act.RevokeToken, Reach.Group, Role.PrimaryAdmin),
        new(Act.TakeOverToken, Reach.Organisation, Role.LocalAdmin),
        new(Act.TakeOverToken, Reach.Group, Role.PrimaryAdmin),
        new(Act.UseScim, Reach.Organisation, Role.LocalAdmin), // by a token of theirs, never by their browser
        new(Act.UseScim, Reach.Group, Role.PrimaryAdmin),
        new(Act.PauseFeed, Reach.Organisation, Role.LocalAdmin), // the brake does it
        new(Act.PauseFeed, Reach.Group, Role.PrimaryAdmin),
        new(Act.ResumeFeed, Reach.Organisation, Role.LocalAdmin),
        new(Act.ResumeFeed, Reach.Group, Role.PrimaryAdmin),
        new(Act.ChangeFeed, Reach.Organisation, Role.LocalAdmin),
        new(Act.ChangeFeed, Reach.Group, Role.PrimaryAdmin),
        // the helpdesk: what each act needs beside the right to it, a pass of the case, is asked by the acts themselves
        new(Act.AskHelpdesk, Reach.Anyone), // limited by network
        new(Act.SeeCases, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.SeeCases, Reach.Group, Role.PrimaryAdmin),
        new(Act.SeeCases, Reach.Service, Role.NationalHelpdesk),
        new(Act.WorkOnCases, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.WorkOnCases, Reach.Group, Role.PrimaryAdmin),
        new(Act.WorkOnCases, Reach.Service, Role.NationalHelpdesk),
        new(Act.CheckSecret, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.CheckSecret, Reach.Group, Role.PrimaryAdmin),
        new(Act.CheckSecret, Reach.Service, Role.NationalHelpdesk),
        new(Act.IdentifyPerson, Reach.Organisation, Role.LocalAdmin), // by local policy: who knows the people
        new(Act.IdentifyPerson, Reach.Group, Role.PrimaryAdmin),
        new(Act.MoveMobile, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.MoveMobile, Reach.Group, Role.PrimaryAdmin),
        new(Act.MoveMobile, Reach.Service, Role.NationalHelpdesk),
        new(Act.ResecureAccount, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.ResecureAccount, Reach.Group, Role.PrimaryAdmin),
        new(Act.ResecureAccount, Reach.Service, Role.NationalHelpdesk),
        new(Act.RecoverMailbox, Reach.Service, Role.NationalHelpdesk), // by the number a regulator holds
        new(Act.ConfirmForMailbox, Reach.Self, Role.Person), // which mailbox: its access list
        // campaigns
        new(Act.SeeCampaigns, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.SeeCampaigns, Reach.Group, Role.PrimaryAdmin, Role.Auditor),
        new(Act.SeeCampaigns, Reach.Service, Role.NationalHelpdesk, Role.Platform),
        new(Act.ChangeCampaigns, Reach.Service, Role.Platform),
        new(Act.ImportPeople, Reach.Organisation, Role.LocalAdmin),
        new(Act.ImportPeople, Reach.Group, Role.PrimaryAdmin),
        new(Act.ReadPeople, Reach.Organisation, Role.LocalAdmin), // these four by a token only
        new(Act.ReadPeople, Reach.Group, Role.PrimaryAdmin),
        new(Act.WritePeople, Reach.Organisation, Role.LocalAdmin),
        new(Act.WritePeople, Reach.Group, Role.PrimaryAdmin),
        new(Act.UseBulk, Reach.Organisation, Role.LocalAdmin),
        new(Act.UseBulk, Reach.Group, Role.PrimaryAdmin),
        new(Act.UseWebhooks, Reach.Organisation, Role.LocalAdmin),
        new(Act.UseWebhooks, Reach.Group, Role.PrimaryAdmin),
        new(Act.ChangeWebhooks, Reach.Organisation, Role.LocalAdmin),
        new(Act.ChangeWebhooks, Reach.Group, Role.PrimaryAdmin),
        new(Act.SeeReports, Reach.Organisation, Role.LocalAdmin, Role.LocalHelpdesk),
        new(Act.SeeReports, Reach.Group, Role.PrimaryAdmin, Role.Auditor),
        // what nobody does alone: whoever may ask may be the second person of somebody else
        new(Act.SeeApprovals, Reach.Organisation, Role.LocalAdmin),
        new(Act.SeeApprovals, Reach.Group, Role.PrimaryAdmin, Role.Auditor),
        new(Act.SeeApprovals, Reach.Service, Role.Platform),
        new(Act.AskApproval, Reach.Organisation, Role.LocalAdmin),
        new(Act.AskApproval, Reach.Group, Role.PrimaryAdmin),
        new(Act.AskApproval, Reach.Service, Role.Platform),
        new(Act.DecideApproval, Reach.Organisation, Role.LocalAdmin),
        new(Act.DecideApproval, Reach.Group, Role.PrimaryAdmin),
        new(Act.DecideApproval, Reach.Service, Role.Platform),
        new(Act.ReadUnderApproval, Reach.Organisation, Role.LocalAdmin), // which: the approval of a second person
        new(Act.ReadUnderApproval, Reach.Group, Role.PrimaryAdmin),
        new(Act.ReadUnderApproval, Reach.Service, Role.Platform),
        new(Act.ExportUnderApproval, Reach.Organisation, Role.LocalAdmin),
        new(Act.ExportUnderApproval, Reach.Group, Role.PrimaryAdmin),
        new(Act.ExportUnderApproval, Reach.Service, Role.Platform),
    ];

    /// <summary>Roles that may be handed out, by who hands them out. Nobody hands out more than they hold.</summary>
    private static readonly Dictionary<Role, Role[]> MayHandOut = new()
    {
        [Role.Owner] = [Role.Person, Role.Member],
        [Role.LocalAdmin] = [Role.Person, Role.Member, Role.Owner],
        [Role.PrimaryAdmin] =
        [
            Role.Person,
            Role.Member,
            Role.Owner,
            Role.LocalAdmin,
            Role.LocalHelpdesk,
            Role.Auditor,
            Role.DirectoryManager,
        ],
        [Role.Caseworker] = [Role.Person, Role.Member, Role.Owner],
        [Role.Platform] = Enum.GetValues<Role>(),
    };

    /// <summary>Acts nobody does to their own account through a role: they would raise or free themselves.</summary>
    private static readonly HashSet<Act> NeverToOneself =
    [
        Act.GiveRole,
        Act.TakeRole,
        Act.ActivateAccount,
        Act.ResetSignIn,
        Act.UnlockAccount,
        Act.CheckSecret,
        Act.IdentifyPerson,
        Act.MoveMobile,
        Act.ResecureAccount,
        Act.MarkLeaver,
        Act.TakeBackLeaver,
        Act.AcceptJoiner,
        Act.EnableAccount,
        Act.RestoreAccount,
        Act.DeleteAccount,
        Act.DecideDeletion,
    ];

    public static bool IsOpenToAnyone(Act act) => Rules.Any(r => r.Act == act && r.Reach == Reach.Anyone);

    /// <summary>May somebody with these roles open the door at all? To whom is asked again, by <see cref="May"/>.</summary>
    public static bool MayAtAll(IEnumerable<RoleGrant> roles, Act act) =>
        IsOpenToAnyone(act) || roles.Any(held => Rules.Any(r => r.Act == act && r.Roles.Contains(held.Role)));

    /// <summary>May this actor do this to that target?</summary>
    public static bool May(Actor actor, Act act, Target target)
    {
        var oneself = actor.AccountId is { } me && me == target.AccountId;
        if (oneself && NeverToOneself.Contains(act))
        {
            return false;
        }

        return IsOpenToAnyone(act)
            || actor.Roles.Any(held => Rules.Any(r => r.Act == act && r.Roles.Contains(held.Role) && Reaches(r, held)));

        bool Reaches(Rule rule, RoleGrant held) =>
            rule.Reach switch
            {
                Reach.Anyone => true,
                Reach.Self => oneself,
                Reach.OwnedMailbox => target.ActorOwnsIt,
                Reach.Organisation => target.OrganisationId == held.OrganisationId,
                Reach.Group => target.OrganisationId == held.OrganisationId
                    || target.HeadquartersId == held.OrganisationId,
                Reach.Service => true,
            };
    }

    public static bool MayHandOutRole(Actor actor, Role role) =>
        actor.Roles.Any(held => MayHandOut.TryGetValue(held.Role, out var given) && given.Contains(role));

    /// <summary>The same without a second person. Whoever has the machine needs none: nobody else could name the first.</summary>
    public static bool MayHandOutAlone(Actor actor, Role role) =>
        MayHandOutRole(actor, role) && (actor.AccountId is null || !role.ReachesEverybody());
}
