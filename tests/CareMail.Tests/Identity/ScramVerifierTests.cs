using System.Security.Cryptography;
using System.Text;
using CareMail.Identity.Devices;

namespace CareMail.Tests.Identity;

public class ScramVerifierTests
{
    // RFC 7677 §3, the whole exchange.
    [Fact]
    public void The_verifier_checks_the_exchange_of_the_standard()
    {
        var verifier = ScramVerifier.Make("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        const string nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        var exchange = Encoding.ASCII.GetBytes(
            $"n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r={nonce}"
        );
        var proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");

        // RFC 5802 §3: the client key comes out of the proof, and its hash is what was stored.
        var signature = HMACSHA256.HashData(verifier.StoredKey, exchange);
        var clientKey = proof.Zip(signature, (p, s) => (byte)(p ^ s)).ToArray();

        Assert.Equal(verifier.StoredKey, SHA256.HashData(clientKey));
        Assert.Equal(
            "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
            Convert.ToBase64String(HMACSHA256.HashData(verifier.ServerKey, exchange))
        );
    }
}
