using CareMail.Access;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Organisations;

public class CreateOrganisationTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_organisation_is_taken_in_once_under_its_code(Engine engine)
    {
        var people = new TestPeople((await servers.OnAsync(engine)).Services);
        var create = people.Get<CreateOrganisation>();
        var wanted = new NewOrganisation(" z9a9a ", "Wethergarth Lodge", OrganisationKind.CareSite, "Utopmouth");

        var made = TestPeople.Done(await create.RunAsync(TestPeople.Operator, wanted, "joins"));
        var again = await create.RunAsync(TestPeople.Operator, wanted, "joins");

        Assert.Equal(("Z9A9A", "Wethergarth Lodge, Utopmouth"), (made.Ods, made.Place));
        Assert.Equal("An organisation with that ODS code is here already.", TestPeople.Refused(again));
        Assert.Equal(made.Id, (await people.Get<OrganisationTable>().FindByOdsAsync("z9A9a"))!.Id);
        var act = Assert.Single(await people.ActsOnAsync(made.Id));
        Assert.Equal(("organisation.create", "Z9A9A Wethergarth Lodge"), (act.Act, act.NewValue));
    }

    [Fact]
    public async Task Who_may_not_is_refused()
    {
        var people = new TestPeople((await servers.OnAsync(Engine.Sqlite)).Services);
        var owner = await people.PersonAsync(roles: Role.Owner);

        var outcome = await people
            .Get<CreateOrganisation>()
            .RunAsync(owner.Actor, new NewOrganisation("VZ999", "Mine", OrganisationKind.CareSite, "Here"));

        Assert.Contains("not have the right", TestPeople.Refused(outcome), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vz017", "VZ017")]
    [InlineData(" G7H8J ", "G7H8J")]
    [InlineData("V12345", "V12345")]
    [InlineData("", null)]
    [InlineData("VZ 017", null)]
    [InlineData("VZ-017", null)]
    [InlineData("A123456789", null)]
    [InlineData("VÖ017", null)]
    [InlineData(null, null)]
    public void A_code_is_up_to_nine_letters_and_digits(string? typed, string? code) =>
        Assert.Equal(code, OdsCode.Read(typed));
}
