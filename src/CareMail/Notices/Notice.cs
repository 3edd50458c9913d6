namespace CareMail.Notices;

/// <summary>What people are told outside the service. The numbers are stored: never reuse one.</summary>
public enum NoticeKind
{
    /// <summary>To the number CQC holds: proves that the applicant can be reached there.</summary>
    OneTimeCode = 1,

    /// <summary>To the number CQC holds: somebody applied for this home.</summary>
    SomebodyApplied = 2,

    /// <summary>To the applicant: the way back to a draft.</summary>
    DraftLink = 3,
    Submitted = 4,
    Asked = 5,
    Approved = 6,
    Rejected = 7,

    /// <summary>To somebody who gets an account.</summary>
    UserName = 8,
    TemporaryPassword = 9,

    /// <summary>To somebody who had an account already, and now shares the home's mailbox.</summary>
    Linked = 10,

    /// <summary>To somebody who asked to be told when a home may join.</summary>
    MayJoinNow = 11,

    /// <summary>To the applicant: the home is in the register now.</summary>
    InRegisterNow = 12,

    /// <summary>To the applicant: time to publish the DSPT that the fast track did not wait for.</summary>
    PublishDspt = 13,

    /// <summary>To the owners of a shared mailbox: mail waits there that nobody opened.</summary>
    MailWaits = 90,

    /// <summary>To the owners of a shared mailbox: time to go through who has access.</summary>
    ReviewAccess = 91,

    /// <summary>To somebody whose password has some days left.</summary>
    PasswordEnds = 40,

    /// <summary>The second way to sign in, or back in.</summary>
    SignInCode = 41,

    /// <summary>To somebody who signed in with a browser they had not used before.</summary>
    NewBrowser = 42,

    /// <summary>To somebody who got back in by themselves.</summary>
    GotBackIn = 43,

    /// <summary>To the mobile on record: the helpdesk reset this sign-in. The password is made when it is sent.</summary>
    ResetPassword = 70,

    /// <summary>To a home's shared mailbox: somebody's mobile is to be moved, and a colleague confirms it.</summary>
    ConfirmMobile = 71,

    /// <summary>To whoever wrote to the helpdesk.</summary>
    CaseAnswer = 72,

    /// <summary>To the owners of a shared mailbox: the helpdesk made somebody an owner.</summary>
    OwnerAdded = 73,

    /// <summary>To the person: what the helpdesk did with their account.</summary>
    AccountChanged = 74,

    /// <summary>To somebody whom a campaign asks for something.</summary>
    Campaign = 75,

    /// <summary>To the mobile on record: half of the proof by which somebody replaces a forgotten Account Secret.</summary>
    SecretCode = 76,

    /// <summary>To somebody whose account ends unless something is done; each warning in both ways.</summary>
    AccountEndsEmail = 60,
    AccountEndsText = 61,

    /// <summary>To somebody whose account is kept for them while they are away.</summary>
    AccountDisabled = 120,

    /// <summary>To an address outside the service: proves that it is the person's.</summary>
    EmailCode = 121,

    /// <summary>To somebody who was marked as leaver.</summary>
    MarkedLeaver = 122,

    /// <summary>To somebody who asked for the deletion of their account: what was decided.</summary>
    DeletionDecided = 123,

    /// <summary>To the owners of a list: a message waits for one of them.</summary>
    ListPostWaits = 130,

    /// <summary>To the sender: the message waits for an owner of the list.</summary>
    ListPostHeld = 131,

    /// <summary>To the sender: an owner did not let the message through, and why.</summary>
    ListPostRefused = 132,

    /// <summary>To the owners of a list: somebody wants to be a member.</summary>
    ListWish = 133,

    /// <summary>To who asked: a member now, or not and why.</summary>
    ListWishDecided = 134,

    /// <summary>As <see cref="MailWaits"/>, by e-mail: to owners without a mobile, and to administrators.</summary>
    MailWaitsEmail = 135,

    /// <summary>To somebody who stands in for an owner in some days.</summary>
    DeputyNamed = 136,

    /// <summary>To the owners of an application's mailbox: a password of it ends.</summary>
    ApplicationPasswordEnds = 137,

    /// <summary>To the owners of an application's mailbox: time to confirm that it is needed.</summary>
    ConfirmApplication = 138,

    /// <summary>As <see cref="ReviewAccess"/>, by e-mail.</summary>
    ReviewAccessEmail = 139,

    /// <summary>To those who could agree: somebody asks for what nobody does alone.</summary>
    SecondPersonWanted = 140,

    /// <summary>To whoever asked: a second person agreed, or did not.</summary>
    SecondPersonDecided = 141,
}

public enum NoticeChannel
{
    Text = 1,
    Email = 2,
}

/// <summary>A notice to be queued.</summary>
/// <param name="About">What it is about: whoever queued it knows it by this id.</param>
/// <param name="To">A mobile number or an e-mail address, by the kind's channel.</param>
public sealed record NewNotice(NoticeKind Kind, Guid About, string To)
{
    /// <summary>What its words need: see <see cref="NoticeWords"/>.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Whose account it is about, if a value is made for that account when it is sent.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>After this nobody is helped by it.</summary>
    public DateTimeOffset? UsefulUntil { get; init; }
}

/// <summary>A notice in the words its reader sees.</summary>
/// <param name="Subject">Empty for a text message.</param>
public sealed record WrittenNotice(Guid Id, NoticeChannel Channel, string To, string Subject, string Body);

/// <summary>
/// A value that must not exist before the notice is sent: a temporary password. Made in a module that knows what it is for.
/// </summary>
public interface IMadeWhenSent
{
    NoticeKind Kind { get; }

    /// <summary>The values made for the account; null if the notice is not needed any more.</summary>
    Task<IReadOnlyDictionary<string, string>?> MakeAsync(Guid accountId, CancellationToken ct);
}

/// <summary>
/// Brings a notice to a mailbox of our own. What is for one of our people goes straight to their inbox, and needs nobody
/// outside.
/// </summary>
public interface IOwnPost
{
    bool IsOurs(string address);

    /// <summary>False if there is no such mailbox, or it takes no mail.</summary>
    Task<bool> FileAsync(WrittenNotice notice, CancellationToken ct);
}

/// <summary>Told, in the transaction that settles it, when a notice could not be brought to anybody.</summary>
public interface IUndelivered
{
    Task UndeliveredAsync(Storage.WriteTransaction tx, NoticeKind kind, Guid about, Guid? accountId);
}
