using System.Text;
using CareMail.Protocols.Sasl;

namespace CareMail.Protocols.Tests.Sasl;

/// <summary>RFC 4616 and the base64 of RFC 4954 §4.</summary>
public class SaslPlainTests
{
    [Fact]
    public void The_three_parts_are_read()
    {
        Assert.Equal(new SaslPlain("", "ada@home.example", "pass word"), Parse("\0ada@home.example\0pass word"));
        Assert.Equal(new SaslPlain("x", "é", "ü"), Parse("x\0é\0ü"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("\0ada")]
    [InlineData("\0ada\0")]
    [InlineData("\0\0secret")]
    [InlineData("\0ada\0sec\0ret")]
    public void Anything_else_is_refused(string message) => Assert.Null(Parse(message));

    [Fact]
    public void B13_too_much_and_no_text_are_refused()
    {
        Assert.Null(Parse("\0ada\0" + new string('x', 10_000)));
        Assert.Null(SaslPlain.Parse([0, 0xFF, 0, 0x41]));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("ada", true)]
    [InlineData("ADA", true)]
    [InlineData("bob", false)]
    public void B39_nobody_acts_as_somebody_else(string authorization, bool self) =>
        Assert.Equal(self, new SaslPlain(authorization, "ada", "x").ActsAsSelf);

    [Theory]
    [InlineData("AGFkYQBzZWNyZXQ=", true)]
    [InlineData("=", true)]
    [InlineData("AGFk YQBzZWNyZXQ=", false)]
    [InlineData("AGFkYQBzZWNyZXQ", false)]
    [InlineData("A===", false)]
    [InlineData("!!!!", false)]
    public void B13_only_strict_base64_is_read(string text, bool valid) =>
        Assert.Equal(valid, SaslText.FromBase64(text) is not null);

    [Fact]
    public void What_our_client_sends_our_server_understands() =>
        Assert.Equal(
            new SaslPlain("", "user", "pass"),
            SaslPlain.Parse(SaslText.FromBase64(SaslPlain.Encode("user", "pass")))
        );

    private static SaslPlain? Parse(string message) => SaslPlain.Parse(Encoding.UTF8.GetBytes(message));
}
