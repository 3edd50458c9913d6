using CareMail.Notices;
using CareMail.Tests.Support;

namespace CareMail.Tests.Notices;

public class UkMobileTests
{
    [Theory]
    [InlineData("07700900118")]
    [InlineData("07700 900 118")]
    [InlineData(" 07700-900-118 ")]
    [InlineData("+44 7700 900118")]
    [InlineData("+44 (0)7700 900118")]
    [InlineData("0044 7700 900118")]
    [InlineData("447700900118")]
    [InlineData("(07700) 900118")]
    public void A_mobile_is_read_however_people_write_it(string typed)
    {
        var mobile = TestPeople.Done(UkMobile.Read(typed, "Mobile"));

        Assert.Equal(("07700900118", "+447700900118"), (mobile.National, mobile.International));
        Assert.Equal("07700 900 118", mobile.ToString());
    }

    [Theory]
    [InlineData("", "Enter a mobile number")]
    [InlineData(null, "Enter a mobile number")]
    [InlineData("my daughter’s phone", "in digits")]
    [InlineData("07700 900 118 (Gwen)", "in digits")]
    [InlineData("07700 900 118;07700 900 119", "in digits")]
    [InlineData("٠٧٧٠٠٩٠٠١١٨", "in digits")]
    [InlineData("+", "in digits")]
    [InlineData("+353 87 123 4567", "other countries")]
    [InlineData("00353871234567", "other countries")]
    [InlineData("+1 202 555 0123", "other countries")]
    [InlineData("01632 960188", "begins with 07")]
    [InlineData("07700 900 11", "11 digits")]
    [InlineData("07700 900 1188", "11 digits")]
    [InlineData("070 1234 5678", "11 digits")]
    [InlineData("07612 345678", "11 digits")]
    public void What_is_no_uk_mobile_is_refused_with_the_reason(string? typed, string sentence) =>
        Assert.Contains(sentence, TestPeople.Refused(UkMobile.Read(typed, "Mobile")), StringComparison.Ordinal);
}
