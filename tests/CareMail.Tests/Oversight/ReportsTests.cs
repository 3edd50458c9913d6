using System.Net;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Organisations;
using CareMail.Oversight;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Oversight;

public class ReportsTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Each_report_names_those_it_is_about_and_nobody_else(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var home = await people.OrganisationAsync(OrganisationKind.Hospital);
        var admin = await people.PersonAsync(home, "Ada", "Obi", Role.LocalAdmin);
        var nurse = await people.PersonAsync(home, "Nia", "Roe");
        var fresh = await people.NewPersonAsync(home, "Fay", "New");
        var gone = await people.PersonAsync(home, "Gus", "Gone");
        var box = await people.SharedMailboxAsync(home, admin, nurse);
        TestPeople.Done(await people.Get<LockAccount>().RunAsync(TestPeople.Operator, gone.Id, "test"));
        await ForgetAsync(people, "authenticator", nurse.Id);
        await ForgetAsync(people, "secret_set", admin.Id);

        Assert.Equal([fresh.Address.ToString()], await AddressesAsync(people, admin, Report.NeverActivated));
        Assert.Equal([nurse.Address], await AddressesAsync(people, admin, Report.WithoutFactor));
        Assert.Equal([admin.Address], await AddressesAsync(people, admin, Report.WithoutSecret));
        Assert.Equal([gone.Address], await AddressesAsync(people, admin, Report.Closed));
        var access = (await RowsAsync(people, admin, Report.Access)).Select(r => $"{r[0]}|{r[3]}|{r[4]}").ToList();
        Assert.Contains($"{box.DisplayName}|{admin.Address}|owner", access);
        Assert.Contains($"{box.DisplayName}|{nurse.Address}|member", access);
        Assert.Contains($"{home.Name}|{admin.Address}|local admin", access);
        Assert.Equal(access.Count, access.Distinct().Count());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_report_reaches_as_far_as_the_role_does(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var people = new TestPeople(server.Services);
        var head = await people.OrganisationAsync(OrganisationKind.CareProvider);
        var site = await people.OrganisationAsync(OrganisationKind.CareSite, head.Id);
        var elsewhere = await people.OrganisationAsync();
        var primary = await people.PersonAsync(head, "Pia", "Prime", Role.PrimaryAdmin);
        var local = await people.PersonAsync(head, "Lea", "Local", Role.LocalAdmin);
        var atSite = (await people.NewPersonAsync(site, "Sam", "Site")).Address.ToString();
        await people.NewPersonAsync(elsewhere, "Eli", "Else");

        Assert.Equal([atSite], await AddressesAsync(people, primary, Report.NeverActivated));
        Assert.Empty(await AddressesAsync(people, local, Report.NeverActivated));
    }

    [Fact]
    public async Task The_pages_count_show_and_save_a_report()
    {
        var server = await servers.OnAsync(Engine.Sqlite);
        var people = new TestPeople(server.Services);
        var home = await people.OrganisationAsync(OrganisationKind.Hospital);
        var auditor = await people.PersonAsync(home, "Aud", "Itor", Role.Auditor);
        var fresh = await people.NewPersonAsync(home, "Fay", "New");
        using var browser = new TestBrowser(server);
        await browser.SignInAsync(auditor);

        var all = await browser.GetAsync("/manage/reports");
        var one = await browser.GetAsync("/manage/reports/never-activated");
        var file = await browser.GetAsync("/manage/reports/never-activated/file");
        var none = await browser.GetAsync("/manage/reports/salaries");

        Assert.Contains("Never activated", all.Html, StringComparison.Ordinal);
        Assert.Contains(fresh.Address.ToString(), one.Html, StringComparison.Ordinal);
        Assert.Contains($"Fay New,{fresh.Address},{home.Ods},", file.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, none.Status);
        Assert.Equal("\"'=1+1;\"\"x\"", ReportEndpoint.Cell("=1+1;\"x"));
    }

    private static Task<int> ForgetAsync(TestPeople people, string column, Guid account) =>
        people
            .Get<Database>()
            .WriteAsync(tx =>
                tx.ExecuteAsync($"UPDATE identity_account SET {column} = NULL WHERE id = @account", new { account })
            );

    private static async Task<List<string>> AddressesAsync(TestPeople people, TestPerson actor, Report report) =>
        [.. (await RowsAsync(people, actor, report)).Select(r => r[1])];

    private static async Task<List<IReadOnlyList<string>>> RowsAsync(TestPeople people, TestPerson actor, Report report)
    {
        var reports = people.Get<Reports>();
        var rows = new List<IReadOnlyList<string>>();
        await foreach (var row in reports.RowsAsync(report, await reports.PlacesAsync(actor.Actor, default), default))
        {
            rows.Add(row);
        }

        return rows;
    }
}
