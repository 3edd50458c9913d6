using CareMail.AddressBook;
using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.AddressBook;

public class AddressesTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_address_leads_to_its_mailbox_in_any_case_and_others_to_none(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var person = await people.PersonAsync();
        var book = people.Get<Addresses>();

        var found = await book.ResolveAsync(EmailAddress.Parse(person.Address.ToUpperInvariant()));

        Assert.Equal((person.MailboxId, RecipientState.Accepts), (found!.MailboxId, found.State));
        Assert.Null(await book.ResolveAsync(EmailAddress.Parse("nobody@caremail.example")));
        Assert.Null(
            await book.ResolveAsync(
                EmailAddress.Parse(person.Address.Replace("caremail", "other", StringComparison.Ordinal))
            )
        );
        Assert.True(book.IsOwnDomain("CareMail.Example"));
        Assert.False(book.IsOwnDomain("sub.caremail.example"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Many_addresses_are_resolved_at_once(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var active = await people.PersonAsync();
        var waiting = await people.NewPersonAsync();
        var strange = EmailAddress.Parse("x@other.example");

        var found = await people
            .Get<Addresses>()
            .ResolveAsync([EmailAddress.Parse(active.Address), waiting.Address, strange, waiting.Address]);

        Assert.Equal(2, found.Count);
        Assert.Equal(RecipientState.Accepts, found[EmailAddress.Parse(active.Address)].State);
        Assert.Equal(RecipientState.NotActivated, found[waiting.Address].State);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_full_mailbox_and_a_closed_one_say_so(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var full = await people.PersonAsync();
        var closed = await people.PersonAsync();
        var book = people.Get<Addresses>();
        await people
            .Get<Database>()
            .WriteAsync(async tx =>
            {
                await people.Get<MailboxAccess>().SetQuotaAsync(tx, full.MailboxId, 0);
                await book.SetStateAsync(tx, closed.MailboxId, AddressState.Closed);
            });

        Assert.Equal(RecipientState.OverQuota, (await book.ResolveAsync(EmailAddress.Parse(full.Address)))!.State);
        Assert.Equal(RecipientState.Closed, (await book.ResolveAsync(EmailAddress.Parse(closed.Address)))!.State);
        Assert.Empty(await book.SendersOfAsync(closed.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Suggestions_begin_like_what_was_typed_and_the_own_organisation_comes_first(Engine engine)
    {
        var people = await PeopleAsync(engine);
        var here = await people.OrganisationAsync();
        var there = await people.OrganisationAsync();
        var far = await people.PersonAsync(there, "Aoife", "Quillfeather");
        var near = await people.PersonAsync(here, "Zoë", "Quillfeather");
        await people.NewPersonAsync(here, "Not", "Quillfeather");
        var book = people.Get<Addresses>();

        var found = await book.SuggestAsync(here.Id, "quillf");

        Assert.Equal([near.Address, far.Address], found.Select(s => s.Address.ToString()));
        Assert.Equal([true, false], found.Select(s => s.IsOwnOrganisation));
        Assert.Equal($"{there.Name}, Fictmarket", found[1].Place);
        Assert.Equal([near.Address], (await book.SuggestAsync(here.Id, "zoe quill")).Select(s => s.Address.ToString()));
        Assert.Equal([far.Address], (await book.SuggestAsync(here.Id, "aoife.q")).Select(s => s.Address.ToString()));
        Assert.Empty(await book.SuggestAsync(here.Id, "illfeather"));
        Assert.Empty(await book.SuggestAsync(here.Id, "%"));
        Assert.Empty(await book.SuggestAsync(here.Id, "  "));
    }

    private async Task<TestPeople> PeopleAsync(Engine engine) => new((await servers.OnAsync(engine)).Services);
}
