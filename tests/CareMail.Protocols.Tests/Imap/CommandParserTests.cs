using System.Text;
using CareMail.Protocols.Imap;

namespace CareMail.Protocols.Tests.Imap;

/// <summary>Commands as clients send them. RFC 9051 §6 and §9; RFC 3501 where the old form lives on.</summary>
public class CommandParserTests
{
    [Fact]
    public void Login_takes_atoms_quoted_strings_and_literals()
    {
        Assert.Equal(
            new LoginArguments("anna@home.example", "a\"b\\c"),
            Args(@"a LOGIN anna@home.example ""a\""b\\c""")
        );
        Assert.Equal(new LoginArguments("anna", "p w"), Args("a LOGIN {4}\r\nanna {3+}\r\np w"));
    }

    [Fact]
    public void Authenticate_may_carry_the_first_response() // RFC 4959
    {
        Assert.Equal(new AuthenticateArguments("PLAIN", null), Args("a AUTHENTICATE PLAIN"));
        Assert.Equal(new AuthenticateArguments("PLAIN", "AGFubmE="), Args("a authenticate plain AGFubmE="));
        Assert.Equal(new AuthenticateArguments("PLAIN", "="), Args("a AUTHENTICATE PLAIN ="));
    }

    [Fact]
    public void Id_is_nil_or_a_list() // RFC 2971
    {
        Assert.Empty(Args<IdArguments>("a ID NIL").Fields);
        var fields = Args<IdArguments>("a ID (\"name\" \"mutt\" \"version\" NIL)").Fields;
        Assert.Equal([new("name", "mutt"), new("version", null)], fields);
    }

    [Fact]
    public void Folder_names_come_in_modified_utf7_and_inbox_in_any_case()
    {
        Assert.Equal("Übergabe", Args<MailboxArguments>("a DELETE &ANw-bergabe").Name);
        Assert.Equal("INBOX", Args<SelectArguments>("a SELECT inbox").Name);
        Assert.Equal("INBOX/Rota", Args<MailboxArguments>("a SUBSCRIBE iNbOx/Rota").Name);
        Assert.Equal("a&b", Args<MailboxArguments>("a DELETE a&b", utf8: true).Name);
    }

    [Theory]
    [InlineData("&")]
    [InlineData("&AAAA")]
    [InlineData("&AGE-")]
    [InlineData("\"&****-\"")]
    [InlineData("&AN-")]
    public void B38_invalid_modified_utf7_is_no_name(string name) =>
        Assert.Null(Args<MailboxArguments>($"a DELETE {name}").Name);

    [Fact]
    public void Create_may_ask_for_a_special_use() // RFC 6154
    {
        Assert.Empty(Args<CreateArguments>("a CREATE Archive").Uses);
        Assert.Equal([@"\Archive"], Args<CreateArguments>(@"a CREATE Archive (USE (\Archive))").Uses);
        Assert.NotNull(Error("a CREATE Archive (USE"));
    }

    [Fact]
    public void List_has_a_short_and_an_extended_form() // RFC 5258, RFC 5819, RFC 6154
    {
        var plain = Args<ListArguments>("a LIST \"\" *");
        Assert.Equal(["*"], plain.Patterns);
        Assert.False(plain.Extended);

        var full = Args<ListArguments>(
            "a LIST (SUBSCRIBED RECURSIVEMATCH) \"Shared/\" (INBOX \"Sent Items\" %) "
                + "RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS (MESSAGES UNSEEN))"
        );
        Assert.Equal(ListSelection.Subscribed | ListSelection.RecursiveMatch, full.Selection);
        Assert.Equal("Shared/", full.Reference);
        Assert.Equal(["INBOX", "Sent Items", "%"], full.Patterns);
        Assert.Equal(
            ListReturn.Subscribed | ListReturn.Children | ListReturn.SpecialUse | ListReturn.Status,
            full.Return
        );
        Assert.Equal(StatusItems.Messages | StatusItems.Unseen, full.Status);
        Assert.NotNull(Error("a LIST (RECURSIVEMATCH) \"\" *"));
    }

    [Fact]
    public void Status_names_its_items()
    {
        var status = Args<StatusArguments>(
            "a STATUS Sent (MESSAGES UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE HIGHESTMODSEQ)"
        );
        Assert.Equal("Sent", status.Name);
        Assert.True(status.Items.HasFlag(StatusItems.Size | StatusItems.HighestModSeq));
        Assert.NotNull(Error("a STATUS Sent ()"));
        Assert.NotNull(Error("a STATUS Sent (COLOUR)"));
    }

    [Fact]
    public void Fetch_macros_stand_for_their_items()
    {
        Assert.Equal(
            [FetchKind.Flags, FetchKind.InternalDate, FetchKind.Size, FetchKind.Envelope],
            Args<FetchArguments>("a FETCH 1 ALL").Items.Select(i => i.Kind)
        );
        Assert.Equal(5, Args<FetchArguments>("a FETCH 1 FULL").Items.Count);
        Assert.Equal(3, Args<FetchArguments>("a FETCH 1 fast").Items.Count);
        Assert.NotNull(Error("a FETCH 1 (ALL)"));
    }

    [Fact]
    public void Fetch_sections_say_which_part_and_how_much()
    {
        var items = Args<FetchArguments>(
            "a UID FETCH 5:* (BODY[] BODY.PEEK[1.2.MIME] BODY[HEADER.FIELDS.NOT (Received \"X-A\")]<5.10> "
                + "BINARY.PEEK[2]<0.4> BINARY.SIZE[2] BODY[3.TEXT] BODY RFC822.HEADER RFC822) (CHANGEDSINCE 77)"
        );
        Assert.Equal(77ul, items.ChangedSince);
        Assert.True(items.Items[0].SetsSeen);
        Assert.Equal([1, 2], items.Items[1].Section!.Part);
        Assert.Equal(SectionText.Mime, items.Items[1].Section!.Text);
        Assert.True(items.Items[1].Peek);
        Assert.Equal(["Received", "X-A"], items.Items[2].Section!.Fields);
        Assert.Equal((5ul, 10ul), items.Items[2].Partial);
        Assert.Equal(FetchKind.Binary, items.Items[3].Kind); // RFC 3516
        Assert.False(items.Items[3].SetsSeen);
        Assert.Equal(FetchKind.BinarySize, items.Items[4].Kind);
        Assert.Equal(SectionText.Text, items.Items[5].Section!.Text);
        Assert.Equal(FetchKind.Body, items.Items[6].Kind);
        Assert.False(items.Items[7].SetsSeen);
        Assert.True(items.Items[8].SetsSeen);
    }

    [Fact]
    public void Offsets_beyond_32_bits_are_numbers_too() // RFC 9051 §9: partial
    {
        var item = Args<FetchArguments>("a FETCH 1 BODY.PEEK[]<5000000000.9223372036854775807>").Items[0];

        Assert.Equal((5_000_000_000ul, (ulong)long.MaxValue), item.Partial);
        Assert.Equal(new ByteRange(10, 10), new ByteRange(0, 10).Part(5_000_000_000, 1));
        Assert.Equal(new ByteRange(13, 20), new ByteRange(10, 20).Part(3, long.MaxValue));
    }

    [Theory]
    [InlineData("BODY[")]
    [InlineData("BODY[0]")]
    [InlineData("BODY[1.]")]
    [InlineData("BODY[MIME]")]
    [InlineData("BODY[1.FOO]")]
    [InlineData("BODY[]<0>")]
    [InlineData("BODY[]<0.0>")]
    [InlineData("BODY[]<0.9223372036854775808>")]
    [InlineData("BODY[HEADER.FIELDS ()]")]
    [InlineData("BODY[HEADER.FIELDS]")]
    [InlineData("BINARY[HEADER]")]
    [InlineData("()")]
    [InlineData("(FLAGS")]
    [InlineData("FLAGS)")]
    [InlineData("BODY[99999999999]")]
    public void A_fetch_that_makes_no_sense_is_refused(string items) => Assert.NotNull(Error($"a FETCH 1 {items}"));

    [Fact]
    public void Store_adds_removes_and_replaces() // RFC 7162 for UNCHANGEDSINCE
    {
        var store = Args<StoreArguments>(@"a STORE 2:4 (UNCHANGEDSINCE 320162338) +FLAGS.SILENT (\Deleted $Junk)");
        Assert.Equal(320162338ul, store.UnchangedSince);
        Assert.Equal(StoreMode.Add, store.Mode);
        Assert.True(store.Silent);
        Assert.Equal([@"\Deleted", "$Junk"], store.Flags);
        Assert.Equal([@"\Seen"], Args<StoreArguments>(@"a STORE 1 -FLAGS \Seen").Flags);
        Assert.Empty(Args<StoreArguments>("a STORE 1 FLAGS ()").Flags);
        Assert.NotNull(Error("a STORE 1 +LABELS (x)"));
    }

    [Fact]
    public void Uid_goes_before_the_commands_that_know_it()
    {
        Assert.True(Request("a UID COPY 1:2 Archive").Uid);
        Assert.Equal(ImapVerb.Move, Request("a UID MOVE 1 Archive").Verb); // RFC 6851
        Assert.IsType<ExpungeArguments>(Args("a UID EXPUNGE 3:5")); // RFC 4315
        Assert.NotNull(Error("a UID NOOP"));
        Assert.NotNull(Error("a UID"));
    }

    [Fact]
    public void Append_says_where_how_and_when()
    {
        var parse = ImapCommandParser.ParseAppend(
            Encoding.ASCII.GetBytes("a APPEND saved (\\Seen \\Draft) \" 7-Feb-2026 21:52:25 -0800\" {310}\r\n"),
            ImapLimits.SignedIn
        );
        var append = Assert.IsType<AppendArguments>(parse.Request!.Arguments);
        Assert.Equal("saved", append.Name);
        Assert.Equal([@"\Seen", @"\Draft"], append.Flags);
        Assert.Equal(new DateTimeOffset(2026, 2, 7, 21, 52, 25, TimeSpan.FromHours(-8)), append.Received);
    }

    [Fact]
    public void Several_messages_may_be_appended_at_once() // RFC 3502
    {
        Assert.Null(ImapCommandParser.ParseAppendTail("\r\n"u8, ImapLimits.SignedIn, out var end));
        Assert.Null(end);
        Assert.Null(ImapCommandParser.ParseAppendTail(" (\\Seen) {7+}\r\n"u8, ImapLimits.SignedIn, out var next));
        Assert.Equal([@"\Seen"], next!.Flags);
        Assert.NotNull(ImapCommandParser.ParseAppendTail(" rubbish\r\n"u8, ImapLimits.SignedIn, out _));
    }

    [Theory]
    [InlineData("a APPEND INBOX")]
    [InlineData("a APPEND INBOX \"hello\"")]
    [InlineData("a APPEND")]
    public void An_append_without_a_literal_is_refused(string command) => Assert.NotNull(Error(command));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a ")]
    [InlineData("* NOOP")]
    [InlineData("a+b NOOP")]
    [InlineData("a FROBNICATE")]
    [InlineData("a NOOP now")]
    [InlineData("a LOGIN anna")]
    [InlineData("a LOGIN \"anna pw")]
    [InlineData("a SELECT")]
    [InlineData("a FETCH 0 FLAGS")]
    [InlineData("a FETCH 1: FLAGS")]
    [InlineData("a FETCH 4294967296 FLAGS")]
    [InlineData("a ENABLE")]
    [InlineData("\0\0\0")]
    public void Nonsense_gets_a_sentence_not_an_exception(string command) => Assert.NotNull(Error(command));

    [Fact]
    public void A_tag_that_can_be_read_is_kept_for_the_answer()
    {
        Assert.Equal("a7", Parse("a7 FROBNICATE").Tag);
        Assert.Null(Parse("* NOOP").Tag);
        Assert.Null(Parse(new string('t', 65) + " NOOP").Tag);
    }

    [Fact]
    public void B34_parentheses_without_end_are_refused_at_once()
    {
        Assert.NotNull(Error("a ID " + new string('(', 20_000)));
        Assert.NotNull(Error("a SEARCH " + new string('(', 20_000)));
        Assert.NotNull(Error("a FETCH 1 " + new string('(', 20_000)));
        Assert.NotNull(Error("a LIST " + new string('(', 20_000)));
    }

    [Fact]
    public void Lists_are_limited()
    {
        Assert.NotNull(Error("a ID (" + string.Join(' ', Enumerable.Repeat("\"a\" \"b\"", 31)) + ")"));
        Assert.NotNull(Error("a FETCH 1 (" + string.Join(' ', Enumerable.Repeat("FLAGS", 257)) + ")"));
        Assert.NotNull(Error("a FETCH 1 BODY[" + string.Join('.', Enumerable.Repeat("1", 129)) + "]"));
        Assert.NotNull(Error("a ENABLE " + string.Join(' ', Enumerable.Repeat("X", 257))));
        Assert.NotNull(Error("a STORE 1 FLAGS (" + string.Join(' ', Enumerable.Repeat("x", 129)) + ")"));
        Assert.NotNull(Error("a STORE 1 FLAGS (" + new string('x', 129) + ")"));
        Assert.NotNull(Error("a LIST \"\" (" + string.Join(' ', Enumerable.Repeat("x", 257)) + ")"));
    }

    private static ImapParse Parse(string command, bool utf8 = false) =>
        ImapCommandParser.Parse(Encoding.UTF8.GetBytes(command + "\r\n"), ImapLimits.SignedIn, utf8);

    private static string? Error(string command) => Parse(command).Error;

    private static ImapRequest Request(string command, bool utf8 = false)
    {
        var parse = Parse(command, utf8);
        Assert.Null(parse.Error);
        return parse.Request!;
    }

    private static ImapArguments Args(string command) => Request(command).Arguments;

    private static T Args<T>(string command, bool utf8 = false)
        where T : ImapArguments => Assert.IsType<T>(Request(command, utf8).Arguments);
}
