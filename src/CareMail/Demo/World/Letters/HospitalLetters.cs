using CareMail.Demo.Files;

namespace CareMail.Demo.World.Letters;

/// <summary>What Dapplemarch General's discharge team writes to homes, and what comes back.</summary>
internal static class HospitalLetters
{
    private static readonly string[] News =
    [
        "Two medicines are new and one has stopped. They are marked in the second attachment.",
        "The dressing on the left heel wants changing on Monday; the district nurse has the details.",
        "She eats little and often now. The dietitian's sheet is attached.",
        "He walks with a frame and one person beside him until the physiotherapist has seen him.",
        "Blood was taken this morning. We will write if anything in it needs you.",
        "The hearing aid went missing on the ward and has been found: it is in the blue bag.",
    ];

    private static readonly string[] Replies =
    [
        "Thank you. The room is ready and the night staff know.",
        "We can take him from two o'clock. Please send the chart with the driver.",
        "Received, and read by the senior on shift. One question: is the evening dose before or after food?",
        "Thank you. We have told the family.",
        "Please could transport come after eleven? The lift is being serviced until then.",
    ];

    public static IEnumerable<Letter> Write(Days days, Dice dice)
    {
        var tonight = new Letter(
            days.Ago(0, "02:47"),
            Cast.Dapplemarch,
            [Cast.Thistledown],
            "Coming home today: Mrs V., room 14",
            """
            Dear colleagues,

            Mrs V. is well enough to come home this morning. Transport is booked for 07:30 and she will have had breakfast.

            Two medicines are new and one has stopped. They are marked in the second attachment.

            She needs one person to help her walk until the physiotherapist has seen her.

            Her daughter Ruth knows and would like a call once she has arrived.

            Please tell us by 06:00 if anything stands in the way. The ward is on 01632 960212 all night.

            Leo Marchetti
            Discharge coordinator
            """
        )
        {
            Cc = [Cast.Orrinbourne],
            Handling = Handling.Read,
            Enclosures =
            [
                Enclose.Pdf(
                    "Discharge summary",
                    "Discharge summary",
                    "Dapplemarch General, ward 6",
                    "NHS number 999 412 3572",
                    "Admitted with a chest infection; treated; well at rest.",
                    "Follow-up: surgery in two weeks."
                ),
                Enclose.Word(
                    "Medicines on discharge",
                    "Medicines on discharge",
                    "New: amoxicillin 500 mg three times a day, four days left.",
                    "New: paracetamol 1 g when needed, at most four times a day.",
                    "Stopped: codeine."
                ),
            ],
        };
        yield return tonight;
        yield return new Letter(
            days.Ago(0, "03:20"),
            Cast.Thistledown,
            [Cast.Dapplemarch],
            "Re: Coming home today: Mrs V., room 14",
            """
            Dear Leo,

            Nothing stands in the way. Her room is made up and Tom will meet the ambulance.

            I will ring Ruth after eight, not before.

            Joy Okafor
            Senior carer, Thistledown House
            """
        )
        {
            AnswerTo = tonight,
            Handling = Handling.Unread,
        };

        foreach (var letter in Discharges(days, dice))
        {
            yield return letter;
        }

        yield return new Letter(
            days.Ago(1, "16:30"),
            Cast.Priya,
            [Cast.Leo],
            "Bed meeting moved to 10:15",
            "The bed meeting tomorrow is at 10:15 in the small seminar room, not at 10:00. Please bring the list for the homes.\n\nPriya"
        );
        yield return new Letter(
            days.Ago(2, "09:05"),
            Cast.Grace,
            [Cast.Leo, Cast.Priya],
            "Your yearly confirmation",
            """
            Hello both,

            Once a year I confirm that everybody who shares the discharge mailbox still works with it. You two are on my list and I have confirmed you.

            If Jan no longer covers weekends, tell me and I will take her access away the same day.

            Grace Attwood
            Local administrator
            """
        );
        yield return new Letter(
            days.Ago(0, "08:10"),
            Cast.Dapplemarch,
            [Cast.Quillfield],
            "Plan for Monday's discharge",
            "Dear Tomasz,\n\nOn Monday we hope to"
        )
        {
            IsDraft = true,
        };
    }

    private static IEnumerable<Letter> Discharges(Days days, Dice dice)
    {
        for (var day = 2; day <= 60; day += 1 + dice.Roll(2))
        {
            var home = dice.Of(Cast.Homes);
            var resident = Residents.Any(dice);
            var news = dice.Of(News);
            var notice = new Letter(
                days.Ago(day, $"{8 + dice.Roll(9):D2}:{dice.Roll(60):D2}"),
                Cast.Dapplemarch,
                [home],
                $"Discharge: {resident}",
                $"""
                Dear colleagues,

                {resident}, comes back to you on {days.Say(1 - day)}.

                {news}

                Please answer this message so that we know it was read.

                {(dice.OneIn(2) ? "Leo Marchetti\nDischarge coordinator" : "Priya Nandakumar\nDischarge nurse")}
                """
            )
            {
                Enclosures = dice.Roll(3) switch
                {
                    0 => [Enclose.Pdf("Discharge summary", "Discharge summary", "Dapplemarch General", resident, news)],
                    1 =>
                    [
                        Enclose.Pdf("Discharge summary", "Discharge summary", "Dapplemarch General", resident),
                        Enclose.Word("Care plan", "Care plan", news, "Review after one week."),
                    ],
                    _ => [Enclose.Picture("Ward and exits", Pictures.FloorPlan(1 + dice.Roll(12)))],
                },
            };
            yield return notice;
            if (dice.OneIn(4))
            {
                continue;
            }

            var writer = dice.Of([.. Cast.SharersOf(home)]);
            var answer = new Letter(
                notice.At.AddMinutes(20 + dice.Roll(300)),
                home,
                [Cast.Dapplemarch],
                "Re: " + notice.Subject,
                $"{dice.Of(Replies)}\n\n{writer.Name}\n{writer.Title}, {home.Name}"
            )
            {
                AnswerTo = notice,
            };
            yield return answer;
            if (dice.OneIn(2))
            {
                yield return new Letter(
                    answer.At.AddMinutes(10 + dice.Roll(90)),
                    Cast.Dapplemarch,
                    [home],
                    "Re: " + notice.Subject,
                    "Thank you, noted on the chart.\n\nLeo Marchetti\nDischarge coordinator"
                )
                {
                    AnswerTo = answer,
                };
            }
        }
    }
}
