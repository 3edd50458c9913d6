using System.Globalization;
using CareMail.EndToEnd.Support;

namespace CareMail.EndToEnd.MailPrograms;

[Collection(MailProgramTests.Name)]
public class NeomuttTests(MailProgramWorld world)
{
    [Fact]
    public async Task Neomutt_reads_flags_moves_and_replies_and_sees_what_another_flags()
    {
        var person = world.Person("Gwen Ashdown");
        await world.FillAsync(person, "Mutt", 5);
        var folder = world.Folder("neomutt");
        await using var screen = await Terminal.StartAsync(
            folder,
            $"neomutt -F {await SettingsAsync(person, folder)} -f =Mutt"
        );

        await screen.ShowsAsync("Letter 4");
        await screen.TypeAsync("1", "Enter");
        await screen.TypeAsync("Enter");
        await screen.ShowsAsync("Body 0");
        await screen.TypeAsync("i");
        await screen.ShowsAsync("q:Quit");
        await screen.TypeAsync("2", "Enter", "F");
        await screen.TypeAsync("3", "Enter", "s");
        await screen.ShowsAsync("Save to mailbox");
        await screen.TypeAsync("C-u");
        await screen.TypeAsync("=Archive", "Enter");
        await screen.ShowsAsync("D+ Nov");
        await screen.TypeAsync("4", "Enter", "r");
        await screen.ShowsAsync("To:");
        await screen.TypeAsync("C-u");
        await screen.TypeAsync(person.Email, "Enter");
        await screen.ShowsAsync("Subject: Re: Letter 3");
        await screen.TypeAsync("Enter");
        await screen.ShowsAsync("y:Send");
        await screen.TypeAsync("y");
        // The list again, with the letter answered ("Mail sent" may be overwritten by the next look for mail).
        await screen.ShowsAsync("4 r + Nov");
        await world.ImaplibAsync(person, "ok(m.select('Mutt')); ok(m.uid('STORE', '5', '+FLAGS', '\\\\Flagged'))");
        await screen.ShowsAsync("5 N ! Nov");
        await screen.TypeAsync("q");
        await screen.EndsAsync();

        // Another program sees what was done.
        Assert.Equal(
            "4 [b'1'] [b'2 4'] [b'4'] [b'1'] [b'1']",
            await world.ImaplibAsync(
                person,
                """
                count = int(ok(m.select('Mutt'))[0])
                one = ok(m.search(None, 'SUBJECT', '"Letter 0"', 'SEEN'))
                two = ok(m.search(None, 'FLAGGED'))
                # Letter 3 is the third that is left; its UID stays 4.
                four = ok(m.uid('SEARCH', 'ANSWERED'))
                ok(m.select('Archive'))
                moved = [b'%d' % len(ok(m.search(None, 'SUBJECT', '"Letter 2"'))[0].split())]
                ok(m.select('INBOX'))
                came = [b'%d' % len(ok(m.search(None, 'SUBJECT', '"Re: Letter 3"'))[0].split())]
                print(count, one, two, four, moved, came)
                """
            )
        );
    }

    private async Task<string> SettingsAsync(DemoSignIn person, string folder)
    {
        var msmtp = Path.Combine(folder, "msmtprc");
        await File.WriteAllTextAsync(
            msmtp,
            $"""
            account default
            host localhost
            port {world.Server.Submissions}
            tls on
            tls_starttls off
            tls_trust_file {world.Certificate}
            auth plain
            user {person.Email}
            password {person.DevicePassword}
            from {person.Email}

            """
        );
        File.SetUnixFileMode(msmtp, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var file = Path.Combine(folder, "neomuttrc");
        await File.WriteAllTextAsync(
            file,
            $"""
            set imap_user="{person.Email}"
            set imap_pass="{person.DevicePassword}"
            set folder="imaps://localhost:{world.Server.Imaps.ToString(CultureInfo.InvariantCulture)}/"
            set spoolfile="+INBOX"
            set record=""
            set certificate_file="{world.Certificate}"
            set sendmail="/usr/bin/msmtp -C {msmtp}"
            set from="{person.Email}"
            set use_from=yes
            set editor="true"
            set quit=yes
            set delete=yes
            set confirmappend=no
            set confirmcreate=no
            set abort_unmodified=no
            set include=yes
            set fast_reply=no
            set sort=mailbox-order
            set timeout=2
            set mail_check=2
            set sleep_time=0

            """
        );
        return file;
    }
}
