using CareMail.Protocols.Addresses;

namespace CareMail.Protocols.Tests.Addresses;

public class EmailAddressTests
{
    [Theory]
    [InlineData("care.vz001@home.example", "care.vz001", "home.example")]
    [InlineData("o'neil+tag@home.example", "o'neil+tag", "home.example")]
    [InlineData("\"a b\"@home.example", "a b", "home.example")]
    [InlineData("\"a\\\"b\\\\c@d\"@home.example", "a\"b\\c@d", "home.example")]
    [InlineData("x@[192.0.2.1]", "x", "[192.0.2.1]")]
    [InlineData("x@[IPv6:2001:db8::1]", "x", "[IPv6:2001:db8::1]")]
    [InlineData("jürgen@köln.example", "jürgen", "köln.example")]
    [InlineData("x@localhost", "x", "localhost")]
    public void An_address_of_RFC_5321_falls_into_its_halves_and_is_written_back(
        string text,
        string local,
        string domain
    )
    {
        Assert.True(EmailAddress.TryParse(text, out var address));

        Assert.Equal((local, domain), (address.LocalPart, address.Domain));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("a@")]
    [InlineData("@b.example")]
    [InlineData("a")]
    [InlineData("\"\"@b.example")]
    [InlineData("\"a@b.example")]
    [InlineData("\"a\\\"@b.example")]
    [InlineData("a b@c.example")]
    [InlineData("a@b@c.example")]
    [InlineData(".a@b.example")]
    [InlineData("a.@b.example")]
    [InlineData("a..b@c.example")]
    [InlineData("a@b.example.")]
    [InlineData("a@.b.example")]
    [InlineData("a@b..example")]
    [InlineData("a@-b.example")]
    [InlineData("a@b-.example")]
    [InlineData("a@b c.example")]
    [InlineData("a@b.exa/mple")]
    [InlineData("a@[127.0.0.1")]
    [InlineData("a@[127.1]")]
    [InlineData("a@[]")]
    [InlineData("a@[IPv6:fe80::1%eth0]")]
    [InlineData("a@[x.example]")]
    [InlineData("<a@b.example>")]
    [InlineData("a@b.example,c@d.example")]
    public void What_is_no_address_is_refused(string text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Theory]
    [InlineData("\"a\r\nRCPT TO:<x@y>\"@z.example")]
    [InlineData("\"a\\\r\\\nb\"@z.example")]
    [InlineData("a\0@z.example")]
    [InlineData("a\u0085@z.example")]
    [InlineData("a\u202eb@z.example")]
    [InlineData("\"a\u2028\"@z.example")]
    [InlineData("a@z\r\n.example")]
    [InlineData("a\ud800@z.example")]
    public void B10_no_line_end_or_control_character_ever_is_part_of_an_address(string text) =>
        Assert.False(EmailAddress.TryParse(text, out _));

    [Theory]
    [InlineData("Ward7@Hospital.EXAMPLE", "ward7@hospital.example")]
    [InlineData("\"ward7\"@hospital.example", "ward7@hospital.example")]
    [InlineData("ju\u0308rgen@home.example", "jürgen@home.example")]
    // RFC 5890 §2.3.2.1: one domain, however it is written.
    [InlineData("x@KÖLN.example", "x@xn--kln-sna.example")]
    [InlineData("x@xn--kln-sna.example", "x@xn--kln-sna.example")]
    public void Addresses_that_mean_the_same_mailbox_have_the_same_key(string text, string key)
    {
        Assert.Equal(key, EmailAddress.Parse(text).Key);
        Assert.Equal(EmailAddress.Parse(key), EmailAddress.Parse(text));
    }

    [Fact]
    public void The_lengths_of_RFC_5321_are_kept()
    {
        Assert.True(EmailAddress.TryParse(new string('a', 64) + "@b.example", out _));
        Assert.False(EmailAddress.TryParse(new string('a', 65) + "@b.example", out _));
        Assert.False(EmailAddress.TryParse("a@" + new string('b', 64) + ".example", out _));
        Assert.False(EmailAddress.TryParse("a@" + string.Join('.', Enumerable.Repeat("bcdefgh", 40)), out _));
        Assert.False(EmailAddress.TryParse(new string('a', 1_000_000), out _));
    }

    [Fact]
    public void B30_a_domain_label_that_does_not_survive_the_way_there_and_back_is_refused()
    {
        Assert.False(EmailAddress.TryParse("x@a\u00ad.example\u3002", out _));
        Assert.False(EmailAddress.TryParse("x@\ud83d.example", out _));
        Assert.Equal("x@xn--zzzz.example", EmailAddress.Parse("x@xn--zzzz.example").Key);
    }

    [Fact]
    public void Only_servers_with_SMTPUTF8_of_RFC_6531_carry_an_address_that_is_not_ASCII()
    {
        Assert.True(EmailAddress.Parse("a@b.example").IsAscii);
        Assert.False(EmailAddress.Parse("ä@b.example").IsAscii);
        Assert.False(EmailAddress.Parse("a@ä.example").IsAscii);
    }
}
