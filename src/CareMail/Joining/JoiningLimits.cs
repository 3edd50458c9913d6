namespace CareMail.Joining;

/// <summary>How often something may be tried, and in what time.</summary>
internal sealed record TryAllowance(int Tries, TimeSpan Window);

/// <summary>The numbers of joining.</summary>
public sealed record JoiningLimits
{
    /// <summary>A draft nobody came back to is erased then.</summary>
    public TimeSpan DraftLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>What a person is expected to look within: a working day.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromHours(8);

    /// <summary>
    /// After a rejection or withdrawal: long enough to ask back, then personal e-mail and mobile go. After an approval they
    /// go when the account is in use, and at the latest when a new account that nobody took up falls inactive.
    /// </summary>
    public TimeSpan KeptAfterSettling { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Provisional: after this long a person is told.</summary>
    public TimeSpan ProvisionalPatience { get; init; } = TimeSpan.FromDays(60);

    public TimeSpan CodeLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Read out over the telephone: somebody has to find a pen.</summary>
    public TimeSpan SpokenCodeLife { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Six digits and five tries: one in 200,000.</summary>
    public int TriesOfCode { get; init; } = 5;

    /// <summary>"Tell me when this changes": longer than a toolkit year.</summary>
    public TimeSpan WatchLife { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Between reminders to publish what the fast track did not wait for.</summary>
    public TimeSpan ChaseEvery { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The short form's own limit.</summary>
    public int LongestTown { get; init; } = 11;

    /// <summary>Words between applicant and caseworker.</summary>
    public int LongestWords { get; init; } = 2000;

    /// <summary>Results of a search on one page.</summary>
    public int HomesListed { get; init; } = 20;

    /// <summary>From one network at one home: a manager mistypes, a guesser goes on.</summary>
    internal TryAllowance ContactIdByNetwork { get; init; } = new(5, TimeSpan.FromHours(1));

    /// <summary>At one home from everywhere: contact IDs have a million shapes, so 20 a day are no help to anybody.</summary>
    internal TryAllowance ContactIdByPlace { get; init; } = new(20, TimeSpan.FromDays(1));

    /// <summary>Each is a text message or a caseworker's call to somebody who may not have asked for it.</summary>
    internal TryAllowance CodesByPlace { get; init; } = new(4, TimeSpan.FromHours(12));

    /// <summary>Each application begun sends an e-mail to an address nobody has proved.</summary>
    internal TryAllowance LettersByAddress { get; init; } = new(5, TimeSpan.FromDays(1));

    internal TryAllowance LettersByNetwork { get; init; } = new(30, TimeSpan.FromHours(1));

    internal TryAllowance CallbacksByNetwork { get; init; } = new(10, TimeSpan.FromHours(1));
}
