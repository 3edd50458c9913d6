namespace CareMail.Demo.World.Letters;

/// <summary>What people of one home, or of one group, write to each other.</summary>
internal static class HomeLetters
{
    private static readonly string[] Nights =
    [
        "slept well",
        "asked for a later breakfast",
        "was up twice and settled with tea",
        "rang at four; the window had blown open",
        "did not want the evening tablets and took them at ten",
        "would like to ring her sister on Sunday",
    ];

    public static IEnumerable<Letter> Write(Days days, Dice dice) =>
        [.. Handovers(days, dice), .. Rotas(days), .. Group(days, dice), .. Personal(days)];

    private static IEnumerable<Letter> Handovers(Days days, Dice dice)
    {
        for (var day = 1; day <= 30; day++)
        {
            foreach (var home in Cast.Homes)
            {
                if (home != Cast.Thistledown && dice.OneIn(3))
                {
                    continue;
                }

                var writer =
                    home == Cast.Thistledown
                        ? dice.Of<Person>([Cast.Joy, Cast.Tom])
                        : dice.Of([.. Cast.SharersOf(home)]);
                var rooms = Enumerable
                    .Range(0, 2 + dice.Roll(3))
                    .Select(_ => $"Room {1 + dice.Roll(24)} {dice.Of(Nights)}.");
                yield return new Letter(
                    days.Ago(day, $"{(day == 1 ? 14 : 7):D2}:{30 + dice.Roll(25):D2}"),
                    writer,
                    [home],
                    $"Night handover, {days.Ago(day, "07:00"):dddd}",
                    $"{string.Join("\n", rooms)}\n\nMedicines checked and signed. Keys are with the day senior.\n\n{writer.FirstName}"
                )
                {
                    Folder = day > 10 ? "Handovers" : null,
                };
            }
        }
    }

    private static IEnumerable<Letter> Rotas(Days days)
    {
        for (var week = 1; week <= 4; week++)
        {
            yield return new Letter(
                days.Ago((7 * week) - 3, "11:20"),
                Cast.Amina,
                [Cast.Joy, Cast.Tom],
                $"Rota for the week of {days.Say(7 - (7 * week) + 3)}",
                """
                Hello both,

                The rota is attached. Swaps are fine as long as the two of you agree and tell me by Thursday.

                Amina
                """
            )
            {
                Enclosures =
                [
                    Enclose.Table(
                        "rota",
                        "day,early,late,night",
                        "Monday,Tom,Amina,Joy",
                        "Tuesday,Tom,Ife,Joy",
                        "Wednesday,Amina,Tom,Joy",
                        "Thursday,Amina,Tom,Ife"
                    ),
                ],
            };
        }
    }

    private static IEnumerable<Letter> Group(Days days, Dice dice)
    {
        Voice[] managers = [Cast.Gwen, Cast.Nadia, Cast.Tomasz];
        var audit = new Letter(
            days.Ago(6, "10:02"),
            Cast.Helen,
            managers,
            "Medicines audit: three things before the month ends",
            """
            Dear all,

            1. Count the controlled drugs book against the cupboard, two people, both sign.
            2. Send me last month's missed doses, also if there were none.
            3. Check that each fridge log has no gap.

            The form is attached. Ten minutes each, I promise.

            Helen Drummond
            Head of quality, Larkmarch Care
            """
        )
        {
            Handling = Handling.Flagged,
            Enclosures =
            [
                Enclose.Word(
                    "Medicines audit form",
                    "Medicines audit",
                    "Home:",
                    "Counted by:",
                    "Missed doses last month:"
                ),
            ],
        };
        yield return audit;
        var gwen = Answer(
            audit,
            Cast.Gwen,
            0,
            "Fernholt: done this morning, no missed doses, fridge log complete. Form attached.\n\nGwen"
        ) with
        {
            Enclosures = [Enclose.Pdf("Fernholt audit", "Medicines audit", "Fernholt House", "Missed doses: 0")],
        };
        yield return gwen;
        yield return Answer(
            audit,
            Cast.Tomasz,
            1,
            "Quillfield: the book is right. One fridge reading is missing on the 9th; the thermometer had no battery. It has one now.\n\nTomasz Zieliński"
        );
        yield return Answer(gwen, Cast.Helen, 1, "Thank you, Gwen. First again.\n\nHelen");
        for (var week = 1; week <= 6; week++)
        {
            yield return new Letter(
                days.Ago((7 * week) - 2, "15:00"),
                Cast.Helen,
                managers,
                $"Monday call, week {48 - week}",
                $"The usual fifteen minutes on Monday at nine.\n\n- beds: {2 + dice.Roll(5)} free across the three homes\n- training: who still needs moving and handling\n- anything that kept you up at night\n\nHelen"
            )
            {
                Enclosures =
                [
                    Enclose.Invite(
                        days.Ago((7 * week) - 2, "15:00"),
                        days.Ago((7 * week) - 4, "09:00"),
                        "Monday call",
                        "By telephone, 01632 960177",
                        "helen.drummond@caremail.example"
                    ),
                ],
            };
        }
    }

    private static IEnumerable<Letter> Personal(Days days)
    {
        var swap = new Letter(
            days.Ago(3, "12:11"),
            Cast.Tom,
            [Cast.Joy],
            "Swap Thursday night?",
            "Could you take Thursday night if I take your Sunday? My brother is moving house.\n\nTom"
        );
        yield return swap;
        var yes = Answer(swap, Cast.Joy, 0, "Yes. You owe me a cake.\n\nJoy");
        yield return yes;
        yield return Answer(yes, Cast.Tom, 0, "Lemon?\n\nTom");
        yield return new Letter(
            days.Ago(0, "08:31"),
            Cast.Joy,
            [Cast.Amina],
            "Ife's first week",
            "She starts on Monday. Could you sit with her for the first sign-in? It took me six minutes, most of it finding my phone.\n\nJoy"
        )
        {
            Handling = Handling.Unread,
        };
        yield return new Letter(
            days.Ago(0, "03:15"),
            Cast.Thistledown,
            [Cast.Orrinbourne, OutsideLetters.Pharmacy],
            "New medicines after discharge",
            "Dear all,\n\nMrs V. comes home this morning. Two medicines are new and one has stopped.\n\nTarnholt, could the new ones come with the 06:45 delivery tomorrow?\n\nAmina Yusuf\nThistledown House"
        )
        {
            IsDraft = true,
        };
        yield return new Letter(
            days.Ago(4, "17:45"),
            Cast.Amina,
            [Cast.Helen],
            "Question about the audit form",
            "Dear Helen,\n\nWe are not in your group, but"
        )
        {
            IsDraft = true,
        };
    }

    private static Letter Answer(Letter to, Person writer, int daysLater, string text) =>
        new(
            to.At.AddDays(daysLater).AddMinutes(47),
            writer,
            [to.From],
            to.Subject.StartsWith("Re: ", StringComparison.Ordinal) ? to.Subject : "Re: " + to.Subject,
            text + "\n\n" + Quoting.Of(to)
        )
        {
            AnswerTo = to,
        };
}
