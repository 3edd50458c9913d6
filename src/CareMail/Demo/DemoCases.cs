using CareMail.Access;
using CareMail.Accounts;
using CareMail.Campaigns;
using CareMail.Demo.World;
using CareMail.Helpdesk;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Policies;
using static CareMail.Demo.Seeded;

namespace CareMail.Demo;

/// <summary>A helpdesk with people waiting, and a campaign that has been running for two years.</summary>
internal sealed class DemoCases(
    CareMailSettings settings,
    AccountRecords accounts,
    OpenCase open,
    WorkOnCase work,
    ImportSecurityQuestions questions,
    CampaignCourse course,
    ProgrammeClock clock
)
{
    private const string Network = "198.51.100.7";
    private const int Months = 24;
    private const int People = 21;

    public async Task OpenAsync(CancellationToken ct)
    {
        var owen = await ActorAsync(Cast.Owen, ct);
        var call = Done(
            await open.ByTelephoneAsync(
                owen,
                new CaseRequest(
                    CaseTopic.Password,
                    "Jonah Pike",
                    "01632 960411",
                    AddressOf(Cast.Jonah),
                    "",
                    "Back from two weeks of leave and the password is gone. He has his phone with him."
                ),
                ct
            )
        );
        Done(await work.NoteAsync(owen, call.Id, 1, "On shift until 20:00, then back on Monday.", ct));
        await FormAsync(
            CaseTopic.Mobile,
            "Kit Rowe",
            "01632 960412",
            AddressOf(Cast.Kit),
            "New phone since Friday, same number. The codes do not come any more.",
            ct
        );
        await FormAsync(
            CaseTopic.SharedMailbox,
            "Nia Bevan",
            "01632 960413",
            "",
            "Jorrelside Cottage in Talehythe. Our manager left in October and nobody here can open care.vzcq0.",
            ct
        );
        await FormAsync(
            CaseTopic.AccountSecret,
            "Tom Fairley",
            "01632 960414",
            AddressOf(Cast.Tom),
            "I chose my secret at the first sign-in and never wrote it down.",
            ct
        );
        await AskOldQuestionsAsync(ct);
        await RunAsync(ct);
    }

    /// <summary>Orla is still known by the questions of the scheme before.</summary>
    private async Task AskOldQuestionsAsync(CancellationToken ct) =>
        Done(
            await questions.RunAsync(
                Actor.Operator("demo"),
                $"{AddressOf(Cast.Orla)},Name of your first pet?,biscuit,Street you grew up in?,mill lane,First school?,saint anne",
                "the scheme before Account Secrets",
                ct
            )
        );

    private async Task RunAsync(CancellationToken ct)
    {
        var today = BritishDay.Of(clock.GetUtcNow());
        for (var month = Months; month > 0; month--)
        {
            var lacking = 2 + (month * 17 / Months);
            await course.NoteAsync("account-secret", today.AddMonths(-month), People, lacking, ct);
        }
    }

    private async Task FormAsync(
        CaseTopic topic,
        string caller,
        string telephone,
        string address,
        string words,
        CancellationToken ct
    ) => Done(await open.ByFormAsync(new CaseRequest(topic, caller, telephone, address, "", words), Network, ct));

    private async Task<Actor> ActorAsync(Person person, CancellationToken ct)
    {
        var account =
            await accounts.FindByNameAsync(AddressOf(person), ct)
            ?? throw new InvalidOperationException($"{person.Name} is not in the demo world.");
        return new Actor(account.Id, account.DisplayName, await accounts.RolesOfAsync(account.Id, ct), "demo");
    }

    private string AddressOf(Person person) => $"{person.LocalPart}@{settings.Domain}";
}
