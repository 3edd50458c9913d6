using System.Security.Cryptography;
using System.Text;
using CareMail.Accounts.Passwords;
using CareMail.Tests.Support;

namespace CareMail.Tests.Accounts.Passwords;

public sealed class BreachedPasswordsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("caremail-breached-").FullName;

    private static readonly string[] Stolen =
    [
        .. Enumerable.Range(0, 300).Select(n => FormattableString.Invariant($"otter ladder {n}")),
    ];

    [Theory]
    [InlineData("")]
    [InlineData(".txt")]
    public async Task A_folder_of_ranges_is_asked_by_the_first_five_characters(string ending)
    {
        foreach (var range in Stolen.Select(HashOf).GroupBy(hash => hash[..5]))
        {
            await File.WriteAllLinesAsync(
                Path.Combine(_folder, range.Key + ending),
                range.Order(StringComparer.Ordinal).Select(hash => hash[5..] + ":7")
            );
        }

        await KnowsTheStolenAsync(new BreachedPasswords(_folder));
    }

    [Theory]
    [InlineData("\n", true)]
    [InlineData("\r\n", true)]
    [InlineData("\n", false)]
    public async Task One_sorted_file_is_searched_by_halves(string lineEnd, bool endsWithOne)
    {
        var file = Path.Combine(_folder, "all.txt");
        var lines = Stolen.Select(HashOf).Order(StringComparer.Ordinal).Select((hash, n) => $"{hash}:{n + 1}");
        await File.WriteAllTextAsync(file, string.Join(lineEnd, lines) + (endsWithOne ? lineEnd : ""));

        await KnowsTheStolenAsync(new BreachedPasswords(file));
    }

    [Fact]
    public async Task An_empty_file_and_a_file_of_one_line_are_searched_too()
    {
        var file = Path.Combine(_folder, "few.txt");
        await File.WriteAllTextAsync(file, "");
        Assert.False(await new BreachedPasswords(file).HoldsAsync(Stolen[0]));

        await File.WriteAllTextAsync(file, HashOf(Stolen[0]) + ":1");
        Assert.True(await new BreachedPasswords(file).HoldsAsync(Stolen[0]));
        Assert.False(await new BreachedPasswords(file).HoldsAsync(Stolen[1]));
    }

    [Fact]
    public async Task Padding_lines_of_a_range_are_nobodys_password()
    {
        var hash = HashOf(Stolen[0]);
        await File.WriteAllTextAsync(Path.Combine(_folder, hash[..5]), hash[5..] + ":0\n");

        Assert.False(await new BreachedPasswords(_folder).HoldsAsync(Stolen[0]));
    }

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("ILoveMyFamily")]
    public async Task Without_a_list_the_common_ones_are_known_all_the_same(string common)
    {
        Assert.True(await new BreachedPasswords("").HoldsAsync(common));
        Assert.False(await new BreachedPasswords("").HoldsAsync(Stolen[0]));
    }

    public void Dispose() => TestFolder.Delete(_folder);

    private static async Task KnowsTheStolenAsync(BreachedPasswords breached)
    {
        foreach (var password in Stolen)
        {
            Assert.True(await breached.HoldsAsync(password), password);
        }

        for (var n = 0; n < Stolen.Length; n++)
        {
            Assert.False(await breached.HoldsAsync(FormattableString.Invariant($"otter saucer {n}")));
        }
    }

    private static string HashOf(string password)
    {
#pragma warning disable CA5350 // The published format.
        return Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350
    }
}
