using System.Net;
using CareMail.Hosting;
using Microsoft.Extensions.Configuration;

namespace CareMail.Tests.Hosting;

public class CareMailSettingsTests
{
    [Fact]
    public void Without_settings_everything_listens_on_loopback_and_stores_in_the_folder_beside()
    {
        var settings = Read();

        Assert.Equal(Path.GetFullPath("./data"), settings.DataFolder);
        Assert.Equal("caremail.example", settings.Domain);
        Assert.Equal("mail.caremail.example", settings.Hostname);
        Assert.Equal("127.0.0.1:8080", $"{settings.Web.EndPoint}");
        Assert.Equal(
            ["127.0.0.1:2525", "127.0.0.1:2587", "127.0.0.1:2465", "127.0.0.1:2143", "127.0.0.1:2993"],
            new[] { settings.Smtp, settings.Submission, settings.Submissions, settings.Imap, settings.Imaps }.Select(
                address => $"{address.EndPoint}"
            )
        );
        Assert.Null(settings.Relay);
    }

    [Fact]
    public void A_demo_has_a_folder_of_its_own() =>
        Assert.Equal(
            Path.GetFullPath("./data-demo"),
            CareMailSettings.From(new ConfigurationBuilder().Build(), demo: true).DataFolder
        );

    [Fact]
    public void The_hostname_follows_the_domain_unless_it_is_set()
    {
        Assert.Equal("mail.southfold.example", Read(("CAREMAIL_DOMAIN", "Southfold.example")).Hostname);
        Assert.Equal("mx1.southfold.example", Read(("CAREMAIL_HOSTNAME", "mx1.southfold.example")).Hostname);
    }

    [Theory]
    [InlineData("0.0.0.0:25", "0.0.0.0:25")]
    [InlineData("[::1]:2143", "[::1]:2143")]
    [InlineData("localhost:2143", "127.0.0.1:2143")]
    public void A_listener_takes_an_address_and_a_port(string text, string expected) =>
        Assert.Equal(expected, $"{Read(("CAREMAIL_IMAP", text)).Imap.EndPoint}");

    [Theory]
    [InlineData("off")]
    [InlineData("")]
    public void A_listener_can_be_shut(string text) => Assert.Null(Read(("CAREMAIL_IMAP", text)).Imap.EndPoint);

    [Fact]
    public void A_web_listener_that_says_https_wants_a_certificate()
    {
        var web = Read(("CAREMAIL_WEB", "https://127.0.0.1:8443")).Web;

        Assert.True(web.Https);
        Assert.Equal("127.0.0.1:8443", $"{web.EndPoint}");
    }

    [Theory]
    [InlineData("CAREMAIL_IMAP", "everywhere")]
    [InlineData("CAREMAIL_SMTP", "127.0.0.1:70000")]
    [InlineData("CAREMAIL_SMTP", ":25")]
    [InlineData("CAREMAIL_URL", "mail.example.org")]
    [InlineData("CAREMAIL_URL", "http://localhost:8080/mail")]
    [InlineData("CAREMAIL_TRUSTED_NETS", "10.0.0.0/8, home")]
    [InlineData("CAREMAIL_RELAY", "smarthost")]
    [InlineData("CAREMAIL_BLOBS", "s3://letters")]
    [InlineData("CAREMAIL_CLOCK", "tomorrow")]
    [InlineData("CAREMAIL_SEED", "one")]
    public void What_cannot_be_understood_is_named_and_nothing_is_guessed(string name, string value)
    {
        var refused = Assert.Throws<SettingException>(() => Read((name, value)));

        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        Assert.Contains(value, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_for_later_is_told_apart_from_one_that_works()
    {
        Assert.Equal(["CAREMAIL_CLAMD"], Read(("CAREMAIL_CLAMD", "127.0.0.1:3310"), ("CAREMAIL_SEED", "2")).NotUsedYet);
        Assert.Empty(Read().NotUsedYet);
    }

    [Fact]
    public void Networks_are_read_as_lists_of_networks_and_addresses()
    {
        var trusted = Read(("CAREMAIL_TRUSTED_NETS", "10.0.0.0/8, 192.0.2.7 loopback")).TrustedNets;

        Assert.True(trusted.Holds(IPAddress.Parse("10.200.0.1")));
        Assert.True(trusted.Holds(IPAddress.Parse("192.0.2.7")));
        Assert.True(trusted.Holds(IPAddress.Parse("::ffff:192.0.2.7")));
        Assert.True(trusted.Holds(IPAddress.IPv6Loopback));
        Assert.False(trusted.Holds(IPAddress.Parse("192.0.2.8")));
        Assert.False(trusted.Holds(null));
    }

    [Theory]
    [InlineData("opportunistic", RelayTls.Opportunistic)]
    [InlineData("verified", RelayTls.Verified)]
    [InlineData("secure", RelayTls.Secure)]
    public void A_relay_is_secure_only_if_the_operator_says_so(string spelled, RelayTls expected)
    {
        var relay = Read(("CAREMAIL_RELAY", "smarthost.example:587"), ("CAREMAIL_RELAY_TLS", spelled)).Relay!;

        Assert.Equal(("smarthost.example", 587, expected), (relay.Host, relay.Port, relay.Tls));
        Assert.Equal(RelayTls.Opportunistic, Read(("CAREMAIL_RELAY", "smarthost.example:25")).Relay!.Tls);
    }

    private static CareMailSettings Read(params (string Name, string Value)[] values) =>
        CareMailSettings.From(
            new ConfigurationBuilder()
                .AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Name, (string?)v.Value)))
                .Build()
        );
}
