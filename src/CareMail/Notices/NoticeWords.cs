namespace CareMail.Notices;

/// <summary>
/// The words of every notice. Text messages stay within what a phone shows at a glance and never hold a link: people are
/// told not to follow links in text messages. Pure.
/// </summary>
public static class NoticeWords
{
    private const string Signed = "CareMail";

    public static NoticeChannel ChannelOf(NoticeKind kind) =>
        kind
            is NoticeKind.OneTimeCode
                or NoticeKind.SomebodyApplied
                or NoticeKind.TemporaryPassword
                or NoticeKind.AccountEndsText
                or NoticeKind.PasswordEnds
                or NoticeKind.SignInCode
                or NoticeKind.NewBrowser
                or NoticeKind.GotBackIn
                or NoticeKind.ResetPassword
                or NoticeKind.SecretCode
                or NoticeKind.MailWaits
                or NoticeKind.ReviewAccess
            ? NoticeChannel.Text
            : NoticeChannel.Email;

    /// <param name="kind">What is told.</param>
    /// <param name="v">The values it needs; one that is missing is a bug.</param>
    public static (string Subject, string Body) Write(NoticeKind kind, IReadOnlyDictionary<string, string> v) =>
        kind switch
        {
            NoticeKind.OneTimeCode => (
                "",
                $"{v["code"]} is the code for the CareMail application of {v["home"]}. It works for {v["minutes"]} minutes. We never ring to ask for it."
            ),
            NoticeKind.SomebodyApplied => (
                "",
                $"CareMail: somebody has applied for e-mail accounts for {v["home"]} (application {v["reference"]}). If you do not know of it, ring {v["helpdesk"]} before it is approved."
            ),
            NoticeKind.TemporaryPassword => (
                "",
                $"Your temporary CareMail password is {v["password"]} Your user name is in an e-mail. Sign in within 30 days; you then choose a password of your own."
            ),
            NoticeKind.MailWaits => (
                "",
                $"CareMail: mail for {v["mailbox"]} has waited unopened since {v["since"]}. Please sign in, or ask a colleague on duty to. It stays where it is until somebody opens it."
            ),
            NoticeKind.ReviewAccess => (
                "",
                $"CareMail: please go through who can read {v["mailbox"]}. Sign in and open Your site. It takes a few minutes, twice a year."
            ),
            NoticeKind.SecondPersonWanted => (
                "A second person is wanted",
                $"""
                Somebody who administers your organisation asks for something nobody does alone: {v["what"]}.

                Sign in and open Approvals. You see who asks, why, and what it is about, and agree or do not. If nobody answers within some days it is not done.

                {Signed}
                """
            ),
            NoticeKind.SecondPersonDecided => (
                $"A second person has {v["answer"]}",
                $"""
                You asked for something nobody does alone: {v["what"]}. A second person has {v["answer"]}.

                Sign in and open Approvals to read why.

                {Signed}
                """
            ),
            NoticeKind.PasswordEnds => (
                "",
                $"CareMail: your password ends {v["left"]}, on {v["day"]}. Sign in as you always do and choose a new one under My dates and devices. We never send a link for this."
            ),
            NoticeKind.SignInCode => (
                "",
                $"{v["code"]} is your CareMail code. It works for {v["minutes"]} minutes, once. Nobody from CareMail ever asks you for it."
            ),
            NoticeKind.NewBrowser => (
                "",
                $"CareMail: you signed in with a browser you had not used before: {v["browser"]}. If it was not you, sign in, choose Sign out everywhere and change your password."
            ),
            NoticeKind.GotBackIn => (
                "",
                $"CareMail: your account was {v["done"]} with Get back in. If it was not you, ring your administrator or helpdesk now."
            ),
            NoticeKind.ResetPassword => (
                "",
                $"Your temporary CareMail password is {v["password"]} Sign in with your usual address within 30 days; you then choose a password of your own."
            ),
            NoticeKind.SecretCode => (
                "",
                $"{v["code"]} is the code to choose a new CareMail Account Secret. It works for 10 minutes. Nobody ever rings to ask for it."
            ),
            NoticeKind.ConfirmMobile => (
                $"{v["reference"]}: is this the new mobile of {v["name"]}?",
                Letter(
                    $"The helpdesk was asked to send {v["name"]}’s passwords to another mobile: the number that ends in {v["ending"]}.",
                    "Somebody else who shares this mailbox confirms it, signed in as themselves. Ask your colleague first, face to face or by a number you know. Then open this page and answer there:",
                    v["link"],
                    "If nobody of you knows of it, do nothing and tell the helpdesk."
                )
            ),
            NoticeKind.CaseAnswer => (
                $"{v["reference"]}: an answer from the helpdesk",
                Letter(v["words"], $"To write back, answer this message and leave {v["reference"]} in its subject.")
            ),
            NoticeKind.OwnerAdded => (
                $"{v["name"]} is now an owner of {v["mailbox"]}",
                Letter(
                    $"The helpdesk rang the number that a regulator holds for {v["home"]}, because nobody there could reach the shared mailbox. {v["name"]} is now an owner of {v["mailbox"]}.",
                    "If you did not know of it, tell the helpdesk at once: " + v["helpdesk"]
                )
            ),
            NoticeKind.AccountChanged => (
                $"The helpdesk changed your account ({v["reference"]})",
                Letter(
                    v["words"],
                    "If you did not ask for it, tell your administrator or the helpdesk at once: " + v["helpdesk"]
                )
            ),
            NoticeKind.Campaign => (v["subject"], Letter(v["words"], v["link"])),
            NoticeKind.DraftLink => (
                $"Your CareMail application for {v["home"]}",
                Letter(
                    $"You have begun to apply for CareMail for {v["home"]}.",
                    "To go on where you stopped, open this link:",
                    v["link"],
                    $"The link works until {v["until"]}. Anyone who has it can go on with your application, so please do not pass it on."
                )
            ),
            NoticeKind.Submitted => (
                $"We have your CareMail application {v["reference"]}",
                Letter(
                    $"Thank you. We have your application for {v["home"]}. Its reference is {v["reference"]}.",
                    "A person looks at every application. Most are answered the same working day.",
                    "You can see where it stands here:",
                    v["link"]
                )
            ),
            NoticeKind.Asked => (
                $"A question about your CareMail application {v["reference"]}",
                Letter(
                    $"We have a question about your application for {v["home"]}:",
                    v["words"],
                    "Please answer it here:",
                    v["link"]
                )
            ),
            NoticeKind.Approved => (
                $"{v["home"]} has joined CareMail",
                Letter(
                    $"Your application {v["reference"]} is approved.",
                    v["words"],
                    $"The home’s mailbox is {v["mailbox"]}.",
                    "Everyone you named who is new gets an e-mail with a user name and a text message with a temporary password. Each person signs in for themselves."
                )
            ),
            NoticeKind.Rejected => (
                $"Your CareMail application {v["reference"]}",
                Letter(
                    $"We cannot approve your application for {v["home"]}. The reason:",
                    v["words"],
                    "When that has changed you are welcome to apply again."
                )
            ),
            NoticeKind.UserName => (
                "Your CareMail account is ready",
                Letter(
                    $"{v["name"]}, you have a CareMail account at {v["home"]}.",
                    $"Your user name, and your e-mail address, is {v["username"]}",
                    "Your temporary password comes to your mobile as a text message. Sign in here:",
                    v["link"],
                    "Do this within 30 days. You choose a password of your own, and we show you each step. Until you have done them all, no mail reaches you."
                )
            ),
            NoticeKind.Linked => (
                $"You now share the mailbox of {v["home"]}",
                Letter(
                    $"{v["name"]}, your CareMail account is now {v["right"]} of {v["mailbox"]}, the mailbox of {v["home"]}.",
                    "You sign in as before. If you do not work there, please tell the helpdesk: " + v["helpdesk"]
                )
            ),
            NoticeKind.MayJoinNow => (
                $"{v["home"]} can join CareMail now",
                Letter(
                    $"You asked us to tell you. The public registers now show that {v["home"]} can join.",
                    "Begin here:",
                    v["link"]
                )
            ),
            NoticeKind.InRegisterNow => (
                $"The register shows {v["home"]} now",
                Letter(
                    $"ODS now shows {v["home"]} under the code {v["ods"]}. Your application {v["reference"]} goes on by itself: you need do nothing.",
                    "You can see where it stands here:",
                    v["link"]
                )
            ),
            NoticeKind.PublishDspt => (
                $"{v["home"]}: please publish your data security toolkit",
                Letter(
                    $"{v["home"]} joined CareMail during the emergency, when the data security and protection toolkit (DSPT) was not needed to apply.",
                    "Please publish at least Approaching Standards now. Your accounts go on working; new ones wait for it."
                )
            ),
            NoticeKind.ListPostWaits => (
                $"A message to {v["list"]} waits for you",
                Letter(
                    $"Somebody wrote to {v["list"]}, of which you are an owner, and may not write to it without being asked about.",
                    "Look at it here, and let it through or send it back:",
                    v["link"],
                    "It is kept until one of its owners has decided."
                )
            ),
            NoticeKind.ListPostHeld => (
                $"Your message to {v["list"]} waits for an owner",
                Letter(
                    $"Your message “{v["subject"]}” to {v["list"]} is kept until one of the list’s owners has looked at it. You need do nothing: you are told if it is not let through."
                )
            ),
            NoticeKind.ListPostRefused => (
                $"Your message to {v["list"]} was not sent on",
                Letter(
                    $"An owner of {v["list"]} did not let your message “{v["subject"]}” through. Nobody on the list got it.",
                    "The reason: " + v["reason"]
                )
            ),
            NoticeKind.ListWish => (
                $"{v["name"]} wants to join {v["list"]}",
                Letter(
                    $"{v["name"]} ({v["address"]}) asks to be a member of {v["list"]}, of which you are an owner.",
                    "Say yes or no here:",
                    v["link"]
                )
            ),
            NoticeKind.ListWishDecided => (
                $"{v["list"]}: {v["answer"]}",
                Letter($"You asked to join {v["list"]}. {v["sentence"]}")
            ),
            NoticeKind.MailWaitsEmail => (
                $"Mail for {v["mailbox"]} waits unopened",
                Letter(
                    $"Mail for {v["mailbox"]} has waited unopened since {v["since"]}.",
                    "Please see that somebody on duty looks into it. It stays where it is until it is opened."
                )
            ),
            NoticeKind.ReviewAccessEmail => (
                $"Please go through who can read {v["mailbox"]}",
                Letter(
                    $"You own {v["mailbox"]}. Twice a year its owners go through who can read it: sign in and open Your site.",
                    "It takes a few minutes. Somebody who left and still reads the home’s mail is a breach of confidence."
                )
            ),
            NoticeKind.DeputyNamed => (
                $"You stand in for an owner of {v["mailbox"]}",
                Letter(
                    $"{v["name"]} named you as deputy for {v["mailbox"]}, from {v["from"]} to {v["until"]}.",
                    "On these days you can do what an owner does: let people in and take them out, and look after the people of the site. It ends by itself."
                )
            ),
            NoticeKind.ApplicationPasswordEnds => (
                $"A password of {v["mailbox"]} ends on {v["day"]}",
                Letter(
                    $"The password “{v["name"]}” of the application mailbox {v["mailbox"]} ends on {v["day"]}. From then on the system that uses it cannot send or fetch mail.",
                    "Ask your administrator for a new one, and put it into the system before that day."
                )
            ),
            NoticeKind.ConfirmApplication => (
                $"Is {v["mailbox"]} still needed?",
                Letter(
                    $"You answer for the application mailbox {v["mailbox"]}. Once a year somebody says that it is still needed: please do so by {v["day"]}.",
                    v["link"],
                    "If nobody does, its system cannot sign in any more. Mail to it keeps arriving."
                )
            ),
            NoticeKind.AccountEndsText => (
                "",
                $"CareMail: your account {v["username"]} {v["what"]} on {v["day"]}. {v["help"]}"
            ),
            NoticeKind.AccountEndsEmail => (
                $"Your CareMail account ends on {v["day"]}",
                Letter($"Your account {v["username"]} {v["what"]} on {v["day"]}.", v["help"])
            ),
            NoticeKind.AccountDisabled => (
                "Your CareMail account is kept for you",
                Letter(
                    $"While you are away nobody can sign in to {v["username"]}. It is kept until {v["until"]}, and mail keeps arriving.",
                    v["delegate"].Length == 0 ? "" : $"{v["delegate"]} can read your mail meanwhile.",
                    "When you are back, ask your local administrator to open it again."
                )
            ),
            NoticeKind.EmailCode => (
                "Your CareMail code",
                Letter(
                    $"{v["code"]} is your code. It works for {v["minutes"]} minutes, once. Type it where you asked for it.",
                    "Nobody from CareMail ever asks you for it. You did not ask for it? Then somebody mistyped their address, and you need do nothing."
                )
            ),
            NoticeKind.MarkedLeaver => (
                "You were marked as a leaver",
                Letter(
                    $"{v["place"]} says that you have left. Nobody can sign in to {v["username"]} now.",
                    $"Another organisation can accept you until {v["until"]}: give it your CareMail address. You keep your address and your mail. After that day the account is deleted.",
                    "You have not left? Ask whoever looks after your site to take you back."
                )
            ),
            NoticeKind.DeletionDecided => ($"Your wish to have {v["username"]} deleted", Letter(v["answer"], v["why"])),
        };

    private static string Letter(params string[] paragraphs) =>
        string.Join("\n\n", paragraphs.Where(p => p.Length > 0).Append(Signed));
}
