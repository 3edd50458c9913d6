using CareMail.Joining;
using CareMail.Joining.Applying;
using static CareMail.Demo.Seeded;

namespace CareMail.Demo;

/// <summary>Four homes of the sample registers that have applied and wait for a caseworker, each for another reason.</summary>
internal sealed class DemoApplications(
    StartApplication start,
    ChangeDraft change,
    ProveHome prove,
    SubmitApplication submit
)
{
    private const string Network = "demo";

    private static readonly Case[] Cases =
    [
        // Nothing against it.
        new("VZHQ2", "tomasz.testerman@postbox.example", "CON1-9997000053")
        {
            People =
            [
                new("Tomasz", "Testerman", "tomasz.testerman@postbox.example", "07700 900301", true),
                new("Mirela", "Ionescu", "mirela.ionescu@letterbox.example", "07700 900302", true),
                new("Dan", "Oakley", "dan.oakley@letterbox.example", "07700 900303", false),
            ],
        },
        // ODS and CQC name different owners.
        new("VZTED", "esther.saganova@postbox.example", "1-9997000435")
        {
            People =
            [
                new("Esther", "Saganova", "esther.saganova@postbox.example", "07700 900311", true),
                new("Ruben", "Adeyemi", "ruben.adeyemi@letterbox.example", "07700 900312", false),
            ],
        },
        // Covered by the headquarters, as the applicant declares; one of the people has an account already.
        new("VZR12", "priya.draycombe@postbox.example", "CON1-9997000132")
        {
            IsDeclared = true,
            People =
            [
                new("Priya", "Draycombe", "priya.draycombe@postbox.example", "07700 900321", true),
                new("Kit", "Rowe", null, null, false) { Address = "kit.rowe@caremail.example" },
            ],
        },
        // Dormant at CQC, and nobody had the contact ID to hand: a person has to look, and to ring.
        new("VZVW6", "bilal.umberstone@postbox.example", null)
        {
            People =
            [
                new("Bilal", "Umberstone", "bilal.umberstone@postbox.example", "07700 900331", true),
                new("Shona", "Birkett", "shona.birkett@letterbox.example", "07700 900332", true),
            ],
        },
    ];

    public async Task SendAsync(CancellationToken ct)
    {
        foreach (var one in Cases)
        {
            var draft = Done(
                await start.RunAsync(one.Code, ApplicationRoute.National, one.Email, Network, ct)
            ).Application;
            if (one.IsDeclared)
            {
                Done(await change.DeclareAsync(draft.Id, ct));
            }

            Done(
                one.ContactId is null
                    ? await prove.LeaveToCaseworkerAsync(draft.Id, ct)
                    : await prove.ByContactIdAsync(draft, one.ContactId, Network, ct)
            );
            foreach (var person in one.People)
            {
                Done(await change.SavePersonAsync(draft.Id, null, person, ct));
            }

            Done(await submit.RunAsync(draft.Id, Network, ct));
        }
    }

    private sealed record Case(string Code, string Email, string? ContactId)
    {
        public required IReadOnlyList<TypedPerson> People { get; init; }

        /// <summary>That the headquarters' publication names the home.</summary>
        public bool IsDeclared { get; init; }
    }
}
