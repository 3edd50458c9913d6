using CareMail.Protocols.Imap;

namespace CareMail.Imap;

/// <summary>
/// IDLE: the folder's changes wake the connection, which otherwise only waits. RFC 9051 §6.3.13 (RFC 2177).
/// </summary>
internal static class IdleCommand
{
    public static async Task<ImapReply> IdleAsync(ImapSession session, ImapRequest request)
    {
        session.Writer.Raw("+ idling\r\n"u8);
        var selected = session.Selected;
        try
        {
            if (selected is not null)
            {
                selected.IsIdling = true;
            }

            return await WaitAsync(session);
        }
        finally
        {
            if (selected is not null)
            {
                selected.IsIdling = false;
            }
        }
    }

    private static async Task<ImapReply> WaitAsync(ImapSession session)
    {
        while (true)
        {
            await session.TellNewsAsync(ImapNews.All);
            await session.FlushAsync();
            session.Connection.SetDeadline(session.Services.Limits.QuietTime);
            var (line, end) = await session.Input.LineAsync(64, session.Closed);
            if (line is not null)
            {
                return line.Equals("DONE", StringComparison.OrdinalIgnoreCase)
                    ? ImapReply.Done("Back to work")
                    : ImapReply.Bad("Expected DONE");
            }

            if (!await session.StayAsync(end))
            {
                return ImapReply.Answered;
            }
        }
    }
}
