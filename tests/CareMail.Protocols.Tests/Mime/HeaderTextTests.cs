using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Mime;

public class HeaderTextTests
{
    [Theory]
    // RFC 2047 §8
    [InlineData("=?ISO-8859-1?Q?a?=", "a")]
    [InlineData("=?ISO-8859-1?Q?a?= b", "a b")]
    [InlineData("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab")]
    [InlineData("=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=", "ab")]
    [InlineData("=?ISO-8859-1?Q?a_b?=", "a b")]
    [InlineData("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b")]
    [InlineData(
        "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
        "If you can read this you understand the example."
    )]
    [InlineData("=?US-ASCII?Q?Keith_Moore?= <moore@cs.example>", "Keith Moore <moore@cs.example>")]
    // RFC 2231 §5: a language
    [InlineData("=?US-ASCII*EN?Q?Keith_Moore?=", "Keith Moore")]
    // What others send.
    [InlineData("=?utf-8?b?w4PCqQ?=", "Ã©")]
    [InlineData("=?UTF-8?Q?caf=C3?= =?UTF-8?Q?=A9?=", "café")]
    [InlineData("=?utf-8?B?8J8=?= =?utf-8?B?mIA=?=", "😀")]
    [InlineData("a=?utf-8?q?b?=c", "abc")]
    [InlineData("=?utf-8?q?a b c?=", "a b c")]
    [InlineData("=?utf-8?Q?=E2=82=AC?=", "€")]
    [InlineData("=?gb2312?B?xOO6ww==?=", "你好")]
    [InlineData("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本")]
    [InlineData("=?shift_jis?B?k/qWew==?=", "日本")]
    [InlineData("=?koi8-r?B?8NLJ18XU?=", "Привет")]
    [InlineData("=?windows-1250?Q?=8Aest?=", "Šest")]
    [InlineData("=?x-unknown?Q?caf=E9?=", "café")]
    [InlineData("=?iso-8859-1?Q?it=92s?=", "it’s")]
    // No encoded words.
    [InlineData("=?", "=?")]
    [InlineData("=??=", "=??=")]
    [InlineData("=?utf-8?x?a?=", "=?utf-8?x?a?=")]
    [InlineData("=?utf-8?q?a", "=?utf-8?q?a")]
    [InlineData("=?utf-8?q?=", "=?utf-8?q?=")]
    [InlineData("=?utf-8?q??=", "")]
    [InlineData("what?=?no", "what?=?no")]
    public void Encoded_words_become_text(string raw, string text) => Assert.Equal(text, HeaderText.Decode(raw));

    [Theory]
    [InlineData("Übergabe – Bewohnerin 7", true)]
    [InlineData("日本語の件名がここに入りますのでとても長くなりますから二つ以上の語に分かれるはずです", true)]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", true)]
    [InlineData("looks like =?utf-8?q?a_word?=", true)]
    [InlineData("plain", false)]
    [InlineData("", false)]
    public void Text_goes_out_as_words_of_at_most_75_characters_and_comes_back(string text, bool isEncoded)
    {
        var raw = HeaderText.Encode(text);

        Assert.Equal(text, HeaderText.Decode(raw));
        Assert.All(raw, c => Assert.InRange(c, ' ', '~'));
        Assert.Equal(isEncoded, raw != text);
        // RFC 2047 §2
        Assert.All(raw.Split(' ').Where(_ => isEncoded), word => Assert.InRange(word.Length, 1, 75));
    }

    [Theory]
    [InlineData("a@b.example", "|a@b.example")]
    [InlineData("A B <a@b.example>", "A B|a@b.example")]
    [InlineData("\"B, A\" <a@b.example>, <c@d.example>", "B, A|a@b.example;|c@d.example")]
    // RFC 5322 Appendix A.5 and A.6.1
    [InlineData(
        "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
        "Pete|pete(hisaccount)@silly.test(hishost)"
    )]
    [InlineData("Joe Q. Public <john.q.public@example.com>", "Joe Q. Public|john.q.public@example.com")]
    [InlineData("\"Giant; \\\"Big\\\" Box\" <sysservices@example.net>", "Giant; \"Big\" Box|sysservices@example.net")]
    [InlineData(
        "A Group(Some people)\r\n :Chris Jones <c@(Chris's host.)public.example>, joe@example.org, John <jdoe@one.test> (my dear friend); (the end of the group)",
        "[A Group;Chris Jones|c@(Chris'shost.)public.example;|joe@example.org;John|jdoe@one.test;]"
    )]
    [InlineData("(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;", "[Hidden recipients;]")]
    // RFC 5322 §4.4
    [InlineData(
        "Mary Smith <@node.test,@b.test:mary@example.net>, , jdoe@test  . example",
        "Mary Smith|mary@example.net;|jdoe@test.example"
    )]
    [InlineData("a@b.example (A. B.)", "A. B.|a@b.example")]
    [InlineData("a@b.example; c@d.example", "|a@b.example;|c@d.example")]
    [InlineData("A <a@b.example", "A|a@b.example")]
    [InlineData("A <a@b.example, C <c@d.example>", "A|a@b.example;C|c@d.example")]
    [InlineData("=?utf-8?Q?Smith,_J=C3=B6rg?= <s@b.example>", "Smith, Jörg|s@b.example")]
    [InlineData("\"=?utf-8?Q?J=C3=B6rg?=\" <s@b.example>", "Jörg|s@b.example")]
    [InlineData("'Manager' <m@b.example>", "'Manager'|m@b.example")]
    [InlineData("\"a b\"@c.example", "|a b@c.example")]
    [InlineData("nobody", "|nobody")]
    [InlineData("", "")]
    [InlineData(",;,:<>", "")]
    [InlineData("\"unfinished", "|unfinished")]
    [InlineData("(unfinished", "")]
    public void Address_lists_are_read_as_far_as_they_can_be_understood(string raw, string expected) =>
        Assert.Equal(expected, string.Join(';', HeaderText.ParseAddresses(raw).Select(Show)));

    [Fact]
    public void B30_a_name_that_looks_like_an_address_never_becomes_one()
    {
        var address = Assert.Single(HeaderText.ParseAddresses("\"it-support@our.domain\" <x@evil.example>"));

        Assert.Equal("x@evil.example", address.Address);
        Assert.Equal("it-support@our.domain", address.Name);
    }

    [Theory]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("=?utf-8?q?a=0D=0ABcc:_b=E2=80=AE?=", "a Bcc: b")]
    [InlineData("a\u2066b\u2069", "ab")]
    public void B30_characters_that_turn_the_direction_or_end_a_line_are_not_in_a_display_name(
        string raw,
        string shown
    ) => Assert.Equal(shown, new HeaderAddress(raw, "a", "b.example").Name);

    [Theory]
    [InlineData("Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("Tue, 1 Jul 2003 10:52:37 +0200", "2003-07-01T10:52:37+02:00")]
    // RFC 5322 Appendix A.5 and A.6.2
    [InlineData(
        "Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)",
        "1969-02-13T23:32:00-03:30"
    )]
    [InlineData("21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06+00:00")]
    [InlineData("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", "1997-11-21T09:55:06-06:00")]
    [InlineData("Fri Nov 20 09:00:00 2026", "2026-11-20T09:00:00+00:00")]
    [InlineData("20-Nov-2026 09:00:00 +0100", "2026-11-20T09:00:00+01:00")]
    [InlineData("Fri, 20 November 2026 9:00 PM", "2026-11-20T21:00:00+00:00")]
    [InlineData("2026-11-20T09:00:00Z", "2026-11-20T09:00:00+00:00")]
    [InlineData("Fri, 20 Nov 2026 09:00:60 EST", "2026-11-20T09:00:59-05:00")]
    [InlineData("Fri, 20 Nov 2026 09:00:00 +9999", "2026-11-20T09:00:00+00:00")]
    [InlineData("Fri, 20 Nov 2026 09:00:00", "2026-11-20T09:00:00+00:00")]
    [InlineData("31 Feb 2026 09:00:00 +0000", null)]
    [InlineData("yesterday", null)]
    [InlineData("", null)]
    [InlineData("1 Jan 0001 00:00:00 +1400", "2001-01-01T00:00:00+14:00")]
    [InlineData("31 Dec 9999 23:59:59 -1400", null)]
    public void Dates_are_understood_or_are_none(string raw, string? expected) =>
        Assert.Equal(expected, HeaderText.ParseDate(raw)?.ToString("yyyy-MM-ddTHH:mm:sszzz", null));

    [Fact]
    public void A_date_is_written_as_RFC_5322_wants_it() =>
        Assert.Equal(
            "Fri, 20 Nov 2026 09:05:06 -0330",
            HeaderText.FormatDate(new DateTimeOffset(2026, 11, 20, 9, 5, 6, new TimeSpan(-3, -30, 0)))
        );

    [Theory]
    // RFC 5256 §2.1
    [InlineData("Re: Fwd: hello", "hello")]
    [InlineData("RE : hello (fwd) (fwd)", "hello")]
    [InlineData("[list] Re: [list] hello", "hello")]
    [InlineData("Re[2]: hello", "hello")]
    [InlineData("[fwd: [fwd: hello]]", "hello")]
    [InlineData("[only]", "[only]")]
    [InlineData("Re:", "")]
    [InlineData("  two   spaces ", "two spaces")]
    [InlineData("regards", "regards")]
    [InlineData("[fwd:]", "")]
    [InlineData("[[[[", "[[[[")]
    public void The_base_subject_has_no_marks_of_replying(string subject, string expected) =>
        Assert.Equal(expected, HeaderText.BaseSubject(subject, out _));

    [Theory]
    [InlineData("<a@b> <c@d>", "a@b c@d")]
    [InlineData("<a @b>\t(comment)<c@d>", "a@b c@d")]
    [InlineData("a@b c@d", "a@b c@d")]
    [InlineData("your message <a@b", "a@b")]
    [InlineData("<>", "")]
    [InlineData("", "")]
    public void Message_ids_are_found_in_what_is_written_there(string raw, string expected) =>
        Assert.Equal(expected, string.Join(' ', HeaderText.ParseMessageIds(raw)));

    [Theory]
    [InlineData("letter.pdf", "letter.pdf")]
    [InlineData("C:\\Users\\x\\letter.pdf", "letter.pdf")]
    [InlineData("/etc/passwd", "passwd")]
    [InlineData("a/..", null)]
    [InlineData("..", null)]
    [InlineData("  .hidden. ", "hidden")]
    [InlineData("a<b>:c|d?e*f\"g", "a_b__c_d_e_f_g")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData("\u202Egnp.exe", "gnp.exe")]
    [InlineData("a\u200Bb\u0000c.txt", "ab c.txt")]
    [InlineData("", null)]
    public void B61_a_file_name_is_safe_to_show_and_to_save(string name, string? safe) =>
        Assert.Equal(safe, HeaderText.SafeFileName(name));

    [Fact]
    public void A_long_file_name_keeps_its_extension()
    {
        var safe = HeaderText.SafeFileName(new string('a', 5_000) + ".docx");

        Assert.EndsWith("a.docx", safe, StringComparison.Ordinal);
        Assert.Equal(150, safe!.Length);
    }

    [Fact]
    public void What_a_person_typed_is_sorted_into_recipients_and_the_rest()
    {
        var recipients = HeaderText.ParseRecipients(
            "Ward 7 <ward7@hospital.example>; office@rosewood.example\nnurse@, \"Doe, J\" <doe@home.example>",
            out var notUnderstood
        );

        Assert.Equal(
            [
                new("Ward 7", EmailAddress.Parse("ward7@hospital.example")),
                new("", EmailAddress.Parse("office@rosewood.example")),
                new NamedAddress("Doe, J", EmailAddress.Parse("doe@home.example")),
            ],
            recipients
        );
        Assert.Equal(["nurse"], notUnderstood.Select(text => text.TrimEnd('@')));
    }

    [Theory]
    [InlineData("Ward 7", "Ward 7 <w@h.example>")]
    [InlineData("", "w@h.example")]
    [InlineData("Doe, Jane", "\"Doe, Jane\" <w@h.example>")]
    [InlineData("a \"b\" \\", "\"a \\\"b\\\" \\\\\" <w@h.example>")]
    [InlineData("Jörg", "=?utf-8?Q?J=C3=B6rg?= <w@h.example>")]
    [InlineData("x\r\nBcc: y", "\"x Bcc: y\" <w@h.example>")]
    public void A_name_is_written_so_that_it_stays_a_name(string name, string expected) =>
        Assert.Equal(expected, new NamedAddress(name, EmailAddress.Parse("w@h.example")).ToString());

    private static string Show(HeaderAddress address) =>
        address.IsGroupStart ? "[" + address.LocalPart
        : address.IsGroupEnd ? "]"
        : $"{address.Name}|{address.Address}";
}
