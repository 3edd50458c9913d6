using System.Security.Cryptography;
using System.Text;

namespace CareMail.Accounts.Passwords;

/// <summary>
/// Passwords that were found in other services' breaches, in the format in which they are published for this: SHA-1 in
/// hexadecimal, a colon, how often. Either a folder of files by the first five characters, each with the other thirty-five
/// of its hashes, or one file of whole hashes in their order. Neither is read into memory. A short list of our own is
/// asked always.
/// </summary>
public sealed class BreachedPasswords
{
    /// <summary>Of a range: the five characters that name its file.</summary>
    private const int Prefix = 5;
    private const int HashLength = 40;

    /// <summary>A line is a hash and a number of at most ten digits.</summary>
    private const int LongestLine = 64;

    private static readonly Lazy<HashSet<string>> Common = new(ReadCommon);

    private readonly string _path;

    /// <param name="path">Empty: only the short list.</param>
    public BreachedPasswords(string path) => _path = path;

    public async Task<bool> HoldsAsync(string password, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (Common.Value.Contains(password.ToLowerInvariant()))
        {
            return true;
        }

        if (_path.Length == 0)
        {
            return false;
        }

#pragma warning disable CA5350 // SHA-1 is how breached passwords are published; nothing is protected by it.
        var hash = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350
        return Directory.Exists(_path) ? await InRangeAsync(hash, ct) : await InFileAsync(hash, ct);
    }

    private async Task<bool> InRangeAsync(string hash, CancellationToken ct)
    {
        var range = Path.Combine(_path, hash[..Prefix]);
        var file = File.Exists(range) ? range : range + ".txt";
        if (!File.Exists(file))
        {
            return false;
        }

        await foreach (var line in File.ReadLinesAsync(file, ct))
        {
            if (line.StartsWith(hash[Prefix..], StringComparison.OrdinalIgnoreCase))
            {
                // A count of nought is padding, put there to hide how many a range has.
                return !line.AsSpan(HashLength - Prefix).Trim().SequenceEqual(":0");
            }
        }

        return false;
    }

    /// <summary>Halves the file until the line is found: forty reads for a thousand million lines.</summary>
    private async Task<bool> InFileAsync(string hash, CancellationToken ct)
    {
        using var file = File.OpenHandle(_path, options: FileOptions.Asynchronous | FileOptions.RandomAccess);
        var buffer = new byte[2 * LongestLine];
        long from = 0,
            to = RandomAccess.GetLength(file);
        while (from < to)
        {
            var middle = from + (to - from) / 2;
            var start = Math.Max(from, middle - LongestLine);
            var read = await RandomAccess.ReadAsync(file, buffer.AsMemory(), start, ct);
            var (begin, end) = LineAround((int)(middle - start), buffer.AsSpan(..read));
            var order = Compare(hash, buffer.AsSpan(begin..end));
            if (order == 0)
            {
                return true;
            }

            (from, to) = order < 0 ? (from, start + begin) : (start + end + 1, to);
        }

        return false;
    }

    private static (int Begin, int End) LineAround(int at, ReadOnlySpan<byte> text)
    {
        var next = text[at..].IndexOf((byte)'\n');
        return (text[..at].LastIndexOf((byte)'\n') + 1, next < 0 ? text.Length : at + next);
    }

    private static int Compare(string hash, ReadOnlySpan<byte> line) =>
        string.Compare(
            hash,
            Encoding.ASCII.GetString(line[..Math.Min(line.Length, HashLength)]),
            StringComparison.OrdinalIgnoreCase
        );

    private static HashSet<string> ReadCommon()
    {
        using var reader = new StreamReader(
            typeof(BreachedPasswords).Assembly.GetManifestResourceStream("passwords/common")!
        );
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ToHashSet(StringComparer.Ordinal);
    }
}
