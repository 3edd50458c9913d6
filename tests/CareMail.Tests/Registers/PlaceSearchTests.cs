using CareMail.Registers;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Registers;

public class PlaceSearchTests(PlaceSearchTests.Samples samples) : IClassFixture<PlaceSearchTests.Samples>
{
    public static TheoryData<Engine, string, string> Meant
    {
        get
        {
            // What somebody types, and the code of the home that must come first.
            (string Typed, string Code)[] cases =
            [
                ("vz05a", "VZ05A"),
                (" VZ05A ", "VZ05A"),
                ("wethergarth live-in care", "VZ05A"),
                ("Wethergarth", "VZ05A"),
                ("wetherg", "VZ05A"),
                ("care wethergarth", "VZ05A"),
                ("zk13 9fj", "VZ05A"),
                ("ZK139FJ", "VZ05A"),
                ("wethergarth utopmouth", "VZ05A"),
                ("wethergarth ZK13", "VZ05A"),
                ("1-999900000008", "VZ7TV"),
                ("the jessomcombe support services", "VZ0LR"),
                ("Jessomcombe", "VZ0LR"),
                ("vzgqr", "VZGQR"),
            ];
            var data = new TheoryData<Engine, string, string>();
            foreach (var (typed, code) in cases)
            {
                data.Add(Engine.Sqlite, typed, code);
                data.Add(Engine.Postgres, typed, code);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Meant))]
    public async Task A_home_is_found_by_what_somebody_knows_of_it(Engine engine, string typed, string code)
    {
        var found = await samples.SearchAsync(engine, typed);

        Assert.NotEmpty(found);
        Assert.Equal(code, found[0].OdsCode);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Accents_and_apostrophes_do_not_matter(Engine engine)
    {
        var world = await samples.OnAsync(engine);
        var name = (await world.Reader.EverythingAsync(RegisterWorld.SampleDay)).Site("VZ7XK")!.Name;
        var plain = RegisterNames.Key(name).ToLowerInvariant();
        Assert.DoesNotContain(plain, c => c > 127);

        Assert.Equal("VZ7XK", (await samples.SearchAsync(engine, name))[0].OdsCode);
        Assert.Equal("VZ7XK", (await samples.SearchAsync(engine, plain))[0].OdsCode);
        Assert.Equal("VZAPO", (await samples.SearchAsync(engine, "st agnes's"))[0].OdsCode);
        Assert.Equal("VZAPO", (await samples.SearchAsync(engine, "St Agnes’s house"))[0].OdsCode);
        Assert.Equal("VZAPO", (await samples.SearchAsync(engine, "ST AGNESS"))[0].OdsCode);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_location_that_ods_does_not_show_is_found_too_and_one_it_shows_only_once(Engine engine)
    {
        var world = await samples.OnAsync(engine);
        var all = await world.Reader.EverythingAsync(RegisterWorld.SampleDay);
        var provisional = all.Location("1-999900000566")!;

        var byNumber = Assert.Single(await samples.SearchAsync(engine, provisional.Id));
        Assert.Equal((null, provisional.Id), (byNumber.OdsCode, byNumber.LocationId));
        Assert.Contains(
            await samples.SearchAsync(engine, provisional.Name),
            place => place.LocationId == provisional.Id
        );

        var linked = (await samples.SearchAsync(engine, "VZ7TV"))[0];
        Assert.Equal("1-999900000008", linked.LocationId);
        Assert.Single(
            await samples.SearchAsync(engine, all.Site("VZ7TV")!.Postcode),
            place => place.OdsCode == "VZ7TV"
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_closed_says_so_and_a_headquarters_is_one(Engine engine)
    {
        Assert.False((await samples.SearchAsync(engine, "VZ9HM"))[0].IsOpen);
        Assert.True((await samples.SearchAsync(engine, "AZ1J"))[0].IsHeadquarters);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("'; DROP TABLE registers_ods; --")]
    [InlineData("1-999999999999")]
    public async Task Nothing_that_is_typed_does_harm(string? typed) =>
        Assert.Empty(await samples.SearchAsync(Engine.Sqlite, typed));

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Many_are_cut_off_and_a_long_text_too(Engine engine)
    {
        Assert.Equal(PlaceSearch.Most, (await samples.SearchAsync(engine, "care")).Count);
        Assert.Empty(await samples.SearchAsync(engine, new string('x', 100_000)));
    }

    /// <summary>One world a database for all of these.</summary>
    public sealed class Samples : IAsyncLifetime
    {
        private readonly Dictionary<Engine, RegisterWorld> _worlds = [];

        internal Task<RegisterWorld> OnAsync(Engine engine) => Task.FromResult(_worlds[engine]);

        public Task<IReadOnlyList<FoundPlace>> SearchAsync(Engine engine, string? typed) =>
            _worlds[engine].Get<PlaceSearch>().FindAsync(typed);

        public async Task InitializeAsync()
        {
            foreach (var engine in Enum.GetValues<Engine>())
            {
                _worlds[engine] = await RegisterWorld.SampleAsync(engine);
                var sites = RegisterWorld.Edited(
                    Register.OdsSites,
                    text => RegisterWorld.Site("VZAPO", "ST AGNES'S HOUSE", "AZ1J") + text
                );
                await _worlds[engine].ImportAsync(Register.OdsSites, sites, RegisterWorld.SampleDay);
            }
        }

        public async Task DisposeAsync()
        {
            foreach (var world in _worlds.Values)
            {
                await world.DisposeAsync();
            }
        }
    }
}
