using CareMail.AddressBook;

namespace CareMail.Tests.AddressBook;

public class AddressRulesTests
{
    [Theory]
    [InlineData("Ife", "Balogun", 1, "ife.balogun")]
    [InlineData("Ife", "Balogun", 2, "ife.balogun2")]
    [InlineData("Séan", "O’Brien-Müller", 1, "sean.obrien-muller")]
    [InlineData("Łucja", "Øst", 1, "lucja.ost")]
    [InlineData("Mary Jane", "de la Cruz", 1, "maryjane.delacruz")]
    [InlineData("Straße", "Þór", 3, "strasse.thor3")]
    [InlineData("小", "Li", 1, "li")]
    [InlineData("小", "李", 1, "")]
    public void A_person_s_address_is_made_of_their_names(string first, string last, int attempt, string expected) =>
        Assert.Equal(expected, AddressRules.ForPerson(first, last, attempt));

    [Fact]
    public void A_site_s_address_is_its_code_in_lower_case() =>
        Assert.Equal("care.vz001", AddressRules.ForSite("VZ001"));

    [Fact]
    public void People_are_found_by_any_word_of_their_name_or_address() =>
        Assert.Equal(
            [
                "balogun",
                "balogun ife",
                "balogun2",
                "brien",
                "ife",
                "ife balogun",
                "ife sean o brien balogun",
                "ife.balogun2",
                "o",
                "sean",
            ],
            AddressRules.Words("Ife Seán O’Brien-Balogun", "ife.balogun2").Order(StringComparer.Ordinal)
        );

    [Fact]
    public void What_is_typed_is_looked_up_by_its_first_words_without_accents_or_domain() =>
        Assert.Equal(["zoe", "ba", "x"], AddressRules.Typed("  Zoë Ba x@y.example more", 3));
}
