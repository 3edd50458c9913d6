using System.Net;
using System.Net.Sockets;
using System.Text;
using CareMail.Hosting;
using CareMail.Webmail.Reading;

namespace CareMail.Tests.Webmail;

public class RemotePicturesTests
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

    // RFC 6890 §2.2: what these networks are for.
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.20.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:7f00:1::")]
    public void B50_an_address_of_a_private_network_is_not_public(string address) =>
        Assert.False(PublicNetwork.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("93.184.215.14")]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c")]
    public void Addresses_of_the_internet_are_public(string address) =>
        Assert.True(PublicNetwork.Contains(IPAddress.Parse(address)));

    [Fact]
    public async Task A_picture_is_fetched_without_saying_who_looks()
    {
        await using var server = new OneAnswer("image/png", Png);
        using var pictures = new RemotePictures(RemotePictureLimits.Default, _ => true);

        var picture = await pictures.FetchAsync(server.Address, CancellationToken.None);

        Assert.Equal(("image/png", Png.Length), (picture!.Value.Type, picture.Value.Bytes.Length));
        Assert.DoesNotContain("Cookie", server.Asked, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Referer", server.Asked, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Accept-Language", server.Asked, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task B50_nothing_is_asked_of_a_private_address()
    {
        await using var server = new OneAnswer("image/png", Png);
        using var pictures = new RemotePictures();

        Assert.Null(await pictures.FetchAsync(server.Address, CancellationToken.None));
        Assert.Null(
            await pictures.FetchAsync(new Uri($"http://localhost:{server.Address.Port}/"), CancellationToken.None)
        );
        Assert.Equal("", server.Asked);
    }

    [Fact]
    public async Task B50_a_redirect_to_a_private_address_is_not_followed()
    {
        await using var inner = new OneAnswer("image/png", Png);
        await using var outer = new OneAnswer("text/plain", [], $"Location: {inner.Address}\r\n", "302 Found");
        var first = true;
        // The first address counts as public, every later one as what it is.
        using var pictures = new RemotePictures(
            RemotePictureLimits.Default,
            address => Interlocked.Exchange(ref first, false) || PublicNetwork.Contains(address)
        );

        Assert.Null(await pictures.FetchAsync(outer.Address, CancellationToken.None));
        Assert.NotEqual("", outer.Asked);
        Assert.Equal("", inner.Asked);
    }

    [Fact]
    public async Task What_only_says_it_is_a_picture_or_is_too_large_is_not_shown()
    {
        await using var page = new OneAnswer("image/png", Encoding.ASCII.GetBytes("<svg onload=alert(1)>"));
        await using var large = new OneAnswer("image/png", [.. Png, .. new byte[100]]);
        using var pictures = new RemotePictures(new RemotePictureLimits { Bytes = 50 }, _ => true);

        Assert.Null(await pictures.FetchAsync(page.Address, CancellationToken.None));
        Assert.Null(await pictures.FetchAsync(large.Address, CancellationToken.None));
        Assert.Null(await pictures.FetchAsync(new Uri("file:///etc/passwd"), CancellationToken.None));
    }

    /// <summary>Somebody's web server that gives one answer and remembers what it was asked.</summary>
    private sealed class OneAnswer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public OneAnswer(string type, byte[] body, string more = "", string status = "200 OK")
        {
            _listener.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/picture");
            _serving = ServeAsync(type, body, more, status);
        }

        public Uri Address { get; }

        public string Asked { get; private set; } = "";

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
        }

        private async Task ServeAsync(string type, byte[] body, string more, string status)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var buffer = new byte[4096];
                Asked = Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
                var head =
                    $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\n{more}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
                await stream.WriteAsync(body);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
            {
                // Nobody asked, or whoever asked had seen enough.
            }
        }
    }
}
