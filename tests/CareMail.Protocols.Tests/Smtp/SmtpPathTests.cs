using CareMail.Protocols.Smtp;

namespace CareMail.Protocols.Tests.Smtp;

/// <summary>RFC 5321 §4.1.2 and §4.1.1.3.</summary>
public class SmtpPathTests
{
    [Theory]
    [InlineData("FROM:<nurse@home.example>", "nurse@home.example")]
    [InlineData("from:<nurse@home.example>", "nurse@home.example")]
    [InlineData("FROM: <nurse@home.example>", "nurse@home.example")]
    [InlineData("FROM:<@relay.example,@other.example:nurse@home.example>", "nurse@home.example")]
    [InlineData("FROM:<\"a>b\"@home.example>", "\"a>b\"@home.example")]
    [InlineData("FROM:<\"a\\\"b\"@home.example>", "\"a\\\"b\"@home.example")]
    public void A_path_gives_its_address(string argument, string address)
    {
        Assert.Equal(SmtpPathError.None, SmtpPath.TryParse(argument, "FROM", out var path));
        Assert.Equal(address, path!.Address!.ToString());
    }

    [Theory]
    [InlineData("", SmtpPathError.Syntax)]
    [InlineData("FROM", SmtpPathError.Syntax)]
    [InlineData("FROM:", SmtpPathError.Syntax)]
    [InlineData("FROM:nurse@home.example", SmtpPathError.Syntax)]
    [InlineData("FROM:<nurse@home.example", SmtpPathError.Syntax)]
    [InlineData("TO:<nurse@home.example>", SmtpPathError.Syntax)]
    [InlineData("FROM:<nurse@home.example>SIZE=1", SmtpPathError.Syntax)]
    [InlineData("FROM:<nurse>", SmtpPathError.Address)]
    [InlineData("FROM:<nurse@>", SmtpPathError.Address)]
    [InlineData("FROM:<a b@home.example>", SmtpPathError.Address)]
    [InlineData("FROM:<nurse@home.example> SIZE=", SmtpPathError.Parameter)]
    [InlineData("FROM:<nurse@home.example> =1", SmtpPathError.Parameter)]
    [InlineData("FROM:<nurse@home.example> SI_ZE=1", SmtpPathError.Parameter)]
    public void What_is_no_path_says_why(string argument, SmtpPathError error) =>
        Assert.Equal(error, SmtpPath.TryParse(argument, "FROM", out _));

    [Fact]
    public void B11_an_empty_local_part_is_no_address() =>
        Assert.Equal(SmtpPathError.Address, SmtpPath.TryParse("TO:<\"\"@home.example>", "TO", out _));

    [Fact]
    public void B10_a_line_end_inside_quotes_is_no_address() =>
        Assert.Equal(
            SmtpPathError.Address,
            SmtpPath.TryParse("TO:<\"a\r\nRCPT TO:<x@y.example>\"@home.example>", "TO", out _)
        );

    [Fact]
    public void The_null_path_and_postmaster_have_no_address()
    {
        Assert.Equal(SmtpPathError.None, SmtpPath.TryParse("FROM:<>", "FROM", out var none));
        Assert.True(none!.IsNull);
        Assert.Equal(SmtpPathError.None, SmtpPath.TryParse("TO:<Postmaster>", "TO", out var postmaster));
        Assert.True(postmaster!.IsPostmaster);
        Assert.False(postmaster.IsNull);
    }

    [Fact]
    public void Parameters_are_split_into_name_and_value()
    {
        SmtpPath.TryParse("FROM:<a@b.example> SIZE=1000  BODY=8BITMIME SMTPUTF8", "FROM", out var path);

        Assert.Equal(
            [new("SIZE", "1000"), new("BODY", "8BITMIME"), new SmtpParameter("SMTPUTF8", "")],
            path!.Parameters
        );
    }

    [Fact]
    public void Every_truncation_of_a_path_is_refused()
    {
        const string whole = "FROM:<nurse@home.example>";
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.NotEqual(SmtpPathError.None, SmtpPath.TryParse(whole[..length], "FROM", out _));
        }
    }

    [Fact]
    public void An_endless_path_and_endless_parameters_are_refused()
    {
        Assert.Equal(
            SmtpPathError.Address,
            SmtpPath.TryParse($"FROM:<{new string('a', 2000)}@b.example>", "FROM", out _)
        );
        var parameters = string.Concat(Enumerable.Repeat(" X=1", 50));
        Assert.Equal(SmtpPathError.Parameter, SmtpPath.TryParse("FROM:<a@b.example>" + parameters, "FROM", out _));
    }
}
