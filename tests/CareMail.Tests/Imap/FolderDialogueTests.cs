namespace CareMail.Tests.Imap;

/// <summary>Folders and their names. RFC 9051 §6.3; RFC 2342, RFC 3348, RFC 5258, RFC 5819, RFC 6154, RFC 8438, RFC 9208.</summary>
public abstract class FolderDialogues(ImapServer server) : IDisposable
{
    /// <summary>Whatever a client does, the operator is not called.</summary>
    public void Dispose()
    {
        Assert.Empty(server.World.Server.AboveInformation);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_new_mailbox_has_its_standard_folders_with_their_uses()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();

        await client.PlayAsync(
            """
            > a NAMESPACE
            < * NAMESPACE (("" "/")) NIL (("Shared/" "/"))
            < a OK …
            > b LIST "" *
            < * LIST (\HasNoChildren) "/" "INBOX"
            < * LIST (\HasNoChildren \Archive) "/" "Archive"
            < * LIST (\HasNoChildren \Trash) "/" "Deleted"
            < * LIST (\HasNoChildren \Drafts) "/" "Drafts"
            < * LIST (\HasNoChildren \Junk) "/" "Junk"
            < * LIST (\HasNoChildren \Sent) "/" "Sent"
            < b OK Listed
            > c LIST "" ""
            < * LIST (\Noselect) "/" ""
            < c OK Listed
            > d LIST (SPECIAL-USE) "" "S*" RETURN (SUBSCRIBED STATUS (MESSAGES UIDNEXT UNSEEN DELETED SIZE))
            < * LIST (\HasNoChildren \Sent \Subscribed) "/" "Sent"
            < * STATUS "Sent" (MESSAGES 0 UIDNEXT 1 UNSEEN 0 DELETED 0 SIZE 0)
            < d OK Listed
            """
        );
    }

    [Fact]
    public async Task Folders_are_made_renamed_and_deleted()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();

        await client.PlayAsync(
            """
            > a CREATE "Residents/Room 7/"
            < a OK Created
            > b CREATE Residents
            < b NO [ALREADYEXISTS] …
            > c LIST "" "Residents%"
            < * LIST (\HasChildren) "/" "Residents"
            < c OK Listed
            > d DELETE Residents
            < d NO [HASCHILDREN] …
            > e RENAME Residents Bewohner/&ANw-bersicht
            < e OK Renamed
            > f LIST "" "Bewohner*"
            < * LIST (\HasChildren) "/" "Bewohner"
            < * LIST (\HasChildren) "/" "Bewohner/&ANw-bersicht"
            < * LIST (\HasNoChildren) "/" "Bewohner/&ANw-bersicht/Room 7"
            < f OK Listed
            > g DELETE "Bewohner/&ANw-bersicht/Room 7"
            < g OK Deleted
            > h SELECT "Bewohner/&ANw-bersicht/Room 7"
            < h NO [NONEXISTENT] There is no such folder
            > i DELETE INBOX
            < i NO [CANNOT] …
            > j ENABLE IMAP4rev2
            < * ENABLED IMAP4rev2
            < j OK Enabled
            > k LIST "" "Bewohner/%"
            < * LIST (\HasNoChildren) "/" "Bewohner/Übersicht"
            < k OK Listed
            """
        );
    }

    [Theory]
    [InlineData("\"../../x\"")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("~root/x")]
    [InlineData("{3+}\r\na\0b")]
    [InlineData("\"bad &AAAA name\"")]
    [InlineData("{2+}\r\n\u0001x")]
    [InlineData("Shared")]
    [InlineData("Shared/nobody/x")]
    [InlineData("\"\"")]
    public async Task B38_names_that_look_like_paths_or_worse_are_refused(string name)
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();

        await client.DoAsync($"CREATE {name}", "NO [CANNOT]");
        await client.DoAsync($"SELECT {name}", "NO");
        await client.DoAsync($"SUBSCRIBE {name}", "NO");
    }

    [Fact]
    public async Task B38_a_name_of_ten_thousand_letters_is_refused()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();

        await client.DoAsync($"CREATE {new string('n', 10_000)}", "NO [CANNOT]");
        await client.DoAsync($"CREATE {string.Join('/', Enumerable.Repeat("n", 100))}", "NO [CANNOT]");
        Assert.Equal(7, (await client.DoAsync("LIST \"\" *")).Count);
    }

    [Fact]
    public async Task B38_inbox_is_inbox_in_any_case()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();

        await client.DoAsync("CREATE iNbOx", "NO [ALREADYEXISTS]");
        await client.DoAsync("SELECT inbox");
        var listed = await client.DoAsync("LIST \"\" inbox");
        Assert.Contains("\"INBOX\"", listed[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscriptions_are_listed_the_old_way_and_the_new()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();

        await client.PlayAsync(
            """
            > a CREATE Rota/2026/May
            < a OK Created
            > b UNSUBSCRIBE Junk
            < b OK Unsubscribed
            > c SUBSCRIBE Rota/2026/May
            < c OK Subscribed
            > d LSUB "" "Rota/%"
            < * LSUB (\Noselect) "/" "Rota/2026"
            < d OK Listed
            > e LSUB "" "J*"
            < e OK Listed
            > f LIST (SUBSCRIBED) "" "Rota*"
            < * LIST (\HasNoChildren \Subscribed) "/" "Rota/2026/May"
            < f OK Listed
            > g LIST (SUBSCRIBED RECURSIVEMATCH) "" "Rota"
            < * LIST (\HasChildren) "/" "Rota" ("CHILDINFO" ("SUBSCRIBED"))
            < g OK Listed
            > h DELETE Rota/2026/May
            < h OK Deleted
            > i LIST "" (Rota/2026 Drafts) RETURN (SUBSCRIBED CHILDREN)
            < * LIST (\HasNoChildren \Drafts \Subscribed) "/" "Drafts"
            < * LIST (…) "/" "Rota/2026"
            < i OK Listed
            """
        );
    }

    [Fact]
    public async Task Status_counts_without_opening()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();
        await client.AppendAsync("Archive", "Subject: a\r\n\r\nb\r\n");
        await client.AppendAsync("Archive", "Subject: a\r\n\r\nb\r\n", @"(\Seen) ");

        await client.PlayAsync(
            """
            > a STATUS Archive (MESSAGES RECENT UIDNEXT UNSEEN SIZE APPENDLIMIT)
            < * STATUS "Archive" (MESSAGES 2 RECENT 0 UIDNEXT 3 UNSEEN 1 SIZE 34 APPENDLIMIT 52428800)
            < a OK …
            > b STATUS Nowhere (MESSAGES)
            < b NO [NONEXISTENT] …
            """
        );
    }

    [Fact]
    public async Task Quota_says_how_full_the_mailbox_is()
    {
        var anna = await server.World.PersonAsync();
        await using var client = await anna.SignInAsync();
        await client.AppendAsync("INBOX", "Subject: a\r\n\r\n" + new string('x', 3000) + "\r\n");

        await client.PlayAsync(
            """
            > a GETQUOTAROOT INBOX
            < * QUOTAROOT "INBOX" ""
            < * QUOTA "" (STORAGE 3 4194304)
            < a OK …
            > b GETQUOTA ""
            < * QUOTA "" (STORAGE 3 4194304)
            < b OK …
            > c SETQUOTA "" (STORAGE 9)
            < c NO [NOPERM] …
            > d GETQUOTA elsewhere
            < d NO [NONEXISTENT] …
            """
        );
    }

    [Fact]
    public async Task Shared_mailboxes_stand_below_shared_for_those_who_have_them_only()
    {
        var (anna, ben, eve) = (
            await server.World.PersonAsync(),
            await server.World.PersonAsync(),
            await server.World.PersonAsync()
        );
        var office = await server.World.SharedMailboxAsync(anna, ben);
        await using var annas = await anna.SignInAsync();
        await using var bens = await ben.SignInAsync();
        await using var eves = await eve.SignInAsync();

        await annas.PlayAsync(
            $"""
            > a LIST "" "Shared%"
            < * LIST (\Noselect \HasChildren) "/" "Shared"
            < a OK Listed
            > b LIST "" "Shared/{office}/I*"
            < * LIST (\HasNoChildren) "/" "Shared/{office}/INBOX"
            < b OK Listed
            > c CREATE Shared/{office}/Rota
            < c OK Created
            > d GETQUOTAROOT Shared/{office}/inbox
            < * QUOTAROOT "Shared/{office}/INBOX" "Shared/{office}"
            < * QUOTA "Shared/{office}" (STORAGE 0 4194304)
            < d OK …
            > e RENAME Shared/{office}/Rota Rota
            < e NO [CANNOT] …
            > f SELECT Shared/{office}
            < f NO [NONEXISTENT] …
            """
        );
        Assert.Contains(
            await bens.DoAsync("LIST \"\" *"),
            l => l.Contains($"Shared/{office}/Rota", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(await eves.DoAsync("LIST \"\" *"), l => l.Contains("Shared", StringComparison.Ordinal));
        await eves.DoAsync($"SELECT Shared/{office}/INBOX", "NO [NONEXISTENT]");
        await eves.DoAsync($"STATUS Shared/{office}/INBOX (MESSAGES)", "NO [NONEXISTENT]");
        await eves.DoAsync($"APPEND Shared/{office}/INBOX {{5+}}\r\nhello", "NO [TRYCREATE]");
        await eves.DoAsync($"DELETE Shared/{office}/Rota", "NO [NONEXISTENT]");
    }
}

public sealed class FolderDialogueTests(ImapServer server) : FolderDialogues(server), IClassFixture<ImapServer>;

public sealed class FolderDialoguePostgresTests(PostgresImapServer server)
    : FolderDialogues(server),
        IClassFixture<PostgresImapServer>;
