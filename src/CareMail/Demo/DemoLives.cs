using CareMail.Access;
using CareMail.Accounts;
using CareMail.Demo.World;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Organisations;
using CareMail.Storage;
using static CareMail.Demo.Seeded;

namespace CareMail.Demo;

/// <summary>
/// People whose accounts are on their way, one of every status: what was done to them was done on its day, so the clock
/// goes back for each and forward again at the end.
/// </summary>
internal sealed class DemoLives(
    CareMailSettings settings,
    Database database,
    OrganisationTable organisations,
    AccountRecords records,
    AccountLives accounts,
    AddPerson add,
    ActivateAccount activate,
    LockAccount lockAccount,
    DisableAccount disable,
    MarkLeaver leave,
    DeleteAccount delete,
    ProgrammeClock clock
)
{
    private static readonly Actor Seeder = Actor.Operator("demo");

    public async Task SettleAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        try
        {
            await SettleAsync(now, ct);
        }
        finally
        {
            clock.MoveTo(now);
        }
    }

    private async Task SettleAsync(DateTimeOffset now, CancellationToken ct)
    {
        var site = (await organisations.FindByOdsAsync(Cast.Fernholt.Ods, ct))!;
        var cover = (await records.FindByNameAsync($"{Cast.Kit.LocalPart}@{settings.Domain}", ct))!;
        await ArriveAsync("Mina", "Sorrel", 2, isNew: true);
        // Deleted in eight days: warned.
        await ArriveAsync("Ravi", "Teasel", 52);
        var wren = await ArriveAsync("Ada", "Wrenfield", 38);
        var marram = await ArriveAsync("Cleo", "Marram", 58);
        var bracken = await ArriveAsync("Dev", "Bracken", 33);
        var sedge = await ArriveAsync("Una", "Sedge", 48);

        Back(27);
        Done(await delete.RunAsync(Seeder, sedge, "left without a word in spring", ct));
        Back(20);
        Done(
            await disable.RunAsync(
                Seeder,
                marram,
                now.AddDays(160),
                "parental leave",
                new Cover(
                    cover.Id,
                    $"I am away until April. Please write to {site.Name}: {Cast.Fernholt.SharedAddress}@{settings.Domain}."
                ),
                ct
            )
        );
        Back(5);
        Done(await leave.RunAsync(Seeder, bracken, false, "goes to another home", ct));
        Back(3);
        Done(await lockAccount.RunAsync(Seeder, wren, "phone lost on the bus", ct));

        async Task<Guid> ArriveAsync(string first, string last, int daysAgo, bool isNew = false)
        {
            Back(daysAgo);
            var person = new NewPerson(site.Id, first, last) { Mobile = "07700900510" };
            var added = Done(await add.RunAsync(Seeder, person, ct: ct));
            var email = $"{first.ToLowerInvariant()}@postbox.example";
            await database.WriteAsync(tx => accounts.SetSecondEmailAsync(tx, added.AccountId, email), ct);
            if (!isNew)
            {
                Done(await activate.RunAsync(Seeder, added.AccountId, ct: ct));
            }

            return added.AccountId;
        }

        void Back(int days) => clock.MoveTo(now.AddDays(-days));
    }
}
