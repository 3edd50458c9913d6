using CareMail.Notices;
using CareMail.Tests.Support;

namespace CareMail.Tests.Notices;

public class PersonalEmailTests
{
    private const string Own = "caremail.example";

    [Theory]
    [InlineData("g.ashdown@postbox.example")]
    [InlineData("  Gwen.Ashdown@Postbox.Example ")]
    [InlineData("o'neill@letterbox.example")]
    [InlineData("carer.jo@letterbox.example")]
    [InlineData("office-jane@letterbox.example")]
    [InlineData("manager.smith@letterbox.example")]
    public void An_address_of_one_person_is_taken(string typed) =>
        Assert.Equal(typed.Trim(), TestPeople.Done(PersonalEmail.Read(typed, Own, "Email")).ToString());

    [Theory]
    [InlineData("", "Enter an e-mail address")]
    [InlineData(null, "Enter an e-mail address")]
    [InlineData("Gwen’s e-mail", "in the right form")]
    [InlineData("gwen at postbox.example", "in the right form")]
    [InlineData("Gwen <gwen@postbox.example>", "in the right form")]
    [InlineData("gwen@postbox.example, tom@postbox.example", "in the right form")]
    [InlineData("gwen@localhost", "in the right form")]
    [InlineData("gwen@[192.0.2.1]", "in the right form")]
    [InlineData("gwen@postbox.example\r\nBcc: x@y.example", "in the right form")]
    [InlineData("\"gwen ashdown\"@postbox.example", "in the right form")]
    [InlineData("info@thistledown.example", "several people read")]
    [InlineData("Manager@thistledown.example", "several people read")]
    [InlineData("the.manager@thistledown.example", "several people read")]
    [InlineData("care-home@thistledown.example", "several people read")]
    [InlineData("admin2@thistledown.example", "several people read")]
    [InlineData("info+gwen@thistledown.example", "several people read")]
    [InlineData("no-reply@thistledown.example", "several people read")]
    [InlineData("gwen.ashdown@CareMail.example", "outside this service")]
    [InlineData("gwen.ashdown@nhs.net", "outside this service")]
    public void What_is_not_one_person_s_own_is_refused_with_the_reason(string? typed, string sentence) =>
        Assert.Contains(
            sentence,
            TestPeople.Refused(PersonalEmail.Read(typed, Own, "Email")),
            StringComparison.Ordinal
        );
}
