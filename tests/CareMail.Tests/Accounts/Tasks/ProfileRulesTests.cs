using CareMail.Accounts.Tasks;

namespace CareMail.Tests.Accounts.Tasks;

public class ProfileRulesTests
{
    [Theory]
    [InlineData("07700 900123")]
    [InlineData("07700900123")]
    [InlineData("+44 (0)7700-900-123")]
    public void A_UK_mobile_is_taken_however_it_is_typed(string typed) =>
        Assert.Equal("07700900123", ProfileRules.Mobile(typed));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("01632 960123")]
    [InlineData("+33 6 12 34 56 78")]
    [InlineData("07012 345678")]
    [InlineData("07612 345678")]
    [InlineData("0770090012")]
    [InlineData("077009001234")]
    [InlineData("07700 9OO123")]
    [InlineData("٠٧٧٠٠٩٠٠١٢٣")]
    public void What_is_no_UK_mobile_is_not(string? typed) => Assert.Null(ProfileRules.Mobile(typed));

    [Fact]
    public void The_Isle_of_Man_is_reached_too() => Assert.Equal("07624123456", ProfileRules.Mobile("07624 123456"));

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var wrong = ProfileRules.Check(new ProfileAnswers(" ", new string('x', 81), "12", false));

        Assert.Equal(["KnownAs", "JobTitle", "Mobile"], wrong.Select(w => w.Field));
    }

    [Fact]
    public void A_name_that_turns_the_text_around_it_is_refused() =>
        Assert.Equal("KnownAs", Assert.Single(ProfileRules.Check(new("Ife\u202E", null, "07700900123", true))).Field);
}
