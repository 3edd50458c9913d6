using System.Text;
using CareMail.Identity.SignIn;

namespace CareMail.Tests.Identity;

public class AuthenticatorTests
{
    private static readonly byte[] Seed = "12345678901234567890"u8.ToArray();

    // RFC 6238 appendix B, SHA-1; the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(seconds);

        Assert.Equal(code, Authenticator.Code(Seed, Authenticator.StepAt(now)));
        Assert.Equal(Authenticator.StepAt(now), Authenticator.StepOf(code, Seed, now));
    }

    // RFC 4226 appendix D.
    [Fact]
    public void Counters_give_the_values_of_the_standard() =>
        Assert.Equal(
            ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"],
            Enumerable.Range(0, 10).Select(counter => Authenticator.Code(Seed, counter))
        );

    [Fact]
    public void One_step_each_way_is_taken_and_no_more()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        var step = Authenticator.StepAt(now);

        var taken = Enumerable
            .Range(-3, 7)
            .Where(away => Authenticator.StepOf(Authenticator.Code(Seed, step + away), Seed, now) is not null);

        Assert.Equal([-1, 0, 1], taken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870822")]
    [InlineData("٢٨٧٠٨٢")]
    [InlineData("287o82")]
    public void What_is_no_code_is_refused(string typed) =>
        Assert.Null(Authenticator.StepOf(typed, Seed, DateTimeOffset.FromUnixTimeSeconds(59)));

    [Fact]
    public void A_space_in_the_middle_does_not_matter() =>
        Assert.NotNull(Authenticator.StepOf(" 287 082 ", Seed, DateTimeOffset.FromUnixTimeSeconds(59)));

    // RFC 4648 §10, without padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_spelled_as_the_standard_says(string plain, string spelled)
    {
        Assert.Equal(spelled, Base32.Encode(Encoding.ASCII.GetBytes(plain)));
        Assert.Equal(plain, Encoding.ASCII.GetString(Base32.Decode(spelled.ToLowerInvariant())!));
    }

    [Fact]
    public void What_is_no_base_32_is_not_read() => Assert.Null(Base32.Decode("MZXW1"));

    [Fact]
    public void The_address_in_the_picture_names_the_service_the_person_and_the_secret() =>
        Assert.Equal(
            "otpauth://totp/caremail.example:a%40caremail.example?secret=MZXW6&issuer=caremail.example",
            Authenticator.Uri("caremail.example", "a@caremail.example", "MZXW6")
        );
}
