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

    [Theory]
    [InlineData("Password123!")]
    [InlineData("p@$$w0rd2026")]
    [InlineData("Welcome-Welcome-1")]
    [InlineData("QWERTYuiop12")]
    [InlineData("1qaz2wsx1qaz2wsx")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("1212121212")]
    [InlineData("Liverpool2026")]
    [InlineData("12345678901")]
    public void One_that_everybody_tries_first_is_not(string password) =>
        Assert.Contains(
            "everybody tries",
            PasswordRules.Check(password, "Ife", "Balogun")!.Sentence,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("welcome-otter-ladder")]
    [InlineData("pässwörter für alle")]
    public void A_common_word_among_others_is_no_harm(string password) =>
        Assert.Null(PasswordRules.Check(password, "Ife", "Balogun"));

    [Fact]
    public void Nobody_types_more_than_two_hundred_characters() =>
        Assert.NotNull(PasswordRules.Check(string.Concat(Enumerable.Repeat("otter-ladder-", 16)), "Ife", "Balogun"));
}
