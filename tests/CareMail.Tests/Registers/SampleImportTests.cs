using CareMail.Registers;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Registers;

public class SampleImportTests
{
    // Counted by hand from the files: rows, those taken, and the lines refused.
    private static readonly Dictionary<Register, (long Lines, long Added, long[] Refused)> Expected = new()
    {
        [Register.OdsHeadquarters] = (111, 111, []),
        // One row stands there twice, one is cut short.
        [Register.OdsSites] = (170, 168, [171]),
        [Register.Successions] = (5, 5, []),
        // One has no ids, one is cut short.
        [Register.CqcDirectory] = (164, 162, [11, 170]),
        [Register.CqcLocations] = (179, 179, []),
        [Register.CqcContacts] = (166, 166, []),
        // One has no code but a hint of one (kept), one is cut short.
        [Register.Dspt] = (169, 168, [130, 171]),
        [Register.SecureDomains] = (25, 24, [10]),
    };

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_row_of_the_sample_files_is_taken_or_refused_by_line_and_a_second_import_changes_nothing(
        Engine engine
    )
    {
        await using var world = await RegisterWorld.OpenAsync(engine);
        foreach (var (register, expected) in Expected)
        {
            var first = await world.ImportAsync(register, RegisterWorld.Sample(register), RegisterWorld.SampleDay);

            Assert.Equal((register, expected.Lines, expected.Added), (register, first.Lines, first.Added));
            Assert.Equal((0, 0, 0), (first.Same, first.Changed, first.Ended));
            var refused = await world.History.RefusalsAsync(first.Number);
            Assert.Equal(expected.Refused, refused.Select(row => row.Line));
            Assert.Equal(first.Refused, refused.Count);
        }

        foreach (var (register, expected) in Expected)
        {
            var again = await world.ImportAsync(register, RegisterWorld.Sample(register), RegisterWorld.SampleDay);

            Assert.True(again.ChangesNothing, $"{register}: {again}");
            Assert.Equal(expected.Added, again.Same);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_a_decision_needs_is_read_as_the_files_say_it(Engine engine)
    {
        await using var world = await RegisterWorld.SampleAsync(engine);
        var all = await world.Reader.EverythingAsync(RegisterWorld.SampleDay);

        // Twice the same row counts once, two that disagree discredit the code, lower case does not matter.
        Assert.Single(all.OdsRows("VZ0LR"));
        Assert.Equal(2, all.OdsRows("VZDCM").Count());
        Assert.True(all.IsDiscredited("VZDCM"));
        Assert.Null(all.Site("VZDCM"));
        Assert.Equal("WIMBLEFOLD NURSING HOME", all.Site("VZGQR")!.Name);
        Assert.True(all.Site("VZD2T")!.Name.Length > 100);
        Assert.Equal("AZ0K", all.Headquarters("AZ0K")!.Code);

        var larkin = all.Site("VZ017")!;
        Assert.Equal(("CZGC", new DateOnly(2011, 9, 6), 1), (larkin.Parent, larkin.JoinedParent, larkin.Country));
        Assert.Equal(["96 CHAPEL BANK", "UTOPHYTHE", "NORTHMOOR", "ZD11 0LF"], larkin.AddressLines);

        // The directory names it, the facts link it.
        var location = Assert.Single(all.LocationsWithCode("VZ7TV"));
        Assert.Equal(("1-999900000008", "1-999800000004"), (location.Id, location.ProviderId));
        Assert.NotEmpty(location.ServiceTypes);
        // Its line in the directory has no ids.
        Assert.Null(Assert.Single(all.LocationsWithCode("VZMVT")).Entry);
        // Accents: single bytes at ODS, UTF-8 at CQC, and one and the same name.
        var accented = all.Site("VZ7XK")!;
        Assert.Contains(accented.Name, name => name > 127);
        var atCqc = Assert.Single(all.LocationsWithCode("VZ7XK"));
        Assert.Equal(RegisterNames.Key(accented.Name), RegisterNames.Key(atCqc.Name));

        Assert.Equal(2, all.Dspt("VZ2MD").Count());
        Assert.Single(all.Dspt("VZRMF"));
        Assert.Empty(all.Dspt("VZXL6"));
        Assert.Equal("2025-26 Standards Met", Assert.Single(all.DsptHints("VZXL6")).Status);
        Assert.Null(Assert.Single(all.Dspt("VZ8QY")).Published);
        Assert.Equal("VZQGF", Assert.Single(all.SuccessionsOf("VZ21Q")).To);
        Assert.Equal(new DateOnly(2026, 11, 18), all.AsAt[Register.CqcDirectory]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_question_finds_the_same_as_reading_everything(Engine engine)
    {
        await using var world = await RegisterWorld.SampleAsync(engine);
        var day = RegisterWorld.SampleDay;
        var all = await world.Reader.EverythingAsync(day);

        // A group under three headquarters codes with one brand: all of it.
        var group = await world.Reader.AboutCodeAsync("VZ5TW", day);
        var brand = Assert.Single(group.LocationsWithCode("VZ5TW")).BrandId!;
        Assert.Equal(
            all.LocationsOfBrand(brand).Select(l => l.Id).Order(),
            group.LocationsOfBrand(brand).Select(l => l.Id).Order()
        );
        foreach (var headquarters in all.LocationsOfBrand(brand).Select(l => all.Site(l.OdsCode!)!.Parent!).Distinct())
        {
            Assert.Equal(
                all.SitesOf(headquarters).Select(s => s.Code).Order(),
                group.SitesOf(headquarters).Select(s => s.Code).Order()
            );
            Assert.Equal(all.Dspt(headquarters), group.Dspt(headquarters));
            Assert.NotNull(group.Headquarters(headquarters));
        }

        // A chain of successions, to its end.
        var chain = await world.Reader.AboutCodeAsync("VZRGW", day);
        Assert.Equal("VZ21Q", Assert.Single(chain.SuccessionsOf("VZRGW")).To);
        Assert.Equal("VZQGF", Assert.Single(chain.SuccessionsOf("VZ21Q")).To);

        // A site that CQC knows without its code: by postcode and name.
        var unlinked = await world.Reader.AboutCodeAsync("VZP33", day);
        var site = unlinked.Site("VZP33")!;
        var found = Assert.Single(unlinked.LocationsAt(site.Postcode, site.Name));
        Assert.Null(found.OdsCode);
        // And the other way about.
        var location = await world.Reader.AboutLocationAsync(found.Id, day);
        Assert.Equal("VZP33", Assert.Single(location.SitesAt(found.Postcode, found.Name)).Code);

        // The provider's number instead of the location's.
        var provider = await world.Reader.AboutLocationAsync("1-999800000402", day);
        Assert.Null(provider.Location("1-999800000402"));
        Assert.NotEmpty(provider.LocationsOfProvider("1-999800000402"));

        // Known from the toolkit alone.
        var surgery = await world.Reader.AboutCodeAsync("Z99195", day);
        Assert.Equal("GP", Assert.Single(surgery.Dspt("Z99195")).Sector);
        Assert.Empty((await world.Reader.AboutCodeAsync("VZ0B0", day)).OdsRows("VZ0B0"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_code_s_question_finds_its_own_rows_whole(Engine engine)
    {
        await using var world = await RegisterWorld.SampleAsync(engine);
        var day = RegisterWorld.SampleDay;
        var all = await world.Reader.EverythingAsync(day);
        var codes = RegisterWorld
            .Lines(System.Text.Encoding.Latin1.GetString(RegisterWorld.Sample(Register.OdsSites)))
            .Where(line => line.Length > 7)
            .Select(line => line.Split('"')[1].ToUpperInvariant())
            .ToList();
        Assert.True(codes.Count > 100);

        foreach (var code in codes)
        {
            var one = await world.Reader.AboutCodeAsync(code, day);

            Assert.Equal(all.OdsRows(code), one.OdsRows(code));
            Assert.Equal(all.LocationsWithCode(code).Select(l => l.Id), one.LocationsWithCode(code).Select(l => l.Id));
            Assert.Equal(all.Dspt(code).OrderBy(r => r.Id), one.Dspt(code).OrderBy(r => r.Id));
            if (all.Site(code)?.Parent is { } parent)
            {
                Assert.Equal(all.Headquarters(parent), one.Headquarters(parent));
                Assert.Equal(
                    all.SitesOf(parent).Select(s => s.Code).Order(),
                    one.SitesOf(parent).Select(s => s.Code).Order()
                );
            }
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Contacts_are_found_by_what_is_on_the_certificate_and_are_unreadable_in_the_database(Engine engine)
    {
        await using var world = await RegisterWorld.SampleAsync(engine);
        var contacts = world.Get<ContactRegister>();

        Assert.Equal(
            ("Mrs Agnès Sample", "01614960157"),
            Assert.Single(await contacts.OfLocationAsync("1-999900000008")) is var one
                ? (one.ManagerName, one.Phone)
                : default
        );
        Assert.Equal(2, (await contacts.OfLocationAsync("1-999900000365")).Count);
        Assert.Equal(
            "Mr Gregor Copsewood",
            (await contacts.FindByContactIdAsync("1-999900000029", " con1-9997000020 "))!.ManagerName
        );
        // Another home's, a wrong one, nothing, something else altogether.
        Assert.Null(await contacts.FindByContactIdAsync("1-999900000029", "1-9997000006"));
        Assert.Null(await contacts.FindByContactIdAsync("1-999900000029", "1-9997000021"));
        Assert.Null(await contacts.FindByContactIdAsync("1-999900000029", ""));
        Assert.Null(await contacts.FindByContactIdAsync("1-999900000029", "?"));
        Assert.Null(await contacts.FindByContactIdAsync("1-999900000585000", "1-9997000006"));

        var stored = await world.Store.Database.QueryAsync<byte[]>(
            "SELECT sealed FROM registers_contact UNION ALL SELECT contact_hash FROM registers_contact"
        );
        Assert.Equal(2 * 166, stored.Count);
        Assert.DoesNotContain(
            stored,
            row => System.Text.Encoding.UTF8.GetString(row).Contains("Sample", StringComparison.Ordinal)
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_contact_that_is_gone_is_erased(Engine engine)
    {
        await using var world = await RegisterWorld.SampleAsync(engine);
        var without = RegisterWorld.Edited(Register.CqcContacts, RegisterWorld.Without("1-999900000008,"));

        var done = await world.ImportAsync(Register.CqcContacts, without, RegisterWorld.SampleDay.AddDays(7));

        Assert.Equal(1, done.Ended);
        Assert.Empty(await world.Get<ContactRegister>().OfLocationAsync("1-999900000008"));
        Assert.Equal(
            165,
            await world.Store.Database.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM registers_contact")
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Accredited_domains_count_for_their_year_if_they_keep_the_standard(Engine engine)
    {
        await using var world = await RegisterWorld.SampleAsync(engine);

        var domains = (await world.Get<AccreditedDomains>().ListAsync()).ToLookup(row => row.Domain);

        Assert.Equal(new DateOnly(2026, 11, 20), Assert.Single(domains["brackenwick.example"]).Expires);
        Assert.Equal(2, domains["alderwick.example"].Count());
        Assert.Single(domains["brackenfield-council.example"]);
        Assert.Single(domains["hollinthorpe.example"]);
        Assert.Single(domains["mail.nettledene-hospice.example"]);
        Assert.Equal("Lornshaw Care Group", Assert.Single(domains["lornshaw-care.example"]).Organisation);
        Assert.Equal(
            "St Fallowhurst’s Integrated Care Board",
            Assert.Single(domains["fallowhurst.example"]).Organisation
        );
        Assert.Equal("Y", Assert.Single(domains["linnetbourne-council.example"]).Dkim);
        Assert.Equal("Embercombe NHS Foundation Trust", Assert.Single(domains["embercombe.example"]).Organisation);
        // No date, TLS 1.2 = N or blank, no policy.
        Assert.Empty(domains["fallowbarrow.example"]);
        Assert.Empty(domains["teaselholt-care.example"]);
        Assert.Empty(domains["umbermere.example"]);
        Assert.Empty(domains["larkinstead.example"]);
    }
}
