using CareMail.Mailboxes;

namespace CareMail.Demo.World;

/// <summary>Decides where a letter lies in each mailbox it touches, and whether it has been read there.</summary>
internal sealed class Reader(IReadOnlyList<Letter> letters, DateTimeOffset now, Dice dice)
{
    private readonly HashSet<(Letter Letter, string Mailbox)> _answered =
    [
        .. letters.Where(l => l.AnswerTo is not null).Select(l => (l.AnswerTo!, l.From.Address)),
    ];

    /// <summary>By local part of the mailbox; without a folder's name, the one with the special use.</summary>
    public IEnumerable<(string Mailbox, string? Folder, SpecialUse Use, MessageFlags Flags)> PlacesOf(Letter letter)
    {
        if (letter.IsDraft)
        {
            yield return (letter.From.Address, null, SpecialUse.Drafts, MessageFlags.Draft | MessageFlags.Seen);
            yield break;
        }

        if (letter.From.IsOurs)
        {
            yield return (letter.From.Address, null, SpecialUse.Sent, MessageFlags.Seen);
        }

        foreach (var recipient in letter.To.Concat(letter.Cc).Where(voice => voice.IsOurs))
        {
            var flags = FlagsOf(letter);
            if (_answered.Contains((letter, recipient.Address)))
            {
                flags |= MessageFlags.Seen | MessageFlags.Answered;
            }

            yield return (recipient.Address, letter.Folder, SpecialUse.Inbox, flags);
        }
    }

    private MessageFlags FlagsOf(Letter letter) =>
        letter.Handling switch
        {
            Handling.Unread => MessageFlags.None,
            Handling.Read => MessageFlags.Seen,
            Handling.Flagged => MessageFlags.Seen | MessageFlags.Flagged,
            Handling.ByAge => (now - letter.At).TotalDays switch
            {
                > 4 => MessageFlags.Seen,
                > 1 => dice.OneIn(4) ? MessageFlags.None : MessageFlags.Seen,
                _ => dice.OneIn(2) ? MessageFlags.None : MessageFlags.Seen,
            },
            _ => throw new InvalidOperationException($"{letter.Handling}"),
        };
}
