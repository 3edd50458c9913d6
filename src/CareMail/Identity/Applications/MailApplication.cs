namespace CareMail.Identity.Applications;

/// <summary>A system with a mailbox: nobody's account, and signed in to by mail programs only.</summary>
public sealed class MailApplication
{
    /// <summary>Stands where a mail program is known by its account.</summary>
    public Guid Id { get; init; }
    public Guid MailboxId { get; init; }
    public Guid OrganisationId { get; init; }

    /// <summary>Its address: what its program signs in with.</summary>
    public string UserName { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public string Purpose { get; init; } = "";
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset Confirmed { get; init; }
    public DateTimeOffset? Reminded { get; init; }
    public DateTimeOffset? Closed { get; init; }
    public int MessagesPerMinute { get; init; }
    public int RecipientsPerDay { get; init; }

    /// <summary>In the directory.</summary>
    public bool Shown { get; init; }

    /// <summary>Once a year somebody says that it is still needed.</summary>
    public DateTimeOffset ConfirmBy => Confirmed.AddDays(ApplicationLimits.ConfirmDays);

    /// <summary>From then on it cannot sign in until somebody has.</summary>
    public DateTimeOffset StopsAt => ConfirmBy.AddDays(ApplicationLimits.GraceDays);
}

/// <summary>A password of a system: one that ends.</summary>
public sealed class ApplicationPassword
{
    public Guid Id { get; init; }
    public Guid ApplicationId { get; init; }
    public string Name { get; init; } = "";
    public string Reason { get; init; } = "";
    public DateTimeOffset Created { get; init; }
    public DateTimeOffset Ends { get; init; }
    public int? Warned { get; init; }
    public DateTimeOffset? LastUsed { get; init; }
}

/// <summary>The numbers of systems.</summary>
public static class ApplicationLimits
{
    public const int ConfirmDays = 365;
    public const int GraceDays = 30;

    /// <summary>A password is changed at least once a year.</summary>
    public const int LongestPasswordDays = 365;

    /// <summary>Two that overlap while one is exchanged, for a test system and a live one, and one to spare.</summary>
    public const int Passwords = 5;
    public const int UsualPerMinute = 30;
    public const int MostPerMinute = 600;
    public const int UsualPerDay = 10_000;
    public const int MostPerDay = 200_000;

    /// <summary>Days before the end of a password on which its owners are told.</summary>
    public static IReadOnlyList<int> Warnings { get; } = [30, 7, 1];
}
