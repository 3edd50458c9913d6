namespace CareMail.Demo.World.Letters;

/// <summary>The helpdesk, the association and the service's own people.</summary>
internal static class HelpdeskLetters
{
    public static IEnumerable<Letter> Write(Days days, Dice dice)
    {
        foreach (var (person, ago) in new[] { (Cast.Amina, 5), (Cast.Tomasz, 12), (Cast.Bea, 20), (Cast.Nadia, 33) })
        {
            var question = new Letter(
                days.Ago(ago, $"09:{dice.Roll(60):D2}"),
                person,
                [Cast.Helpdesk],
                "A colleague is leaving",
                $"Hello,\n\nA colleague's last day is Friday. What happens to mail that still comes for them?\n\n{person.Name}"
            );
            yield return question;
            var answer = new Letter(
                question.At.AddMinutes(35),
                Cast.Helpdesk,
                [person],
                "Re: A colleague is leaving",
                $"""
                Hello {person.FirstName},

                Mark them as a leaver on Friday evening. They cannot sign in from that moment. Mail for the shared mailbox goes on as before; mail for their own address is kept for 30 days and then returned to its sender with your mailbox's name.

                Dilys Penhale
                CareMail Helpdesk, 01632 960100, day and night

                {Quoting.Of(question)}
                """
            )
            {
                AnswerTo = question,
            };
            yield return answer;
            yield return new Letter(
                answer.At.AddMinutes(50),
                person,
                [Cast.Helpdesk],
                "Re: A colleague is leaving",
                "Clear, thank you."
            )
            {
                AnswerTo = answer,
            };
        }

        for (var week = 0; week < 6; week++)
        {
            yield return new Letter(
                days.Ago((7 * week) + 4, "08:00"),
                Cast.Rosa,
                [Cast.Dilys, Cast.Marian],
                $"Service report, week {47 - week}",
                $"Open for all of the week. {900 + dice.Roll(300)} messages delivered, none lost, none late by more than a minute. {dice.Roll(4)} cases are older than a day.\n\nRosa Delgado"
            )
            {
                Enclosures =
                [
                    Enclose.Table("week", "day,delivered,slowest", "Mon,201,0.4 s", "Tue,188,0.3 s", "Wed,240,0.9 s"),
                ],
            };
        }

        yield return new Letter(
            days.Ago(1, "17:20"),
            Cast.Marian,
            [Cast.Dilys],
            "Two homes that would like to join",
            "Dilys, Wethergarth Lodge and Elverfield Hall asked me how to begin. I have told them to have their data security toolkit entry at hand. May I send them straight to you?\n\nMarian"
        )
        {
            Handling = Handling.Unread,
        };
    }
}
