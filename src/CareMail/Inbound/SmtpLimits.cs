namespace CareMail.Inbound;

/// <summary>Every number an SMTP client can push against.</summary>
public sealed record SmtpLimits
{
    public static readonly SmtpLimits Default = new();

    /// <summary>RFC 5321 §4.5.3.1.4 says 512; SMTPUTF8, AUTH and our address length add to it. Past it: 500, and the end.</summary>
    public int CommandLine { get; init; } = 2_048;

    /// <summary>RFC 4954 §4: a response to AUTH may be 12,288 octets; PLAIN and LOGIN with device passwords need 1,100.</summary>
    public int AuthLine { get; init; } = 2_048;

    /// <summary>What NHSmail and Microsoft 365 take at their borders is 35 MB; base64 of a 35 MB scan is 48 MB.</summary>
    public long MessageSize { get; init; } = 50L * 1024 * 1024;

    /// <summary>A submitted header is rewritten in memory. Real ones, with 500 recipients named, stay under 64 kB.</summary>
    public int SubmittedHeader { get; init; } = 256 * 1024;

    /// <summary>RFC 5321 §4.5.3.1.8: at least 100. From outside that many; senders come back with the rest.</summary>
    public int RecipientsFromOutside { get; init; } = 200;

    /// <summary>For our own people: a home's families, a hospital's wards. Above this lists are the right tool.</summary>
    public int RecipientsOfSubmission { get; init; } = 500;

    /// <summary>RFC 5321 §4.5.3.2.7: wait at least 5 minutes for the next command.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>RFC 5321 §4.5.3.2.5: 3 minutes between pieces of the message.</summary>
    public TimeSpan DataBlock { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>50 MB at 300 kbit/s, twice: whoever drips bytes to hold a place gets no longer than this.</summary>
    public TimeSpan WholeMessage { get; init; } = TimeSpan.FromMinutes(45);

    /// <summary>A client that has made so many mistakes is no client. Typing by hand, one makes three.</summary>
    public int Mistakes { get; init; } = 20;

    /// <summary>Commands that do no work (NOOP, RSET, VRFY, HELP, EHLO) between two messages; a probe needs five.</summary>
    public int IdleCommands { get; init; } = 100;

    /// <summary>Wrong passwords on one connection. A mail program asks its user after the first.</summary>
    public int WrongPasswords { get; init; } = 3;

    /// <summary>Unknown recipients a network may name before replies get slower; a mailing list has some dead entries.</summary>
    public int FreeGuesses { get; init; } = 5;

    /// <summary>Unknown recipients before the connection is closed and the network has to wait.</summary>
    public int Guesses { get; init; } = 25;

    /// <summary>What each guess beyond the free ones adds to every RCPT reply: 25 guesses cost 20 s, for each reply after.</summary>
    public TimeSpan GuessDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A guess is forgotten after this long.</summary>
    public TimeSpan GuessMemory { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Networks whose guesses are remembered; the least guilty are forgotten beyond it (100 bytes each).</summary>
    public int GuessingNetworks { get; init; } = 50_000;
}
