using CareMail.Accounts;

namespace CareMail.Tests.Accounts;

public class PasswordRulesTests
{
    [Theory]
    [InlineData("kettle-harbour-saucer")]
    [InlineData("ten letter")]
    [InlineData("boat to Li and back")]
    public void A_long_password_is_taken(string password) => Assert.Null(PasswordRules.Check(password, "Ife", "Li"));

    [Theory]
    [InlineData("nine char")]
    [InlineData("")]
    [InlineData("my name is IFE today")]
    [InlineData("balogun balogun")]
    public void A_short_one_or_the_person_s_name_is_not(string password) =>
        Assert.NotNull(PasswordRules.Check(password, "Ife", "Balogun"));
}
