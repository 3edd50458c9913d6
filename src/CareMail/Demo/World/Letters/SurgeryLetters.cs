namespace CareMail.Demo.World.Letters;

/// <summary>Orrinbourne Surgery and the homes it looks after.</summary>
internal static class SurgeryLetters
{
    public static IEnumerable<Letter> Write(Days days, Dice dice)
    {
        for (var week = 0; week < 8; week++)
        {
            foreach (var home in Cast.Homes)
            {
                var ready = 2 + dice.Roll(6);
                var letter = new Letter(
                    days.Ago((7 * week) + 1, "18:20"),
                    Cast.Orrinbourne,
                    [home],
                    $"Repeat prescriptions, week {47 - week}",
                    $"""
                    {ready} items are ready. One needs a review, see the list.

                    Please send next week's order by Tuesday noon: the pharmacy closes its run at one.

                    Bea Lindqvist
                    Practice office, Orrinbourne Surgery, 01632 960144
                    """
                )
                {
                    Enclosures =
                    [
                        Enclose.Pdf(
                            $"Prescriptions week {47 - week}",
                            "Repeat prescriptions",
                            [
                                home.Name,
                                .. Enumerable
                                    .Range(1, ready)
                                    .Select(n => $"{n}. Room {1 + dice.Roll(24)}: as last month"),
                            ]
                        ),
                    ],
                    Folder = week > 3 ? "Surgery" : null,
                };
                yield return letter;
                if (dice.OneIn(3))
                {
                    yield return new Letter(
                        letter.At.AddHours(14),
                        home,
                        [Cast.Orrinbourne],
                        "Re: " + letter.Subject,
                        $"Thank you. Room {1 + dice.Roll(24)} no longer takes item {1 + dice.Roll(ready)}; please take it off.\n\n{home.Name}\n\n{Quoting.Of(letter)}"
                    )
                    {
                        AnswerTo = letter,
                    };
                }
            }
        }

        var visit = new Letter(
            days.Ago(2, "11:35"),
            Cast.Thistledown,
            [Cast.Samir],
            "Could you look at Mr R. on your Thursday round?",
            "Dear Dr Haddad,\n\nMr R., room 9, has had a cough for five days and eats half of what he did. No fever; sats 95.\n\nAmina Yusuf"
        );
        yield return visit;
        yield return new Letter(
            visit.At.AddHours(3),
            Cast.Samir,
            [Cast.Thistledown],
            "Re: Could you look at Mr R. on your Thursday round?",
            "Yes, he is first on my list. Please ring the surgery at once if he is short of breath or drowsy before then.\n\nSamir Haddad\n\n"
                + Quoting.Of(visit)
        )
        {
            AnswerTo = visit,
            Handling = Handling.Flagged,
        };
        yield return new Letter(
            days.Ago(9, "13:00"),
            Cast.Samir,
            [Cast.Bea],
            "Flu clinic: who has not been asked",
            "Bea, could you go through the four homes and note who has not had the offer? The list only needs room numbers.\n\nSamir"
        );
    }
}
