using System.Net;
using CareMail.Access;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts;

public class FoundOrganisationTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private static int _count;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_hospital_is_added_with_its_allowance_and_first_administrator_and_recorded_with_the_reason(
        Engine engine
    )
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var platform = await people.PersonAsync(roles: Role.Platform);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(platform);
        var form = Form("Hospital");

        var added = await browser.PostAsync("/organisations/new", form, "novalidate");

        Assert.Equal("/organisations/new", added.Location);
        Assert.Contains(
            "is told how to get in",
            (await browser.GetAsync("/organisations/new")).Html,
            StringComparison.Ordinal
        );
        var hospital = (await people.Get<OrganisationTable>().FindByOdsAsync(form["Ods"]))!;
        Assert.Equal(
            (OrganisationKind.Hospital, (int?)25, (int?)null),
            (hospital.Kind, hospital.PeopleAllowed, hospital.MailboxesAllowed)
        );
        var admin = Assert.Single(await people.Get<AccountRecords>().ListAsync(hospital.Id));
        Assert.Contains(
            new RoleGrant(Role.LocalAdmin, hospital.Id),
            await people.Get<AccountRecords>().RolesOfAsync(admin.Id)
        );
        var act = Assert.Single(await people.ActsOnAsync(hospital.Id));
        Assert.Equal(("organisation.create", (Guid?)platform.Id, "The trust joins"), (act.Act, act.Actor, act.Reason));
        Assert.Equal(
            2,
            await people
                .Get<Database>()
                .QuerySingleOrDefaultAsync<long>(
                    "SELECT COUNT(*) FROM notices_notice WHERE account_id = @Id",
                    new { admin.Id }
                )
        );
    }

    [Theory]
    [InlineData("Kind", "Palace", "Say what it is")]
    [InlineData("Ods", "not a code", "Enter an ODS code")]
    [InlineData("Name", "", "Enter the organisation")]
    [InlineData("People", "many", "Enter a whole number")]
    [InlineData("People", "0", "at least one person")]
    [InlineData("FirstName", "", "Enter the first name")]
    [InlineData("Email", "info@trust.example", "several people read")]
    [InlineData("Mobile", "01632 960188", "begins with 07")]
    [InlineData("Reason", " ", "Say why")]
    public async Task What_is_wrong_is_said_and_nothing_is_made(string field, string typed, string sentence)
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(await people.PersonAsync(roles: Role.Platform));
        var form = Form("Association");
        var code = form["Ods"];
        form[field] = typed;

        var refused = await browser.PostAsync("/organisations/new", form, "novalidate");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(sentence, refused.Errors, StringComparison.Ordinal);
        Assert.Null(await people.Get<OrganisationTable>().FindByOdsAsync(code));
    }

    [Fact]
    public async Task A_caseworker_adds_no_organisation_beside_the_applications()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(await people.PersonAsync(roles: Role.Caseworker));

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/organisations/new")).Status);
    }

    private static Dictionary<string, string> Form(string kind)
    {
        var number = Interlocked.Increment(ref _count);
        return new()
        {
            ["Kind"] = kind,
            ["Ods"] = $"TZ{number:000}",
            ["Name"] = $"Fictwell General {number}",
            ["Town"] = "Fictwell",
            ["People"] = "25",
            ["SharedMailboxes"] = "",
            ["FirstName"] = "Una",
            ["LastName"] = "Platt",
            ["Email"] = $"una{number}@postbox.example",
            ["Mobile"] = $"07700 91{number:0000}",
            ["Reason"] = "The trust joins",
        };
    }
}
