namespace CareMail.Identity.Tasks;

/// <summary>What stands between a person and an open door, in the order in which it is asked.</summary>
public enum DueTask
{
    ChangePassword,
    AcceptPolicy,
    SecondFactor,
    Profile,
    AccountSecret,
}
