using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts;

public class NameRulesTests(RunningServers servers) : IClassFixture<RunningServers>
{
    [Theory]
    [InlineData("Ife", "Balogun")]
    [InlineData("Suharto", "")]
    [InlineData("Niamh", "O’Neill")]
    [InlineData("Anne-Marie", "Zieliński")]
    [InlineData("J.", "St. John")]
    public void Names_of_people_are_taken_as_they_are(string first, string last) =>
        Assert.Null(NameRules.OfPerson(first, last));

    [Theory]
    [InlineData("", "Balogun", "first name")]
    [InlineData("  ", "Balogun", "first name")]
    [InlineData("12", "Balogun", "first name")]
    [InlineData("Ife", "7", "last name")]
    [InlineData("Ife\u202E", "Balogun", "first name")]
    [InlineData("Ife", "Bal\r\nogun", "last name")]
    [InlineData("Олена", "Шевченко", "letters a to z")]
    [InlineData("Postmaster", "", "belongs to the service")]
    [InlineData("Help", "", "belongs to the service")]
    [InlineData("Care", "VZ001", "belongs to the service")]
    public void What_no_address_can_be_made_of_is_refused(string first, string last, string sentence) =>
        Assert.Contains(sentence, NameRules.OfPerson(first, last)!.Sentence, StringComparison.Ordinal);

    [Fact]
    public void A_name_of_sixty_one_letters_is_too_long() =>
        Assert.NotNull(NameRules.OfPerson(new string('a', 61), "Balogun"));

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_has_one_name_has_it_as_their_address(Engine engine)
    {
        var people = new TestPeople((await servers.OnAsync(engine)).Services);

        var first = await people.NewPersonAsync(first: "Sukarno", last: "");
        var second = await people.NewPersonAsync(first: "Sukarno", last: " ");

        Assert.Equal(("sukarno", "Sukarno"), (first.Address.LocalPart, first.DisplayName));
        Assert.Equal("sukarno2", second.Address.LocalPart);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_address_that_was_somebody_s_is_never_given_again(Engine engine)
    {
        var people = new TestPeople((await servers.OnAsync(engine)).Services);
        var first = await people.NewPersonAsync(first: "Leaver", last: "Longgone");
        var addresses = people.Get<Addresses>();
        await people
            .Get<Database>()
            .WriteAsync(tx => addresses.SetStateAsync(tx, first.MailboxId, AddressState.Closed));

        var namesake = await people.NewPersonAsync(first: "Leaver", last: "Longgone");

        Assert.Equal("leaver.longgone2", namesake.Address.LocalPart);
    }
}
