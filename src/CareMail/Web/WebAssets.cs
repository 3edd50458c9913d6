using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace CareMail.Web;

/// <summary>
/// The files a browser is given, read from the assembly. One hash over all of them stands in every URL, so that a
/// browser keeps them for a year and a new release is seen at once.
/// </summary>
public sealed class WebAssets
{
    private const string Prefix = "wwwroot/";

    private readonly Dictionary<string, WebAsset> _files = [];

    public WebAssets()
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
            _files.Add(name[Prefix.Length..], new WebAsset(ContentType(name), bytes));
        }

        Version = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }

    public string Version { get; }

    public string Url(string path) =>
        _files.ContainsKey(path) ? $"/assets/{Version}/{path}" : throw new ArgumentException("No such file: " + path);

    internal WebAsset? Find(string path) => _files.GetValueOrDefault(path);

    private static string ContentType(string name) =>
        Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
}

internal sealed class WebAsset(string contentType, byte[] plain)
{
    // Made when first asked for: a browser asks for each once a release.
    private readonly Lazy<byte[]> _brotli = new(() => Compress(plain));

    public string ContentType => contentType;

    public byte[] Plain => plain;

    public byte[] Brotli => _brotli.Value;

    private static byte[] Compress(byte[] bytes)
    {
        using var buffer = new MemoryStream();
        using (var brotli = new BrotliStream(buffer, CompressionLevel.Optimal))
        {
            brotli.Write(bytes);
        }

        return buffer.ToArray();
    }
}
