using CareMail.Access;
using CareMail.Audit;

namespace CareMail.Accounts.Pages;

/// <summary>The record of acts in words for the person they were done to.</summary>
internal static class RecordWords
{
    private static readonly Dictionary<string, string> Sentences = new()
    {
        [Act.SignOut.Spell()] = "Signed out",
        [Act.EndSessions.Spell()] = "A browser was signed out",
        [Act.AddPerson.Spell()] = "Your account was made",
        [Act.InvitePerson.Spell()] = "A temporary password was sent to you",
        [Act.ActivateAccount.Spell()] = "Your account was opened in your stead",
        [Act.OpenAccount.Spell()] = "All five tasks were done: your account opened",
        [Act.ChangePassword.Spell()] = "Your password was changed",
        [Act.ChangeProfile.Spell()] = "Your profile was changed",
        [Act.ChangeSecret.Spell()] = "Your Account Secret was changed",
        [Act.ResetSignIn.Spell()] = "Your sign-in was reset: a temporary password, in place of password and second way",
        [Act.LockAccount.Spell()] = "Your account was locked",
        [Act.UnlockAccount.Spell()] = "Your account was unlocked",
        [Act.UnlockOwnAccount.Spell()] = "You unlocked your account",
        [Act.MarkLeaver.Spell()] = "You were marked as a leaver",
        [Act.TakeBackLeaver.Spell()] = "You were taken back",
        [Act.AcceptJoiner.Spell()] = "Another organisation accepted you",
        [Act.MovePerson.Spell()] = "You were moved to another site",
        [Act.RenamePerson.Spell()] = "Your name was changed",
        [Act.DisableAccount.Spell()] = "Your account was disabled while you were away",
        [Act.EnableAccount.Spell()] = "Your account was opened again",
        [Act.RestoreAccount.Spell()] = "Your account was restored",
        [Act.DeleteAccount.Spell()] = "Your account was deleted",
        [Act.ChangeAwayReply.Spell()] = "Your automatic reply was changed",
        [Act.ExportMailbox.Spell()] = "A copy of your mailbox was taken",
        [Act.AskForDeletion.Spell()] = "You asked to have your account deleted, or took that back",
        [Act.DecideDeletion.Spell()] = "Your wish to be deleted was decided",
    };

    public static string Of(AuditRow row) =>
        row.Act switch
        {
            _ when Sentences.TryGetValue(row.Act, out var sentence) => sentence,
            _ when row.Act == Act.SignIn.Spell() => "Signed in" + How(row.NewValue ?? ""),
            "session.new_browser" => $"Signed in with a browser that was not used before{Named(row.NewValue)}",
            _ when row.Act == Act.AcceptPolicy.Spell() => $"The use policy was accepted{Named(row.NewValue)}",
            _ when row.Act == Act.ChangeFactors.Spell() => row.NewValue is not null
                ? $"A second way to sign in was added{Named(row.NewValue)}"
                : $"A second way to sign in was removed{Named(row.OldValue)}",
            _ when row.Act == Act.IssueDevicePassword.Spell() => $"A mail program was added{Named(row.NewValue)}",
            _ when row.Act == Act.RevokeDevicePassword.Spell() => $"A mail program was removed{Named(row.OldValue)}",
            _ when row.Act == Act.GiveRole.Spell() => $"You were given a role{Named(row.NewValue)}",
            _ when row.Act == Act.TakeRole.Spell() => $"A role was taken from you{Named(row.OldValue)}",
            // Of a part of the service that this page does not know in words yet: that it was done is said all the same.
            _ => "Something else was done: " + row.Act.Replace('.', ' ').Replace('_', ' '),
        };

    private static string Named(string? value) => value is null ? "" : ": " + value.Replace('_', ' ');

    // RFC 8176 §2.
    private static string How(string amr)
    {
        var ways = amr.Split(' ');
        return ways.Contains("mca") ? " with a recovery code"
            : ways.Contains("otp") ? " with password and app"
            : ways.Contains("fed") ? " with another service"
            : ways.Contains("pin") ? " with a PIN, on a shared tablet"
            : ways.Contains("sms") ? " with password and text message"
            : ways.Contains("hwk") || ways.Contains("swk") ? " with a passkey"
            : "";
    }
}
