namespace CareMail.Identity;

/// <summary>Every number of signing in. No public threshold of today's services is known: these are ours.</summary>
internal sealed record IdentityLimits
{
    /// <summary>A wrong password typed again and again at one desk: ten, then a quarter of an hour's rest.</summary>
    public Allowance NameAtNetwork { get; init; } = new(10, TimeSpan.FromMinutes(15));

    /// <summary>The same name tried from many places at once.</summary>
    public Allowance Name { get; init; } = new(30, TimeSpan.FromHours(1));

    /// <summary>One place trying many names. A hospital behind one address has hundreds of people who mistype.</summary>
    public Allowance Network { get; init; } = new(300, TimeSpan.FromMinutes(15));

    /// <summary>Three codes of a million are right at any moment (one step each way): twenty a day guess one in 45 years.</summary>
    public Allowance Code { get; init; } = new(20, TimeSpan.FromDays(1));

    /// <summary>Names and networks remembered as used up, to refuse them without a write.</summary>
    public int UsedUpRemembered { get; init; } = 10_000;

    /// <summary>Password checks at the same time: each takes about 0.1 s of a core, and mail must go on.</summary>
    public int PasswordChecksAtOnce { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Password checks that may wait (about three seconds of work); who comes after is asked to try again.</summary>
    public int PasswordChecksWaiting { get; init; } = 30;

    /// <summary>PBKDF2-HMAC-SHA512; 210,000 is OWASP's figure and 0.1 s here.</summary>
    public int PasswordIterations { get; init; } = 210_000;

    /// <summary>Longer is not stronger, and every character is hashed.</summary>
    public int PasswordLength { get; init; } = 200;

    /// <summary>From the password to the code.</summary>
    public TimeSpan HalfWay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>From one task of the first sign-in to the next: a phone is fetched, a policy read, a resident looked after.</summary>
    public TimeSpan BetweenTasks { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A temporary password waits for holidays to end; today's services let a new account sleep after 30 days.</summary>
    public TimeSpan TemporaryPassword { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a typed password covers changes to one's own sign-in.</summary>
    public TimeSpan Confirmed { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Codes by text message that one account is sent for one purpose: a lost message or two, not a bill.</summary>
    public Allowance Texts { get; init; } = new(10, TimeSpan.FromDays(1));

    /// <summary>A text message comes within a minute, or the phone is upstairs.</summary>
    public TimeSpan TextCode { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>One in 200,000 guesses a code of six digits in so many tries.</summary>
    public int TextCodeTries { get; init; } = 5;

    /// <summary>From one step of getting back in to the next.</summary>
    public TimeSpan ResetLife { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Wrong codes before a reset begins anew.</summary>
    public int ResetTries { get; init; } = 5;

    /// <summary>Codes tried for one account: fewer than at the sign-in, where the password comes first.</summary>
    public Allowance ResetCodes { get; init; } = new(10, TimeSpan.FromDays(1));

    public Allowance ResetNameAtNetwork { get; init; } = new(5, TimeSpan.FromHours(1));

    public Allowance ResetName { get; init; } = new(20, TimeSpan.FromHours(1));

    public Allowance ResetNetwork { get; init; } = new(100, TimeSpan.FromMinutes(15));

    /// <summary>Every answer of a reset comes this long after it was asked, whoever was asked about.</summary>
    public TimeSpan ResetAnswer { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The last page may be looked at again.</summary>
    public TimeSpan ResetShown { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Looking for who can help, from one place: a person needs three looks, a list of everybody thousands.</summary>
    public Allowance StreetQuestions { get; init; } = new(60, TimeSpan.FromMinutes(15));

    /// <summary>Different devices and names noted in a minute; past it a flood is not noted.</summary>
    public int FailedTriesRemembered { get; init; } = 10_000;

    /// <summary>Somebody who works at weekends sees what tried on Monday.</summary>
    public TimeSpan FailedTriesKept { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Browsers keep a cookie for 400 days at most.</summary>
    public TimeSpan BrowserRemembered { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Each is a row for some minutes; a hospital behind one address has hundreds of people.</summary>
    public Allowance PasskeyNetwork { get; init; } = new(300, TimeSpan.FromMinutes(15));

    /// <summary>Tablets are shared: a session nobody uses ends.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A shared tablet is put down on a table: it locks before the next person takes it up.</summary>
    public TimeSpan TabletIdle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Five of ten thousand.</summary>
    public int PinTries { get; init; } = 5;

    /// <summary>A long shift and its handover.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(13);

    public int DevicePasswordsPerAccount { get; init; } = 20;

    /// <summary>Different wrong passwords of a mail program. A phone that repeats an old one is not guessing and counts once.</summary>
    public Allowance MailNameAtNetwork { get; init; } = new(10, TimeSpan.FromMinutes(15));

    public Allowance MailNetwork { get; init; } = new(200, TimeSpan.FromMinutes(15));

    /// <summary>Names and networks remembered at a time by the mail doors; past it the oldest are forgotten.</summary>
    public int MailMemory { get; init; } = 50_000;

    /// <summary>A refused mail sign-in is answered this long after it was asked, whatever the reason.</summary>
    public TimeSpan MailRefusal { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>RFC 7677 §4 asks for at least 4,096; the password has 140 random bits, so more would buy nothing.</summary>
    public int ScramIterations { get; init; } = 4096;
}

/// <summary>So many tries in such a time.</summary>
internal sealed record Allowance(int Tries, TimeSpan Window);
