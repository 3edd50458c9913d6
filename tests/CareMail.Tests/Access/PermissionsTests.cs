using CareMail.Access;

namespace CareMail.Tests.Access;

public class PermissionsTests
{
    private static readonly Guid Home = Guid.NewGuid();
    private static readonly Guid Headquarters = Guid.NewGuid();
    private static readonly Guid Elsewhere = Guid.NewGuid();
    private static readonly Guid Me = Guid.NewGuid();
    private static readonly Guid Colleague = Guid.NewGuid();

    [Fact]
    public void Nobody_does_anything_without_a_role_but_what_is_open_to_the_street()
    {
        var open = Enum.GetValues<Act>().Where(act => Permissions.MayAtAll([], act));

        Assert.Equal(
            [
                Act.SeePublicPages,
                Act.SignIn,
                Act.CheckHealth,
                Act.ReadMetrics,
                Act.UseDemo,
                Act.CheckEligibility,
                Act.Join,
                Act.ReadApiDescription,
                Act.FindProviders,
                Act.AskHelpdesk,
            ],
            open
        );
    }

    [Fact]
    public void A_person_does_only_what_is_their_own()
    {
        var person = With(Role.Person);

        var theirs = Enum.GetValues<Act>()
            .Where(act => !Permissions.IsOpenToAnyone(act) && Permissions.May(person, act, On(Me)));
        var others = Enum.GetValues<Act>()
            .Where(act => !Permissions.IsOpenToAnyone(act) && Permissions.May(person, act, On(Colleague)));

        Assert.Equal(
            [
                Act.SignOut,
                Act.ManageOwnAccount,
                Act.UseMail,
                Act.ChangePassword,
                Act.AcceptPolicy,
                Act.ChangeFactors,
                Act.ChangeProfile,
                Act.ChangeSecret,
                Act.OpenAccount,
                Act.UnlockOwnAccount,
                Act.ChangeAwayReply,
                Act.ExportMailbox,
                Act.AskForDeletion,
                Act.JoinList,
                Act.SearchDirectory,
                Act.ManageContacts,
                Act.EndSessions,
                Act.IssueDevicePassword,
                Act.RevokeDevicePassword,
                Act.ConfirmForMailbox,
            ],
            theirs
        );
        Assert.Empty(others);
    }

    [Theory]
    [InlineData(Act.ResetSignIn)]
    [InlineData(Act.ActivateAccount)]
    [InlineData(Act.IssueDevicePassword)]
    [InlineData(Act.LockAccount)]
    [InlineData(Act.GiveRole)]
    public void An_owner_adds_people_and_never_touches_a_password_a_factor_or_a_role(Act act)
    {
        Assert.True(Permissions.May(With(Role.Owner), Act.AddPerson, On(null)));
        Assert.False(Permissions.May(With(Role.Owner), act, On(Colleague)));
    }

    [Theory]
    [InlineData(Act.ChangePassword)]
    [InlineData(Act.ChangeFactors)]
    [InlineData(Act.ChangeSecret)]
    public void Not_even_who_runs_the_service_changes_what_is_a_person_s_own(Act act)
    {
        var everything = Enum.GetValues<Role>().Select(role => new RoleGrant(role, Home)).ToList();

        Assert.False(Permissions.May(new Actor(Me, "test", everything, "192.0.2.1"), act, On(Colleague)));
        Assert.False(Permissions.May(Actor.Operator("test"), act, On(Colleague)));
    }

    [Fact]
    public void An_owner_invites_again_and_only_who_runs_the_service_acts_in_somebody_s_stead()
    {
        Assert.True(Permissions.May(With(Role.Owner), Act.InvitePerson, On(Colleague)));
        Assert.False(Permissions.May(With(Role.PrimaryAdmin), Act.ActivateAccount, On(Colleague)));
        Assert.True(Permissions.May(With(Role.Platform), Act.ActivateAccount, On(Colleague)));
    }

    [Fact]
    public void An_owner_lets_people_into_their_own_mailbox_and_no_other()
    {
        Assert.True(Permissions.May(With(Role.Owner), Act.GrantMailbox, On(null) with { ActorOwnsIt = true }));
        Assert.False(Permissions.May(With(Role.Owner), Act.GrantMailbox, On(null)));
    }

    [Fact]
    public void A_local_administrator_reaches_their_organisation_and_a_primary_one_its_sites()
    {
        var here = new Target(Home, Headquarters, Colleague);
        var there = new Target(Elsewhere, null, Colleague);

        Assert.True(Permissions.May(With(Role.LocalAdmin), Act.ResetSignIn, here));
        Assert.False(Permissions.May(With(Role.LocalAdmin), Act.ResetSignIn, there));
        Assert.False(Permissions.May(With(Role.LocalAdmin, at: Headquarters), Act.ResetSignIn, here));
        Assert.True(Permissions.May(With(Role.PrimaryAdmin, at: Headquarters), Act.ResetSignIn, here));
        Assert.False(Permissions.May(With(Role.PrimaryAdmin, at: Headquarters), Act.ResetSignIn, there));
        Assert.True(Permissions.May(With(Role.NationalHelpdesk, at: Headquarters), Act.ResetSignIn, there));
    }

    [Theory]
    [InlineData(Act.GiveRole)]
    [InlineData(Act.TakeRole)]
    [InlineData(Act.ActivateAccount)]
    [InlineData(Act.ResetSignIn)]
    [InlineData(Act.UnlockAccount)]
    public void Nobody_raises_or_frees_themselves(Act act)
    {
        Assert.True(Permissions.May(With(Role.Platform), act, On(Colleague)));
        Assert.False(Permissions.May(With(Role.Platform), act, On(Me)));
    }

    [Fact]
    public void Nobody_hands_out_more_than_they_hold()
    {
        Assert.False(Permissions.MayHandOutRole(With(Role.Owner), Role.LocalAdmin));
        Assert.False(Permissions.MayHandOutRole(With(Role.LocalAdmin), Role.LocalAdmin));
        Assert.False(Permissions.MayHandOutRole(With(Role.PrimaryAdmin), Role.Platform));
        Assert.False(Permissions.MayHandOutRole(With(Role.NationalHelpdesk), Role.Person));
        Assert.True(Permissions.MayHandOutRole(With(Role.Platform), Role.Platform));
    }

    [Fact]
    public void Every_act_is_somebody_s_and_has_a_spelling_of_its_own()
    {
        var everybody = Enum.GetValues<Role>().Select(role => new RoleGrant(role, Home)).ToList();

        Assert.All(Enum.GetValues<Act>(), act => Assert.True(Permissions.MayAtAll(everybody, act)));
        Assert.Equal(Enum.GetValues<Act>().Length, Enum.GetValues<Act>().Select(act => act.Spell()).Distinct().Count());
    }

    [Fact]
    public void Roles_are_read_as_they_are_spelled()
    {
        Assert.All(Enum.GetValues<Role>(), role => Assert.Equal(role, RoleNames.Read(role.Spell())));
        Assert.Equal("local_admin", Role.LocalAdmin.Spell());
        Assert.Null(RoleNames.Read("Local_Admin"));
    }

    private static Actor With(Role role, Guid? at = null) =>
        new(Me, "Ife Balogun", [new RoleGrant(role, at ?? Home)], "192.0.2.1");

    private static Target On(Guid? account) => new(Home, Headquarters, account);
}
