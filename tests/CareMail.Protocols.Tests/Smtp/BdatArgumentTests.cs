using CareMail.Protocols.Smtp;

namespace CareMail.Protocols.Tests.Smtp;

/// <summary>RFC 3030 §2.</summary>
public class BdatArgumentTests
{
    [Theory]
    [InlineData("0", 0, false)]
    [InlineData("100", 100, false)]
    [InlineData("100 LAST", 100, true)]
    [InlineData("0 last", 0, true)]
    public void Size_and_last_are_read(string argument, long size, bool last)
    {
        Assert.True(BdatArgument.TryParse(argument, out var bdat));
        Assert.Equal(new BdatArgument(size, last), bdat);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData(" 5")]
    [InlineData("5 LATS")]
    [InlineData("LAST")]
    [InlineData("9223372036854775808")]
    public void B20_anything_else_is_refused(string argument) => Assert.False(BdatArgument.TryParse(argument, out _));
}
