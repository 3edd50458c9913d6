using CareMail.AddressBook.Lists;
using CareMail.Manage.Lists;

namespace CareMail.Manage.Pages;

/// <summary>A page about one list, for those who look after it.</summary>
internal abstract class ListPageModel(ManagedLists managed) : ManagePage
{
    public MailingList List { get; private set; } = null!;

    protected ManagedLists Managed => managed;

    protected async Task<bool> FindAsync(Guid list, CancellationToken ct)
    {
        if (await managed.FindAsync(Actor, list, ct) is not { } found)
        {
            return false;
        }

        List = found;
        return true;
    }
}

/// <summary>What is decided about lists, in words.</summary>
internal static class ListWords
{
    public static string Of(ListSenders senders) =>
        senders switch
        {
            ListSenders.Named => "Its owners, and senders they name",
            ListSenders.Members => "Its members",
            ListSenders.Organisation => "Everybody of the organisation and its sites",
            ListSenders.Service => "Everybody with an account here",
        };

    public static string Of(ListOthers others) =>
        others switch
        {
            ListOthers.Refused => "Is refused",
            ListOthers.ColleaguesWait =>
                "Waits for an owner if the sender has an account here; from outside it is refused",
            ListOthers.EverybodyWaits => "Waits for an owner, whoever sent it",
        };

    public static string Of(ListJoining joining) =>
        joining switch
        {
            ListJoining.ByOwner => "An owner adds them",
            ListJoining.OnRequest => "People ask, and an owner decides",
            ListJoining.Open => "Anybody with an account here joins by themselves",
        };
}
