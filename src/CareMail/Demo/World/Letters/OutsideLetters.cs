using CareMail.Demo.Files;

namespace CareMail.Demo.World.Letters;

/// <summary>Pharmacy, council, suppliers and families: mail that comes from other services.</summary>
internal static class OutsideLetters
{
    public static readonly Voice Pharmacy = new("Tarnholt Pharmacy", "deliveries@tarnholt-pharmacy.example");
    private static readonly Voice Council = new("Brackenfield Council", "adult.safeguarding@brackenfield.example");
    private static readonly Voice Supplies = new("Medloom Supplies", "orders@medloom-supplies.example");
    private static readonly Voice Ruth = new("Ruth Vale", "ruth.vale@letterbox.example");
    private static readonly Voice Training = new("Southfold Skills", "courses@southfold-skills.example");

    public static IEnumerable<Letter> Write(Days days, Dice dice) =>
        [
            .. Deliveries(days, dice),
            .. Authorities(days, dice),
            .. Orders(days, dice),
            .. Family(days),
            .. Courses(days),
        ];

    private static IEnumerable<Letter> Deliveries(Days days, Dice dice)
    {
        yield return new Letter(
            days.Ago(0, "01:15"),
            Pharmacy,
            [Cast.Thistledown],
            "Change to the morning delivery",
            "The driver will come at 06:45 instead of 08:00, so that the fridge items are with you before breakfast.\n\nTarnholt Pharmacy, 01632 960155"
        )
        {
            Handling = Handling.Unread,
        };
        for (var day = 1; day <= 30; day += 2)
        {
            var home = dice.Of(Cast.Homes);
            yield return new Letter(
                days.Ago(day, $"06:{10 + dice.Roll(40):D2}"),
                Pharmacy,
                [home],
                $"On the van today: {3 + dice.Roll(9)} bags",
                "Your delivery has left us. Please have somebody at the door who can sign for the locked box.\n\nTarnholt Pharmacy"
            )
            {
                Folder = day > 14 ? "Pharmacy" : null,
            };
        }
    }

    private static IEnumerable<Letter> Authorities(Days days, Dice dice)
    {
        foreach (var (ago, month) in new[] { (1, "November"), (31, "October"), (61, "September") })
        {
            yield return new Letter(
                days.Ago(ago, "16:04"),
                Council,
                [.. Cast.Homes.Select(home => (Voice)home)],
                $"Safeguarding contact list, {month}",
                "The out-of-hours number has changed. Please put the new list up where last month's hangs, and destroy the old one.\n\nAdult Safeguarding, Brackenfield Council"
            )
            {
                Enclosures =
                [
                    Enclose.Pdf(
                        $"Contacts {month}",
                        "Safeguarding contacts",
                        "Days: 01632 960120",
                        "Out of hours: 01632 960121",
                        "In danger: 999"
                    ),
                ],
            };
        }

        for (var issue = 1; issue <= 5; issue++)
        {
            yield return new Letter(
                days.Ago((14 * issue) - 9, "07:55"),
                Cast.Marian,
                [.. Cast.Homes.Select(home => (Voice)home)],
                $"The Association letter, number {42 - issue}",
                "This issue: how three homes cut missed messages by half; the winter plan; two free places on the December course.\n\nMarian Holt, Southfold Care Association"
            )
            {
                Html = $"""
                    <!doctype html><html><body style="font-family:Arial,sans-serif;color:#1b2a30">
                    <p><img src="cid:letterhead" alt="Southfold Care Association" width="240" height="80"></p>
                    <h1 style="font-size:22px">The Association letter, number {42 - issue}</h1>
                    <p>Missed messages in three homes that tried a shared inbox, month by month:</p>
                    <p><img src="cid:chart" alt="Missed messages fell from 90 to 38 in a year" width="288" height="120"></p>
                    <ul><li>The winter plan is out</li><li>Two free places on the December course</li></ul>
                    <p>Marian Holt<br>Southfold Care Association, 01632 960133</p>
                    </body></html>
                    """,
                Enclosures =
                [
                    Enclose.Picture("letterhead", Pictures.Letterhead(), "letterhead"),
                    Enclose.Picture(
                        "chart",
                        Pictures.Chart([90, 88, 92, 80, 74, 70, 61, 58, 50, 46, 41, 38 + dice.Roll(3)]),
                        "chart"
                    ),
                ],
            };
        }
    }

    private static IEnumerable<Letter> Orders(Days days, Dice dice)
    {
        for (var order = 0; order < 16; order++)
        {
            var home = order == 0 ? Cast.Thistledown : dice.Of(Cast.Homes);
            var number = 20417 - (order * 31);
            yield return new Letter(
                days.Ago(1 + (order * 3), $"11:{(order == 0 ? 58 : dice.Roll(60)):D2}"),
                Supplies,
                [home],
                $"Your order MS-{number} is on its way",
                "Two boxes of gloves, size M. Expected Friday."
            )
            {
                Html = $"""
                    <html><body><table width="100%" cellpadding="12" bgcolor="#0a3540"><tr><td><font color="#ffffff" size="4">Medloom Supplies</font></td></tr></table>
                    <p>Your order <b>MS-{number}</b> is on its way.</p>
                    <table border="1" cellpadding="6"><tr><th>Item</th><th>Number</th></tr><tr><td>Gloves, size M, box of 100</td><td>{1
                        + dice.Roll(6)}</td></tr></table>
                    <p><a href="https://medloom-supplies.example/orders/{number}">See the order</a></p>
                    <img src="https://medloom-supplies.example/seen/{number}.gif" width="1" height="1" alt="">
                    </body></html>
                    """,
                Folder = order > 5 ? "Suppliers" : null,
            };
        }
    }

    private static IEnumerable<Letter> Family(Days days)
    {
        var first = new Letter(
            days.Ago(1, "21:14"),
            Ruth,
            [Cast.Thistledown],
            "Can I visit before eight?",
            "Hello,\n\nMum comes home tomorrow and I am on the late shift. Could I come before eight, just for ten minutes?\n\nRuth"
        );
        yield return first;
        var answer = new Letter(
            days.Ago(1, "22:05"),
            Cast.Thistledown,
            [Ruth],
            "Re: Can I visit before eight?",
            "Dear Ruth,\n\nOf course. Ring the side bell, the front door is locked until eight.\n\nJoy Okafor\nThistledown House\n\n"
                + Quoting.Of(first)
        )
        {
            AnswerTo = first,
        };
        yield return answer;
        yield return new Letter(
            days.Ago(0, "00:32"),
            Ruth,
            [Cast.Thistledown],
            "Re: Can I visit before eight?",
            "Thank you so much. I will bring her blue cardigan and the photograph of the garden.\n\nRuth"
        )
        {
            AnswerTo = answer,
            Handling = Handling.Unread,
            Enclosures = [Enclose.Picture("The garden", Pictures.Garden(12))],
        };
    }

    private static IEnumerable<Letter> Courses(Days days)
    {
        for (var course = 1; course <= 6; course++)
        {
            var (name, sent) = (Names[course % Names.Length], days.Ago(course * 8, "10:00"));
            yield return new Letter(
                sent,
                Training,
                [Cast.Joy, Cast.Kit],
                $"You have a place: {name}",
                $"{name}\nThe room opens at half past nine; tea is there, lunch is not.\n\nSouthfold Skills"
            )
            {
                Enclosures =
                [
                    Enclose.Invite(
                        sent,
                        days.Ago(course * 8, "10:00").AddDays(20),
                        name,
                        "Southfold Skills, 4 Test Lane, Fictwick",
                        Training.Address
                    ),
                ],
            };
        }
    }

    private static readonly string[] Names =
    [
        "Moving and handling, refresher",
        "Medicines, level 2",
        "Dementia: the long afternoon",
        "Fire warden",
    ];
}
