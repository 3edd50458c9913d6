using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace CareMail.Web;

/// <summary>
/// What is searched for is often a resident's name, and addresses stay in the history of a shared tablet and in the logs of
/// proxies: so the words travel sealed in them.
/// </summary>
public sealed class SealedWords(IDataProtectionProvider protection)
{
    public const int Longest = 200;

    private readonly IDataProtector _seal = protection.CreateProtector("CareMail.Web.SealedWords");

    public string Seal(string? typed)
    {
        var text = (typed ?? "").Trim();
        return text.Length == 0 ? "" : _seal.Protect(text.Length > Longest ? text[..Longest] : text);
    }

    /// <summary>Empty for what was not sealed here.</summary>
    public string Read(string? sealedWords)
    {
        if (string.IsNullOrEmpty(sealedWords))
        {
            return "";
        }

        try
        {
            return _seal.Unprotect(sealedWords);
        }
        catch (CryptographicException)
        {
            return "";
        }
    }
}
