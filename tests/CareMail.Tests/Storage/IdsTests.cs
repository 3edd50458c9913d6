using CareMail.Storage;

namespace CareMail.Tests.Storage;

public class IdsTests
{
    [Fact]
    public void Ids_made_one_after_the_other_sort_so_in_every_order_that_matters()
    {
        var ids = Enumerable.Range(0, 20_000).Select(_ => Ids.New()).ToList();

        Assert.Equal(ids, ids.Order());
        Assert.Equal(ids, ids.OrderBy(id => id.ToString(), StringComparer.Ordinal));
        Assert.Equal(
            ids,
            ids.OrderBy(id => Convert.ToHexString(id.ToByteArray(bigEndian: true)), StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Ids_made_on_many_threads_differ()
    {
        var made = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => Task.Run(() => Enumerable.Range(0, 5_000).Select(_ => Ids.New()).ToList()))
        );

        Assert.Equal(20_000, made.SelectMany(ids => ids).Distinct().Count());
    }

    [Fact]
    public void An_id_says_that_it_is_version_seven()
    {
        // RFC 9562 §5.7: version in the high half of byte six, variant 10 in byte eight.
        var id = Ids.New();

        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 8, 11);
    }
}
