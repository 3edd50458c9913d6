using CareMail.Accounts.Tasks;

namespace CareMail.Tests.Accounts.Tasks;

public class SecretRulesTests
{
    [Theory]
    [InlineData("lanternotterbread")]
    [InlineData("LanternOtter")]
    [InlineData("ninewords")]
    [InlineData("  lanternotter  ")]
    [InlineData("balogunlantern")]
    public void Words_run_together_are_taken(string secret) => Assert.Null(Check(secret));

    [Theory]
    [InlineData("", "Enter your Account Secret.")]
    [InlineData("eightltr", "Use at least 9 letters. This has 8.")]
    [InlineData("lantern otter", "Use letters from A to Z only: no spaces, numbers or signs.")]
    [InlineData("lanternotter1", "Use letters from A to Z only: no spaces, numbers or signs.")]
    [InlineData("lantern-otter", "Use letters from A to Z only: no spaces, numbers or signs.")]
    [InlineData("lanternötter", "Use letters from A to Z only: no spaces, numbers or signs.")]
    [InlineData("aaaaaaaaabbc", "Use at least 4 different letters.")]
    [InlineData("ifebalogun", "Choose something that is not your name or your organisation’s name.")]
    [InlineData("BalogunIfe", "Choose something that is not your name or your organisation’s name.")]
    [InlineData("thistledownhouse", "Choose something that is not your name or your organisation’s name.")]
    public void What_is_wrong_is_said(string secret, string sentence)
    {
        var no = Check(secret)!;

        Assert.Equal((sentence, "Secret"), (no.Sentence, no.Field));
    }

    [Fact]
    public void A_name_counts_as_it_is_typed_without_accents_and_signs()
    {
        Assert.NotNull(SecretRules.Check("oconnorsean", "Seán", "O’Connor", "Rose & Crown"));
        Assert.NotNull(SecretRules.Check("seanoconnor", "Seán", "O’Connor", "Rose & Crown"));
        Assert.NotNull(SecretRules.Check("RoseCrown", "Seán", "O’Connor", "Rose & Crown"));
    }

    [Fact]
    public void Nobody_types_more_than_sixty_letters() => Assert.NotNull(Check(new string('x', 58) + "abc"));

    private static CareMail.Access.Refusal? Check(string secret) =>
        SecretRules.Check(secret, "Ife", "Balogun", "Thistledown House");
}
