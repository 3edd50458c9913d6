using System.Text;
using System.Xml.Linq;
using CareMail.Storage;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace CareMail.Identity.Secrets;

/// <summary>Keeps the keys of cookies and form tokens in the database, so that every node and every restart has the same.</summary>
internal sealed class WebKeyTable(Database database, TimeProvider time) : IXmlRepository
{
    // Data Protection asks synchronously, at the first cookie and then once a day.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [
            .. database
                .QueryAsync<string>("SELECT xml FROM identity_web_key ORDER BY created, id")
                .GetAwaiter()
                .GetResult()
                .Select(XElement.Parse),
        ];

    public void StoreElement(XElement element, string friendlyName) =>
        database
            .WriteAsync(tx =>
                tx.ExecuteAsync(
                    "INSERT INTO identity_web_key (id, name, xml, created) VALUES (@id, @friendlyName, @xml, @now)",
                    new
                    {
                        id = Ids.New(),
                        friendlyName,
                        xml = element.ToString(SaveOptions.DisableFormatting),
                        now = time.GetUtcNow(),
                    }
                )
            )
            .GetAwaiter()
            .GetResult();
}

/// <summary>Seals those keys under the master key: the database alone forges no cookie.</summary>
internal sealed class WebKeySeal(IdentityKeys keys) : IXmlEncryptor
{
    public static ReadOnlySpan<byte> BelongsTo => "web-key"u8;

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var box = Convert.ToBase64String(keys.WebKeys.Seal(plain, BelongsTo));
        return new EncryptedXmlInfo(new XElement("sealed", box), typeof(WebKeyUnseal));
    }
}

/// <summary>Made by Data Protection itself, by the type's name in the stored element.</summary>
internal sealed class WebKeyUnseal(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var keys = services.GetRequiredService<IdentityKeys>();
        var plain = keys.WebKeys.Open(Convert.FromBase64String(encryptedElement.Value), WebKeySeal.BelongsTo);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}

internal sealed class WebKeyOptions(WebKeyTable table, WebKeySeal seal) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        options.XmlRepository = table;
        options.XmlEncryptor = seal;
    }
}
