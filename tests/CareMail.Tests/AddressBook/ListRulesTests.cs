using CareMail.Access;
using CareMail.AddressBook.Lists;

namespace CareMail.Tests.AddressBook;

public class ListRulesTests
{
    private static ListPosterFacts Stranger => default;
    private static readonly ListPosterFacts Colleague = new(SignedIn: true, IsColleague: true);
    private static readonly ListPosterFacts Member = new(SignedIn: true, IsMember: true);
    private static readonly ListPosterFacts Elsewhere = new(SignedIn: true);
    private static readonly ListPosterFacts Owner = new(SignedIn: true, IsOwner: true);
    private static readonly ListPosterFacts Named = new(SignedIn: true, IsNamed: true);

    public static TheoryData<ListSenders, int[]> WhoGoes =>
        new()
        {
            { ListSenders.Named, [4, 5] },
            { ListSenders.Members, [2, 4, 5] },
            { ListSenders.Organisation, [1, 4, 5] },
            { ListSenders.Service, [1, 2, 3, 4, 5] },
        };

    [Theory, MemberData(nameof(WhoGoes))]
    public void Whoever_the_list_lets_writes_to_it_and_the_others_do_not(ListSenders senders, int[] goes)
    {
        var list = new MailingList { Senders = senders, Others = ListOthers.Refused };
        ListPosterFacts[] everybody = [Stranger, Colleague, Member, Elsewhere, Owner, Named];

        var verdicts = everybody.Select(poster => ListRules.Decide(list, poster, 10)).ToList();

        Assert.Equal(goes, Enumerable.Range(0, 6).Where(i => verdicts[i] is ListVerdict.Goes));
        Assert.All(verdicts.Where(v => v is not ListVerdict.Goes), v => Assert.Equal(ListVerdict.NotASender, v));
    }

    [Theory]
    [InlineData(ListOthers.Refused, ListVerdict.NotASender, ListVerdict.NotASender)]
    [InlineData(ListOthers.ColleaguesWait, ListVerdict.Waits, ListVerdict.NotASender)]
    [InlineData(ListOthers.EverybodyWaits, ListVerdict.Waits, ListVerdict.Waits)]
    public void Mail_of_others_is_refused_or_waits(ListOthers others, ListVerdict colleague, ListVerdict stranger)
    {
        var list = new MailingList { Senders = ListSenders.Named, Others = others };

        Assert.Equal(colleague, ListRules.Decide(list, Colleague, 10));
        Assert.Equal(stranger, ListRules.Decide(list, Stranger, 10));
    }

    [Theory]
    [InlineData(ListRules.ManyRecipients, ListVerdict.Goes, ListVerdict.Goes)]
    [InlineData(ListRules.ManyRecipients + 1, ListVerdict.OnlyNamed, ListVerdict.Goes)]
    [InlineData(ListRules.MostRecipients + 1, ListVerdict.TooMany, ListVerdict.TooMany)]
    public void Above_five_hundred_only_named_senders_write(int recipients, ListVerdict owner, ListVerdict named)
    {
        var list = new MailingList { Senders = ListSenders.Service, Others = ListOthers.EverybodyWaits };

        Assert.Equal(owner, ListRules.Decide(list, Owner, recipients));
        Assert.Equal(named, ListRules.Decide(list, Named, recipients));
    }

    [Fact]
    public void A_rule_is_said_in_words()
    {
        var rule = new ListRule([Guid.NewGuid()])
        {
            WithSites = true,
            Role = Role.Owner,
            JobTitle = "nurse",
            Town = "Ambridge",
        };

        Assert.Equal(
            "Every owner of a shared mailbox of Rosewood and the sites below whose job title has “nurse” in it, in Ambridge",
            ListRules.InWords(rule, ["Rosewood"])
        );
        Assert.Equal("Everybody of A, B", ListRules.InWords(new ListRule([]), ["A", "B"]));
    }
}
