namespace CareMail.Outbound;

/// <summary>What a failed delivery means, in one sentence a person can act on. Pure.</summary>
internal static class FailureSentence
{
    public static string For(string address, string domain, RelayAnswer answer, bool expired)
    {
        if (answer.Outcome == RelayOutcome.NoSecureLine)
        {
            return $"Your message to {address} was not delivered: {domain} could not be reached by a secure connection.";
        }

        if (expired)
        {
            return $"Your message to {address} was not delivered: {domain} did not take it, and we have stopped trying. Please use another way, such as the telephone.";
        }

        // RFC 3463 §3: the second number says what it is about, the third what is wrong with it.
        return answer.Status.Split('.') switch
        {
            [_, "1", "1" or "0" or "6"] =>
                $"Your message to {address} was not delivered: there is no such address at {domain}. Look for a slip in the spelling.",
            [_, "1", "2" or "10"] =>
                $"Your message to {address} was not delivered: {domain} takes no mail. Look for a slip in the spelling.",
            [_, "2", "2"] =>
                $"Your message to {address} was not delivered: the mailbox is full. Tell the recipient another way.",
            [_, "2", _] => $"Your message to {address} was not delivered: the mailbox takes no mail.",
            [_, "3", "4"] =>
                $"Your message to {address} was not delivered: it is too large for {domain}. Send it with smaller attachments.",
            [_, "6", "7"] =>
                $"Your message to {address} was not delivered: {domain} cannot take addresses with these letters.",
            [_, "6", _] => $"Your message to {address} was not delivered: {domain} cannot take this kind of message.",
            [_, "7", _] => $"Your message to {address} was not delivered: {domain} refused it by a rule of its own.",
            _ => $"Your message to {address} was not delivered: {domain} refused it.",
        };
    }

    public static string Delayed(string address, string domain) =>
        $"Your message to {address} has not been delivered yet: {domain} does not take it at the moment.";
}
