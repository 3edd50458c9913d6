using System.Text;

namespace CareMail.Demo.World.Letters;

/// <summary>Mail as other programs write it: older charsets, flowed text, messages inside messages, long and odd names.</summary>
internal static class StrangeLetters
{
    private static readonly Voice Aiko = new("森田 愛子", "aiko.morita@tegami.example");
    private static readonly Voice Francois = new("François Lefèvre", "f.lefevre@courriel.example");
    private static readonly Voice Agnieszka = new("Agnieszka Wójcik", "agnieszka@poczta.example");

    public static IEnumerable<Letter> Write(Days days)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        yield return new Letter(days.Ago(3, "08:12"), Francois, [Cast.Thistledown], "Visite de dimanche", "")
        {
            Raw = Plain(
                "windows-1252",
                "8bit",
                "=?windows-1252?Q?Visite_de_dimanche_=96_=E0_15_heures?=",
                "Bonjour,\n\nMa tante m’a écrit : elle aimerait une boîte de pâtes de fruits et « Le Petit Journal ».\nJe viens dimanche à 15 heures. Est-ce que 20 € suffisent pour la coiffeuse ?\n\nFrançois Lefèvre"
            ),
        };
        yield return new Letter(days.Ago(5, "23:40"), Aiko, [Cast.Fernholt], "母の誕生日", "")
        {
            Raw = Plain(
                "iso-2022-jp",
                "7bit",
                "=?ISO-2022-JP?B?GyRCSmwkTkNCQDhGfBsoQg==?=",
                "お世話になっております。\n\n母の誕生日に電話をしたいのですが、日本時間の午後九時は\nそちらの正午ごろでしょうか。\n\n森田愛子"
            ),
        };
        yield return new Letter(
            days.Ago(7, "19:03"),
            Agnieszka,
            [Cast.Quillfield],
            "Zdjęcia z ogrodu",
            "Dzień dobry,\n\nprzesyłam zdjęcia z ogrodu dla taty. Proszę mu powiedzieć, że jabłoń kwitła w tym roku dwa razy.\n\nŻyczę spokojnej nocy,\nAgnieszka Wójcik"
        )
        {
            Enclosures =
            [
                Enclose.Picture("jabłoń w październiku", Files.Pictures.Garden(3)),
                Enclose.Picture("ogród – całość", Files.Pictures.Garden(25)),
            ],
        };
        yield return new Letter(
            days.Ago(4, "14:26"),
            new Voice("Peter Quill", "peter@quill-and-son.example"),
            [Cast.Ashdene],
            "Boiler service",
            ""
        )
        {
            Raw = Encoding.ASCII.GetBytes(
                Crlf(
                    """
                    Subject: Boiler service
                    Content-Type: text/plain; charset=us-ascii; format=flowed; delsp=no

                    Dear Ms Rahman, 

                    We can come on Tuesday between ten and twelve. The heating will be 
                    off for about forty minutes, and hot water for ten minutes more. If 
                    somebody could let us into the plant room we need nobody to stay.

                    > Could it be in the morning? Residents rest after lunch and some 
                    > of them feel the cold.

                    Yes, that is what we have kept for you.

                    -- 
                    Peter Quill, Quill and Son, 01632 960166

                    """
                )
            ),
        };
        yield return new Letter(
            days.Ago(8, "12:50"),
            Cast.Gwen,
            [Cast.Dilys],
            "Is this real?",
            "Dilys, this came to our inbox and asks for a password. I have not clicked anything. The whole message is attached.\n\nGwen Ashdown"
        )
        {
            Enclosures =
            [
                Enclose.Forwarded(
                    "Your mailbox is full",
                    """
                    From: "IT Support" <support@mailbox-upgrade.example>
                    To: care.vz101@caremail.example
                    Subject: Your mailbox is full, act today
                    Date: Thu, 12 Nov 2026 11:02:14 +0000
                    Message-ID: <7731@mailbox-upgrade.example>
                    MIME-Version: 1.0
                    Content-Type: text/html; charset=utf-8

                    <p>Your mailbox is <b>full</b>. <a href="https://mailbox-upgrade.example/login">Sign in here</a> within 24 hours.</p>

                    """
                ),
            ],
        };
        yield return new Letter(
            days.Ago(10, "15:15"),
            new Voice("Fictwick Laundry", "van@fictwick-laundry.example"),
            [Cast.Thistledown],
            "November invoice",
            ""
        )
        {
            // An old program: no MIME headers at all, and a date nobody writes any more.
            Raw = Encoding.ASCII.GetBytes(
                Crlf("Subject: November invoice\n\nInvoice 1188. 214 sheets, 96 covers. 310.40 pounds, thirty days.\n")
            ),
        };
    }

    private static byte[] Plain(string charset, string encoding, string subject, string text)
    {
        var head =
            $"Subject: {subject}\nMIME-Version: 1.0\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n";
        return [.. Encoding.ASCII.GetBytes(Crlf(head)), .. Encoding.GetEncoding(charset).GetBytes(Crlf(text + "\n"))];
    }

    private static string Crlf(string text) => text.ReplaceLineEndings("\r\n");
}
