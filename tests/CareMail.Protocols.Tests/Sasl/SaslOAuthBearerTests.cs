using System.Text;
using CareMail.Protocols.Sasl;

namespace CareMail.Protocols.Tests.Sasl;

public class SaslOAuthBearerTests
{
    // RFC 7628 §4.1, the example.
    private const string Example =
        "n,a=user@example.com,\u0001host=server.example.com\u0001port=143\u0001auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\u0001\u0001";

    [Fact]
    public void The_example_of_the_standard_is_read()
    {
        var read = SaslOAuthBearer.Parse(Encoding.UTF8.GetBytes(Example));

        Assert.Equal(new SaslOAuthBearer("user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="), read);
    }

    [Theory]
    [InlineData("n,,\u0001auth=Bearer t\u0001\u0001", "")]
    [InlineData("y,,\u0001auth=bearer t\u0001\u0001", "")]
    [InlineData("n,a=a=2Cb=3Dc,\u0001auth=Bearer t\u0001\u0001", "a,b=c")]
    public void Other_spellings_are_read_too(string message, string userName) =>
        Assert.Equal(new SaslOAuthBearer(userName, "t"), SaslOAuthBearer.Parse(Encoding.UTF8.GetBytes(message)));

    [Theory]
    [InlineData("")]
    [InlineData("\u0001")]
    [InlineData("n,,\u0001\u0001")]
    [InlineData("n,,\u0001auth=Basic t\u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer \u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer a\u0001auth=Bearer b\u0001\u0001")]
    [InlineData("n,,\u0001auth=Bearer t\u0001")]
    [InlineData("p=tls-unique,,\u0001auth=Bearer t\u0001\u0001")]
    [InlineData("n,b=x,\u0001auth=Bearer t\u0001\u0001")]
    public void What_is_no_message_is_not_read(string message) =>
        Assert.Null(SaslOAuthBearer.Parse(Encoding.UTF8.GetBytes(message)));

    [Fact]
    public void No_truncation_of_the_example_is_taken()
    {
        for (var length = 0; length < Example.Length; length++)
        {
            Assert.Null(SaslOAuthBearer.Parse(Encoding.UTF8.GetBytes(Example[..length])));
        }
    }
}
