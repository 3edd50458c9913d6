using System.Text;
using CareMail.Mailboxes;

namespace CareMail.Tests.Imap;

/// <summary>
/// Messages in, out and about. RFC 9051 §6.3.12, §6.4; RFC 3501 for the older names, RFC 3502 MULTIAPPEND, RFC 3516 BINARY,
/// RFC 3691 UNSELECT, RFC 4315 UIDPLUS, RFC 5530 codes, RFC 6851 MOVE, RFC 7888 literals.
/// </summary>
public abstract class MessageDialogues(ImapServer server) : IDisposable
{
    /// <summary>Whatever a client does, the operator is not called.</summary>
    public void Dispose()
    {
        Assert.Empty(server.World.Server.AboveInformation);
        GC.SuppressFinalize(this);
    }

    private const string Letter = """
        Date: Thu, 19 Nov 2026 10:00:00 +0000
        From: Ward 7 <ward7@hospital.example>
        To: office@rosewood.example
        Cc: "O'Neill, Sam" <sam@rosewood.example>
        Subject: Discharge of a resident
        Message-ID: <1@hospital.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/plain; charset=utf-8

        Please see the letter.
        --b
        Content-Type: application/octet-stream; name="a.bin"
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename="a.bin"

        aGVsbG8AIHdvcmxk
        --b--

        """;

    private static readonly string Message = Letter.ReplaceLineEndings("\r\n");

    [Fact]
    public async Task An_open_folder_introduces_itself()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();
        await client.AppendAsync("INBOX", Message, @"($Custom \Seen) ");

        await client.PlayAsync(
            """
            > a SELECT INBOX
            < * FLAGS (\Seen \Answered \Flagged \Deleted \Draft $Forwarded $Junk $NotJunk $MDNSent $Phishing $Custom)
            < * OK [PERMANENTFLAGS (… $Custom \*)] Flags you may set
            < * 1 EXISTS
            < * 0 RECENT
            < * OK [UIDVALIDITY …] UIDs are valid
            < * OK [UIDNEXT 2] The next UID
            < * OK [HIGHESTMODSEQ …] Newest change
            < a OK [READ-WRITE] Opened
            > b EXAMINE INBOX
            < * OK [CLOSED] The folder before is closed
            < * FLAGS (…)
            < * OK [PERMANENTFLAGS ()] Flags you may set
            < * 1 EXISTS
            < * 0 RECENT
            < * OK [UIDVALIDITY …
            < * OK [UIDNEXT …
            < * OK [HIGHESTMODSEQ …
            < b OK [READ-ONLY] Opened to read
            > c STORE 1 +FLAGS (\Deleted)
            < c NO [NOPERM] The folder was opened to read only
            > d EXPUNGE
            < d NO [NOPERM] …
            > e UNSELECT
            < e OK Closed
            > f FETCH 1 FLAGS
            < f BAD Select a folder first
            > g SELECT Nowhere
            < g NO [NONEXISTENT] There is no such folder
            """
        );
    }

    [Fact]
    public async Task A_message_is_read_in_every_way_there_is()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.OpenAsync();
        await client.AppendAsync("INBOX", Message, "\"01-Nov-2026 08:00:00 +0100\" ");
        await client.DoAsync("NOOP");

        await client.PlayAsync(
            $$"""
            > a FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE)
            < * 1 FETCH (UID 1 FLAGS () INTERNALDATE "01-Nov-2026 07:00:00 +0000" RFC822.SIZE {{Message.Length}})
            < a OK Fetched
            > b FETCH 1 ENVELOPE
            < * 1 FETCH (ENVELOPE ("Thu, 19 Nov 2026 10:00:00 +0000" "Discharge of a resident" (("Ward 7" NIL "ward7" "hospital.example")) (("Ward 7" NIL "ward7" "hospital.example")) (("Ward 7" NIL "ward7" "hospital.example")) ((NIL NIL "office" "rosewood.example")) (("O'Neill, Sam" NIL "sam" "rosewood.example")) NIL NIL "<1@hospital.example>"))
            < b OK Fetched
            > c FETCH 1 BODYSTRUCTURE
            < * 1 FETCH (BODYSTRUCTURE (("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 22 1 NIL NIL NIL NIL)("application" "octet-stream" ("name" "a.bin") NIL NIL "base64" 16 NIL ("attachment" ("filename" "a.bin")) NIL NIL) "mixed" ("boundary" "b") NIL NIL NIL))
            < c OK Fetched
            > d FETCH 1 (BODY.PEEK[1] BODY.PEEK[2.MIME]<0.13> BODY.PEEK[HEADER.FIELDS (SUBJECT Date)] BODY.PEEK[9])
            < * 1 FETCH (BODY[1] {22}
            < Please see the letter. BODY[2.MIME]<0> {13}
            < Content-Type: BODY[HEADER.FIELDS (SUBJECT Date)] {75}
            < Date: Thu, 19 Nov 2026 10:00:00 +0000
            < Subject: Discharge of a resident
            < 
            <  BODY[9] NIL)
            < d OK Fetched
            > e FETCH 1 (BINARY.SIZE[2] BINARY.PEEK[1] BINARY.PEEK[2]<0.5>)
            < * 1 FETCH (BINARY.SIZE[2] 12 BINARY[1] {22}
            < Please see the letter. BINARY[2]<0> ~{5}
            < hello)
            < e OK Fetched
            > f FETCH 1 FLAGS
            < * 1 FETCH (FLAGS ())
            < f OK Fetched
            > g UID FETCH 1 BODY[TEXT]<0.3>
            < * 1 FETCH (UID 1 BODY[TEXT]<0> {3}
            < --b FLAGS (\Seen))
            < g OK Fetched
            > h FETCH 1 RFC822.HEADER
            < * 1 FETCH (RFC822.HEADER {…}
            """
        );
    }

    [Fact]
    public async Task Every_byte_comes_back_whole_and_in_pieces()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.OpenAsync();
        var body = new StringBuilder();
        for (var i = 0; body.Length < 300_000; i++)
        {
            body.Append("line ").Append(i).Append(" with ünïcode\r\n");
        }

        var message = "Subject: long\r\n\r\n" + body;
        var bytes = Encoding.UTF8.GetBytes(message);
        await client.SendRawAsync($"a APPEND INBOX {{{bytes.Length}}}\r\n");
        await client.ExpectAsync("+ OK");
        await client.SendRawAsync(bytes);
        await client.SendRawAsync("\r\n");
        await client.ExpectAsync("* 1 EXISTS");
        await client.ExpectAsync("* 0 RECENT");
        await client.ExpectAsync("a OK [APPENDUID … 1] Stored");

        var whole = await client.DoAsync("UID FETCH 1 BODY.PEEK[]");
        Assert.Contains(message, whole[0], StringComparison.Ordinal);
        var pieces = new List<byte>();
        for (var at = 0; at < bytes.Length; at += 100_000)
        {
            var count = Math.Min(100_000, bytes.Length - at);
            await client.SendRawAsync($"p FETCH 1 BODY.PEEK[]<{at}.100000>\r\n");
            await client.ExpectAsync($"* 1 FETCH (BODY[]<{at}> {{{count}}}");
            pieces.AddRange(await client.BytesAsync(count));
            await client.ExpectAsync(")");
            await client.ExpectAsync("p OK Fetched");
        }

        Assert.Equal(bytes, pieces);
        await client.PlayAsync(
            $"> q FETCH 1 BODY.PEEK[]<{bytes.Length}.10>\n< * 1 FETCH (BODY[]<{bytes.Length}> {{0}}\n< )\n< q OK Fetched"
        );
    }

    [Fact]
    public async Task Several_messages_are_appended_all_or_none() // RFC 3502
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();

        await client.PlayAsync(
            """
            > a APPEND INBOX (\Seen) {19+}
            > Subject: one
            > 
            > 1
            >>  {19}
            > 
            < + OK
            > Subject: two
            > 
            > 2
            > 
            < a OK [APPENDUID … 1:2] Stored
            > b APPEND INBOX {5+}
            > hello (\Bogus) {5+}
            > hello
            < b NO [CANNOT] There is no such system flag
            > c STATUS INBOX (MESSAGES)
            < * STATUS "INBOX" (MESSAGES 2)
            < c OK …
            """
        );
    }

    [Fact]
    public async Task What_cannot_be_appended_is_refused_before_it_is_sent()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();

        await client.PlayAsync(
            """
            > a APPEND Nowhere {10}
            < a NO [TRYCREATE] There is no such folder
            > b APPEND INBOX {99999999}
            < b NO [TOOBIG] That message is too large
            > c APPEND INBOX (\Nonsense) {10}
            < c NO [CANNOT] …
            > d APPEND INBOX {0}
            < d NO [CANNOT] …
            > e APPEND INBOX "31-Feb-2026 00:00:00 +0000" {10}
            < e BAD Not a date and time
            > f APPEND INBOX
            < f BAD …
            > g NOOP
            < g OK …
            """
        );
    }

    [Fact]
    public async Task B32_a_literal_nobody_wanted_is_never_read_as_commands()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();
        var evil = string.Concat(Enumerable.Repeat("x DELETE Archive\r\n", 20_000));

        // Refused as a message, as an argument, and beyond what is worth reading.
        await client.DoAsync($"APPEND Nowhere {{{evil.Length}+}}\r\n{evil}", "NO [TRYCREATE]");
        await client.DoAsync($"SELECT {{{evil.Length}+}}\r\n{evil}", "BAD [TOOBIG]");
        await client.DoAsync($"APPEND INBOX (\\Bad) {{{evil.Length}+}}\r\n{evil} {{{evil.Length}+}}\r\n{evil}", "NO");
        Assert.Equal(2, (await client.DoAsync("LIST \"\" Archive")).Count);

        await client.SendRawAsync("a SELECT {104857600+}\r\nx DELETE Archive\r\n");
        Assert.Equal("* BYE A literal may not be that large", await client.LineAsync());
    }

    [Fact]
    public async Task B45_pipelined_commands_run_in_order()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.OpenAsync();
        for (var i = 0; i < 3; i++)
        {
            await client.AppendAsync("INBOX", Message);
        }

        await client.SendRawAsync(
            "a STORE 2 +FLAGS (\\Deleted)\r\nb EXPUNGE\r\nc STORE 1 +FLAGS.SILENT (\\Deleted)\r\nd EXPUNGE\r\ne UID SEARCH ALL\r\n"
        );

        await client.PlayAsync(
            """
            < * 2 FETCH (UID 2 FLAGS (\Deleted))
            < a OK Stored
            < * 2 EXPUNGE
            < b OK Expunged
            < c OK Stored
            < * 1 EXPUNGE
            < d OK Expunged
            < * SEARCH 3
            < e OK Searched
            """
        );
    }

    [Fact]
    public async Task Flags_are_added_removed_and_replaced()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.OpenAsync();
        await client.AppendAsync("INBOX", Message);
        await client.DoAsync("NOOP");

        await client.PlayAsync(
            """
            > a STORE 1 FLAGS (\Seen $Label1 \Answered)
            < * 1 FETCH (UID 1 FLAGS (\Seen \Answered $Label1))
            < * FLAGS (… $Label1)
            < * OK [PERMANENTFLAGS …
            < a OK Stored
            > b STORE 1 -FLAGS ($label1 \Answered)
            < * 1 FETCH (UID 1 FLAGS (\Seen))
            < b OK Stored
            > c STORE 1 +FLAGS.SILENT (\Flagged)
            < c OK Stored
            > d FETCH 1 FLAGS
            < * 1 FETCH (FLAGS (\Seen \Flagged))
            < d OK Fetched
            > e STORE 1 +FLAGS (\Bogus)
            < e NO [CANNOT] There is no such system flag
            > f STORE 2 +FLAGS (\Seen)
            < f BAD There is no message with that number
            > g UID STORE 99 +FLAGS (\Seen)
            < g OK Stored
            """
        );
    }

    [Fact]
    public async Task The_mark_of_our_own_mail_is_set_and_taken_away_by_nobody()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.OpenAsync();
        await client.AppendAsync("INBOX", Message, "($CareMailOwn $Mine) ");
        await client.PlayAsync(
            """
            > b STORE 1 +FLAGS ($caremailown \Seen)
            < * 1 FETCH (UID 1 FLAGS (\Seen $Mine))
            < b OK Stored
            """
        );

        await FileOwnMailAsync(anna);
        await client.PlayAsync(
            """
            > c NOOP
            < * 2 EXISTS
            < * 0 RECENT
            < * FLAGS (…$Mine $CareMailOwn)
            < * OK [PERMANENTFLAGS (…$Mine \*)] …
            < c OK …
            > d STORE 2 FLAGS (\Seen)
            < * 2 FETCH (UID 2 FLAGS (\Seen $CareMailOwn))
            < d OK Stored
            > e STORE 2 -FLAGS ($CareMailOwn \Seen)
            < * 2 FETCH (UID 2 FLAGS ($CareMailOwn))
            < e OK Stored
            """
        );
    }

    private async Task FileOwnMailAsync(ImapUser user)
    {
        var store = server.World.Get<MailStore>();
        await using var incoming = store.Receive(1_000);
        await incoming.WriteAsync("Subject: own\r\n\r\n"u8.ToArray());
        incoming.Complete();
        var filed = await store.FileAsync([
            new Filing(
                await incoming.StoreAsync(),
                new Placement
                {
                    MailboxId = user.MailboxId,
                    Keywords = [FlagNames.OwnMail],
                    Received = TimeProvider.System.GetUtcNow(),
                }
            ),
        ]);
        Assert.True(filed.IsFiled);
    }

    [Fact]
    public async Task Messages_are_copied_and_moved_and_their_new_uids_told() // RFC 4315, RFC 6851
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.OpenAsync();
        for (var i = 0; i < 4; i++)
        {
            await client.AppendAsync("INBOX", Message, i == 1 ? @"(\Flagged) " : "");
        }

        await client.DoAsync("NOOP");
        await client.PlayAsync(
            """
            > a COPY 2:3 Archive
            < a OK [COPYUID … 2:3 1:2] Copied
            > b UID MOVE 1,4 Archive
            < * OK [COPYUID … 1,4 3:4] Moved
            < * 4 EXPUNGE
            < * 1 EXPUNGE
            < b OK Moved
            > c COPY 1 Nowhere
            < c NO [TRYCREATE] There is no such folder
            > d UID COPY 77 Archive
            < d OK Copied
            > e UID EXPUNGE 2
            < e OK Expunged
            > f STORE 1:2 +FLAGS.SILENT (\Deleted)
            < f OK Stored
            > g UID EXPUNGE 3
            < * 2 EXPUNGE
            < g OK Expunged
            > h CLOSE
            < h OK Closed
            > i STATUS INBOX (MESSAGES)
            < * STATUS "INBOX" (MESSAGES 0)
            < i OK …
            > j SELECT Archive
            """
        );
        await client.AnswersAsync("j");
        await client.PlayAsync(
            """
            > k FETCH 1:* FLAGS
            < * 1 FETCH (FLAGS (\Flagged))
            < * 2 FETCH (FLAGS ())
            < * 3 FETCH (FLAGS ())
            < * 4 FETCH (FLAGS ())
            < k OK Fetched
            """
        );
    }

    [Fact]
    public async Task B46_a_subject_in_8_bit_is_sent_as_encoded_words()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.OpenAsync();
        await client.AppendAsync("INBOX", "Subject: Überweisung\r\nFrom: Jürgen <j@x.example>\r\n\r\nbody\r\n");
        await client.DoAsync("NOOP");

        var answer = (await client.DoAsync("FETCH 1 ENVELOPE"))[0];
        Assert.True(Ascii.IsValid(answer), answer);
        Assert.Contains("=?utf-8?", answer, StringComparison.OrdinalIgnoreCase);

        // RFC 5161 §3.1: what is enabled stays so for the session.
        await client.DoAsync("ENABLE IMAP4rev2");
        answer = (await client.DoAsync("FETCH 1 ENVELOPE"))[0];
        Assert.Contains("\"Überweisung\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attached_message_can_be_read_part_by_part()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.OpenAsync();
        var forward = "Subject: Fwd\r\nContent-Type: message/rfc822\r\n\r\n" + Message;
        await client.AppendAsync("INBOX", forward);
        await client.DoAsync("NOOP");

        var header = (await client.DoAsync("FETCH 1 BODY.PEEK[1.HEADER.FIELDS (Subject)]"))[0];
        Assert.Contains("Subject: Discharge of a resident\r\n\r\n", header, StringComparison.Ordinal);
        var part = (await client.DoAsync("FETCH 1 BODY.PEEK[1.1]"))[0];
        Assert.EndsWith("{22}\r\nPlease see the letter.)", part, StringComparison.Ordinal);
        var structure = (await client.DoAsync("FETCH 1 BODY"))[0];
        Assert.Contains("(\"message\" \"rfc822\" NIL NIL NIL \"7bit\"", structure, StringComparison.Ordinal);
    }
}

public sealed class MessageDialogueTests(ImapServer server) : MessageDialogues(server), IClassFixture<ImapServer>;

public sealed class MessageDialoguePostgresTests(PostgresImapServer server)
    : MessageDialogues(server),
        IClassFixture<PostgresImapServer>;
