namespace CareMail.Identity;

/// <summary>The life of an account. The numbers are stored: never reuse one.</summary>
public enum AccountState
{
    /// <summary>Made, but the person has not done the tasks of the first sign-in: mail waits outside (450).</summary>
    New = 1,
    Active = 2,

    /// <summary>Closed to signing in, by an administrator. Mail keeps arriving.</summary>
    Locked = 3,
    Disabled = 4,

    /// <summary>The person has left. Mail keeps arriving for a while.</summary>
    Left = 5,

    /// <summary>Closed and out of sight, to be restored within its window. Mail keeps arriving.</summary>
    Deleted = 6,

    /// <summary>Deleted for good: the mailbox is destroyed, the address stays nobody's.</summary>
    Gone = 7,
}
