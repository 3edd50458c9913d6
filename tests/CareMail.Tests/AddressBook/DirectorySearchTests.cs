using CareMail.AddressBook;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.AddressBook;

public class DirectorySearchTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_slip_of_the_finger_finds_whoever_was_meant(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var here = await people.OrganisationAsync();
        var person = await people.PersonAsync(here, "Theodora", "Winterbourne");
        var book = people.Get<Addresses>();

        foreach (
            var typed in (string[])
                ["winterborne", "Wintrebourne", "winterbourn", "theodra winterbourne", "theodora wintebourne"]
        )
        {
            Assert.Equal([person.Address], await FoundAsync(book, here.Id, typed));
        }

        Assert.Empty(await FoundAsync(book, here.Id, "wntrbourne"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Names_are_found_in_either_order_and_double_names_by_either_half(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var here = await people.OrganisationAsync();
        var person = await people.PersonAsync(here, "Mary Ann", "Ashdown-Quarrel");
        var book = people.Get<Addresses>();

        foreach (
            var typed in (string[])
                [
                    "mary quarrel",
                    "quarrel mary",
                    "mary ann ash",
                    "ashdown-quarrel",
                    "Ash-Qua",
                    "ann quarrel",
                    "MARY ASHD",
                ]
        )
        {
            Assert.Equal([person.Address], await FoundAsync(book, here.Id, typed));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Somebody_elsewhere_is_found_by_two_names_whole_begun_or_with_a_slip(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var here = await people.OrganisationAsync();
        var person = await people.PersonAsync(first: "Mabel Ruth", last: "Ottershaw");
        var book = people.Get<Addresses>();

        foreach (
            var typed in (string[])
                ["mabel ottershaw", "ruth ottershaw", "mabel ott", "ott ruth", "m ottershaw", "ruht ottershaw"]
        )
        {
            Assert.Equal([person.Address], await FoundAsync(book, here.Id, typed));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_shared_mailbox_is_found_by_its_town_and_code_and_a_person_is_not(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var here = await people.OrganisationAsync();
        var owner = await people.PersonAsync(here, "Una", "Tarrowby");
        var mailbox = await people.SharedMailboxAsync(here, owner);
        var book = people.Get<Addresses>();

        Assert.Equal([mailbox.Address.ToString()], await FoundAsync(book, Guid.Empty, here.Ods));
        Assert.Contains(mailbox.Address.ToString(), await FoundAsync(book, here.Id, "Fictmarket"));
        Assert.DoesNotContain(owner.Address, await FoundAsync(book, here.Id, "Fictmarket"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Many_namesakes_give_one_short_list_with_one_s_own_first(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var there = await people.OrganisationAsync();
        var here = await people.OrganisationAsync();
        for (var i = 0; i < DirectoryLimits.Shown + 5; i++)
        {
            await people.PersonAsync(there, "Ada", "Pennyfold");
        }

        var near = await people.PersonAsync(here, "Zara", "Pennyfold");
        var book = people.Get<Addresses>();

        var found = await book.SuggestAsync(here.Id, "pennyf", limit: 1_000);

        Assert.Equal(DirectoryLimits.Shown, found.Count);
        Assert.Equal(near.Address, found[0].Address.ToString());
        Assert.Equal([near.Address], await FoundAsync(book, here.Id, "zara pennyfold"));
        Assert.Equal([near.Address], await FoundAsync(book, there.Id, "z pennyfold"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Somebody_who_is_renamed_is_found_by_the_new_name_only(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var here = await people.OrganisationAsync();
        var person = await people.PersonAsync(here, "Iris", "Oldacre");
        var book = people.Get<Addresses>();

        await people.Get<Database>().WriteAsync(tx => book.RenameAsync(tx, person.MailboxId, "Iris Newhaven-Vale"));

        Assert.Equal([person.Address], await FoundAsync(book, here.Id, "newhaven"));
        Assert.Equal([person.Address], await FoundAsync(book, here.Id, "iris vale"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Hostile_text_finds_nobody_and_breaks_nothing(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var book = people.Get<Addresses>();

        foreach (
            var typed in (string[])
                [
                    "",
                    "a",
                    "%",
                    "_'; DROP TABLE x--",
                    "\0",
                    "ab\0cd",
                    "\uD800",
                    "smith \uDC00\uD800",
                    new string('x', 5_000),
                    "* OR 1=1",
                    "\U0010FFFF",
                ]
        )
        {
            Assert.Empty(await book.SuggestAsync(Guid.Empty, typed));
        }
    }

    private static async Task<IReadOnlyList<string>> FoundAsync(Addresses book, Guid organisation, string typed) =>
        [.. (await book.SuggestAsync(organisation, typed)).Select(s => s.Address.ToString())];

    private async Task<TestPeople> PeopleAsync(Engine engine) => new((await servers.OnAsync(engine)).Services);
}
