using System.Net;
using CareMail.Demo;
using CareMail.Hosting;
using CareMail.Tests.Support;

namespace CareMail.Tests.Demo;

public sealed class DemoFolderTests : IDisposable
{
    private readonly CareMailSettings _settings = new() { DataFolder = TestFolder.Make(), IsDemo = true };

    public void Dispose() => TestFolder.Delete(_settings.DataFolder);

    [Fact]
    public void Serve_refuses_a_folder_that_a_demo_marked()
    {
        DemoFolder.Claim(_settings);

        var refused = Assert.Throws<RefusedException>(() => DemoFolder.RefuseToServe(_settings));

        Assert.Contains("passwords are public", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_demo_refuses_a_folder_that_holds_something_else_and_leaves_it_alone()
    {
        var mail = _settings.PathTo("caremail.db");
        File.WriteAllText(mail, "somebody's mail");

        Assert.Throws<RefusedException>(() => DemoFolder.Claim(_settings));

        Assert.Equal("somebody's mail", File.ReadAllText(mail));
        Assert.Single(Directory.GetFileSystemEntries(_settings.DataFolder));
    }

    [Fact]
    public void A_demo_that_was_killed_while_it_seeded_begins_anew()
    {
        DemoFolder.Claim(_settings);
        File.WriteAllText(_settings.PathTo("caremail.db"), "half a world");

        DemoFolder.Claim(_settings);

        Assert.False(File.Exists(_settings.PathTo("caremail.db")));
        Assert.False(DemoFolder.IsSeeded(_settings));
    }

    [Fact]
    public void A_finished_demo_is_kept()
    {
        DemoFolder.Claim(_settings);
        DemoFolder.MarkSeeded(_settings);
        File.WriteAllText(_settings.PathTo("caremail.db"), "a world");

        DemoFolder.Claim(_settings);

        Assert.True(DemoFolder.IsSeeded(_settings));
        Assert.True(File.Exists(_settings.PathTo("caremail.db")));
    }

    [Fact]
    public void A_demo_opens_no_door_to_other_machines()
    {
        var open = _settings with { Imap = new ListenAddress(new IPEndPoint(IPAddress.Any, 2143)) };

        var refused = Assert.Throws<RefusedException>(() => DemoFolder.Claim(open));

        Assert.Contains("0.0.0.0:2143", refused.Message, StringComparison.Ordinal);
    }
}
