using CareMail.Accounts.Pages;
using CareMail.Identity.SignIn;

namespace CareMail.Accounts.Recovery.Pages;

/// <summary>A device that keeps trying an old password, in a sentence.</summary>
internal static class FailedTryWords
{
    public static string Of(FailedTry failed, DateTimeOffset now)
    {
        var times = failed.Tries == 1 ? "once" : $"{failed.Tries} times";
        return $"{At(failed.Door)}, {times}, the last {AccountTime.Moment(failed.Last, now)}, from {failed.Network}";
    }

    private static string At(string door) =>
        door switch
        {
            "web" => "On the sign-in page",
            "imap" => "A mail program that reads mail",
            "submission" => "A mail program that sends mail",
            _ => "At another door",
        };
}
