using CareMail.Registers;

namespace CareMail.Tests.Registers;

public class RegisterNamesTests
{
    [Theory]
    [InlineData("The Old Orchard Limited", "OLD ORCHARD LTD")]
    [InlineData("St. Mary's", "ST MARYS")]
    [InlineData("St Mary’s", "ST MARYS")]
    [InlineData("CARE & SUPPORT", "CARE AND SUPPORT")]
    [InlineData("Café Ørsted Æther Œuvre Straße", "CAFE ORSTED AETHER OEUVRE STRASSE")]
    [InlineData("Rose-wood  (North)", "ROSE WOOD NORTH")]
    [InlineData("THE", "THE")]
    [InlineData("Theydon House", "THEYDON HOUSE")]
    [InlineData("LIMITEDCARE", "LIMITEDCARE")]
    [InlineData("", "")]
    public void Names_are_compared_without_what_people_write_differently(string name, string key) =>
        Assert.Equal(key, RegisterNames.Key(name));

    [Theory]
    [InlineData("za1 1ab", "ZA11AB")]
    [InlineData(" ZA1\u00A01AB ", "ZA11AB")]
    public void Postcodes_are_compared_without_spaces(string postcode, string key) =>
        Assert.Equal(key, RegisterNames.PostcodeKey(postcode));
}
