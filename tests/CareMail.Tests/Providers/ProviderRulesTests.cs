using CareMail.Providers;

namespace CareMail.Tests.Providers;

/// <summary>Whom a question means, and what a ward's list is told.</summary>
public class ProviderRulesTests
{
    private static readonly Provider Near = Make(
        "VZ001",
        "Rosewood House",
        "VZ1 1AA",
        new Position(52_000_000, -1_000_000)
    );
    private static readonly Provider Far = Make(
        "VZ002",
        "Ashdown Lodge",
        "VZ9 9ZZ",
        new Position(53_000_000, -1_000_000)
    );

    [Theory]
    [InlineData("rosewood", "VZ001")]
    [InlineData("house rose", "VZ001")]
    [InlineData("VZ9 9zz", "VZ002")]
    [InlineData("vz002", "VZ002")]
    [InlineData("", "VZ001 VZ002")]
    [InlineData("ouse", "")]
    public void Words_are_looked_for_at_their_beginnings_in_any_order(string words, string codes) =>
        Assert.Equal(codes, Codes(new(words, "", "", "", ""), null));

    [Fact]
    public void The_nearest_come_first_with_their_miles()
    {
        var found = ProviderRules
            .Of([Near, Far], new("", "x", "", "", ""), new Position(53_000_000, -1_000_000))
            .ToList();

        Assert.Equal(["VZ002", "VZ001"], found.Select(f => f.Provider.Ods));
        Assert.Equal([0, 69], found.Select(f => (int)Math.Round(f.Miles!.Value)));
    }

    [Fact]
    public void Council_and_service_are_whole_names()
    {
        Assert.Equal("VZ001 VZ002", Codes(new("", "", "westshire", "", "residential homes"), null));
        Assert.Equal("", Codes(new("", "", "west", "", ""), null));
    }

    [Fact]
    public void A_name_or_a_postcode_of_several_is_never_guessed()
    {
        var page = new BookPage(
            [Near],
            [Site("VZ001", "Rosewood House", "VZ1 1AA"), Site("VZ003", "The Rosewood House", "VZ1 1AA")]
        );

        foreach (var line in new[] { "rosewood house", "vz11aa" })
        {
            var answer = CheckList.Check(page, line);
            Assert.True(answer.IsAmbiguous);
            Assert.False(answer.CanReceive);
            Assert.Empty(answer.Providers);
            Assert.Equal(2, answer.Choices.Count);
        }
    }

    [Fact]
    public void A_line_is_told_the_address_or_what_to_do_instead()
    {
        var page = new BookPage(
            [Near],
            [Site("VZ001", "Rosewood House", "VZ1 1AA"), Site("VZ004", "Elm Court", "VZ2 2BB")]
        );

        Assert.Equal("vz001@caremail.example", Assert.Single(CheckList.Check(page, "VZ001").Providers).Email);
        Assert.Contains("not listed", CheckList.Check(page, "elm court").Advice, StringComparison.Ordinal);
        Assert.Contains("No place", CheckList.Check(page, "nowhere").Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-2", "'-2")]
    [InlineData("+44", "'+44")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("Rose, \"Wood\"", "\"Rose, \"\"Wood\"\"\"")]
    public void No_cell_is_a_formula(string value, string cell) => Assert.Equal(cell, ProvidersCsv.Cell(value));

    [Fact]
    public void What_was_pasted_is_harmless_in_the_file()
    {
        var text = System.Text.Encoding.UTF8.GetString(
            ProvidersCsv.Of([CheckList.Check(new BookPage([], []), "=cmd()")])
        );

        Assert.Contains("\r\n'=cmd(),no,", text, StringComparison.Ordinal);
    }

    private static string Codes(ProviderQuestion question, Position? near) =>
        string.Join(' ', ProviderRules.Of([Near, Far], question, near).Select(f => f.Provider.Ods));

    private static KnownSite Site(string code, string name, string postcode) =>
        new(code, name, "Vale", postcode, "Westshire", "", []);

    private static Provider Make(string code, string name, string postcode, Position at) =>
        new Provider
        {
            Ods = code,
            Name = name,
            Town = "Vale",
            Postcode = postcode,
            Council = "Westshire",
            Board = "",
            Services = ["Residential homes"],
            Email = code.ToLowerInvariant() + "@caremail.example",
            Verified = DateTimeOffset.UnixEpoch,
            IsWatched = true,
            At = at,
        }.Searchable();
}
