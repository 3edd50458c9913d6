using CareMail.AddressBook;
using FsCheck;
using FsCheck.Fluent;

namespace CareMail.Tests.AddressBook;

public class SpellingRulesTests
{
    [Theory]
    [InlineData("balogun", "balogun")]
    [InlineData("baloun", "balogun")]
    [InlineData("ballogun", "balogun")]
    [InlineData("balohun", "balogun")]
    [InlineData("balgoun", "balogun")]
    [InlineData("alogun", "balogun")]
    [InlineData("balogunn", "balogun")]
    public void One_slip_of_the_finger_is_close(string typed, string meant) =>
        Assert.True(SpellingRules.IsClose(typed, meant));

    [Theory]
    [InlineData("balgon", "balogun")]
    [InlineData("abolgun", "balogun")]
    [InlineData("jones", "smith")]
    [InlineData("nugolab", "balogun")]
    public void Two_slips_are_not(string typed, string meant) => Assert.False(SpellingRules.IsClose(typed, meant));

    /// <summary>The distance as textbooks count it: insertions, deletions, exchanges, and neighbours swapped.</summary>
    [Fact]
    public void Close_is_a_distance_of_one_or_none()
    {
        var word = Gen.Elements("abc".ToCharArray()).ListOf().Select(letters => string.Concat(letters.Take(7)));
        Prop.ForAll(
                Gen.Two(word).ToArbitrary(),
                pair => SpellingRules.IsClose(pair.Item1, pair.Item2) == (Distance(pair.Item1, pair.Item2) <= 1)
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Close_words_share_a_variant()
    {
        var word = Gen.Elements("abcd".ToCharArray()).ListOf().Select(letters => string.Concat(letters.Take(8)));
        Prop.ForAll(
                Gen.Two(word).ToArbitrary(),
                pair =>
                    !SpellingRules.IsClose(pair.Item1, pair.Item2)
                    || SpellingRules.Variants(pair.Item1).Intersect(SpellingRules.Variants(pair.Item2)).Any()
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var exchange = cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(exchange, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
