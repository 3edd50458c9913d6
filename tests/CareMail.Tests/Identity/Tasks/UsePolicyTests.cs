using CareMail.Identity.Tasks;

namespace CareMail.Tests.Identity.Tasks;

public class UsePolicyTests
{
    private static readonly UsePolicies Two = new([
        UsePolicy.Parse("version: 1\nfrom: 2026-01-01\n\n# First\nText.\n- an item\n\n# Second\r\nMore.\n"),
        UsePolicy.Parse("version: 2\nfrom: 2027-03-01\n\n# Only\nAll new.\n"),
    ]);

    [Fact]
    public void The_text_is_read_in_parts()
    {
        var policy = Two.Versions[0];

        Assert.Equal((1, new DateOnly(2026, 1, 1)), (policy.Version, policy.From));
        Assert.Equal(["First", "Second"], policy.Parts.Select(p => p.Heading));
        Assert.Equal(["Text.", "- an item"], policy.Parts[0].Lines);
        Assert.Equal(["More."], policy.Parts[1].Lines);
    }

    [Theory]
    [InlineData("2026-11-30T00:00Z", 1, 2)]
    [InlineData("2027-02-28T23:59Z", 1, 2)]
    [InlineData("2027-03-01T00:00Z", 2, null)]
    public void A_version_counts_from_its_day(string now, int inForce, int? next)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(inForce, Two.InForce(at).Version);
        Assert.Equal(next, Two.Next(at)?.Version);
    }

    [Fact]
    public void The_one_that_travels_with_the_program_has_four_parts_to_read()
    {
        var policy = UsePolicies.Embedded().InForce(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));

        Assert.Equal((1, 4), (policy.Version, policy.Parts.Count));
        Assert.All(policy.Parts, part => Assert.NotEmpty(part.Lines));
    }

    [Fact]
    public void A_text_that_does_not_say_its_version_is_none() =>
        Assert.Throws<FormatException>(() => UsePolicy.Parse("from: 2026-01-01\n# Heading\nText."));
}
