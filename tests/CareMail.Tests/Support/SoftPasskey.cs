using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CareMail.Tests.Support;

/// <summary>
/// A security key made of software: answers what a browser's <c>navigator.credentials</c> would (W3C Web Authentication
/// §6), and lies when it is told to.
/// </summary>
internal sealed class SoftPasskey : IDisposable
{
    private static readonly string[] Transports = ["internal"];

    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private string _userHandle = "";

    public string Origin { get; set; } = "http://localhost:8080";

    public string Host { get; set; } = "localhost";

    public bool VerifiesUser { get; set; } = true;

    public uint Signatures { get; set; }

    /// <summary>What <c>navigator.credentials.create</c> gives for these options.</summary>
    public string Create(string options)
    {
        using var asked = JsonDocument.Parse(options);
        _userHandle = asked.RootElement.GetProperty("user").GetProperty("id").GetString()!;
        var client = ClientData("webauthn.create", asked.RootElement.GetProperty("challenge").GetString()!);
        byte[] credential = [.. new byte[16], .. UInt16((ushort)_id.Length), .. _id, .. CoseKey()];
        byte[] attestation =
        [
            0xA3,
            .. Cbor("fmt"),
            .. Cbor("none"),
            .. Cbor("attStmt"),
            0xA0,
            .. Cbor("authData"),
            .. Cbor([.. AuthenticatorData(HasCredential), .. credential]),
        ];
        return Credential(
            new Dictionary<string, object>
            {
                ["clientDataJSON"] = Encode(client),
                ["attestationObject"] = Encode(attestation),
                ["transports"] = Transports,
            }
        );
    }

    /// <summary>What <c>navigator.credentials.get</c> gives for these options.</summary>
    public string Get(string options)
    {
        using var asked = JsonDocument.Parse(options);
        var client = ClientData("webauthn.get", asked.RootElement.GetProperty("challenge").GetString()!);
        Signatures++;
        var data = AuthenticatorData(0);
        byte[] signed = [.. data, .. SHA256.HashData(client)];
        return Credential(
            new Dictionary<string, object>
            {
                ["clientDataJSON"] = Encode(client),
                ["authenticatorData"] = Encode(data),
                ["signature"] = Encode(
                    _key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                ),
                ["userHandle"] = _userHandle,
            }
        );
    }

    public void Dispose() => _key.Dispose();

    private string Credential(Dictionary<string, object> response) =>
        JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["id"] = Encode(_id),
                ["rawId"] = Encode(_id),
                ["type"] = "public-key",
                ["clientExtensionResults"] = new Dictionary<string, object>(),
                ["response"] = response,
            }
        );

    private byte[] ClientData(string type, string challenge) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object>
            {
                ["type"] = type,
                ["challenge"] = challenge,
                ["origin"] = Origin,
                ["crossOrigin"] = false,
            }
        );

    private byte[] AuthenticatorData(byte flags)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Signatures);
        var all = (byte)(flags | UserPresent | (VerifiesUser ? UserVerified : 0));
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Host)), all, .. count];
    }

    /// <summary>COSE, ES256: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.</summary>
    private byte[] CoseKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, .. Cbor(point.X!), 0x22, .. Cbor(point.Y!)];
    }

    private static byte[] Cbor(string text) => [(byte)(0x60 | text.Length), .. Encoding.ASCII.GetBytes(text)];

    private static byte[] Cbor(byte[] bytes) =>
        bytes.Length < 256 ? [0x58, (byte)bytes.Length, .. bytes] : [0x59, .. UInt16((ushort)bytes.Length), .. bytes];

    private static byte[] UInt16(ushort number) => [(byte)(number >> 8), (byte)number];

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
