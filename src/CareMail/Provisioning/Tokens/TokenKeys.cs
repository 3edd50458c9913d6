using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using CareMail.Storage;

namespace CareMail.Provisioning.Tokens;

/// <summary>Makes tokens, and looks them up by a keyed hash: what is stored opens nothing.</summary>
internal sealed class TokenKeys(MasterKey master)
{
    /// <summary>So that programs which search for leaked secrets know one of ours.</summary>
    private const string Prefix = "cmt_";
    private const int Longest = 100;

    private readonly byte[] _key = master.Derive("provisioning/tokens");

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static bool CouldBe(string token) =>
        token.Length <= Longest && token.StartsWith(Prefix, StringComparison.Ordinal);

    public byte[] LookupOf(string token) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(token));
}
