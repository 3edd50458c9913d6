namespace CareMail.Protocols.Imap;

/// <summary>
/// A LIST pattern: <c>*</c> stands for anything, <c>%</c> for anything within one level. RFC 9051 §6.3.9.
/// Matching is quadratic at worst, never exponential.
/// </summary>
public sealed class ListPattern(string pattern)
{
    private readonly string _pattern = MailboxName.Canonical(pattern);

    public bool Matches(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        // Reached[j]: the pattern so far can produce the first j characters of the name.
        var reached = new bool[name.Length + 1];
        reached[0] = true;
        foreach (var c in _pattern)
        {
            if (c is '*' or '%')
            {
                for (var j = 1; j <= name.Length; j++)
                {
                    reached[j] |= reached[j - 1] && (c == '*' || name[j - 1] != MailboxName.Delimiter);
                }
            }
            else
            {
                for (var j = name.Length; j > 0; j--)
                {
                    reached[j] = reached[j - 1] && name[j - 1] == c;
                }

                reached[0] = false;
            }
        }

        return reached[name.Length];
    }
}
