using System.IO.Compression;
using System.Text;
using CareMail.Access;
using CareMail.Registers;
using CareMail.Registers.Importing;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Registers;

public class BadFileTests
{
    private const string DsptHeader =
        "Code,Organisation Name,Status,Date Of Publication,Primary Sector,\"Integrated Care Board (where available, from ODS)\"\r\n";

    private const string LocationsHeader =
        "locationId,providerId,odsCode,brandId,brandName,registrationStatus,registrationDate,deregistrationDate,dormancy,dormancyStartDate,dormancyEndDate,predecessorLocationId\r\n";

    private const string ContactsHeader = "location_id,contact_id,registered_manager,cqc_registered_phone\r\n";

    private static readonly string Good = RegisterWorld.Site("VZ001");

    public static TheoryData<string, string> BadRows =>
        new()
        {
            { RegisterWorld.Quoted(["VZ002", "TOO FEW"]), "It has 2 columns; 27 are expected." },
            { RegisterWorld.Site("VZ-002"), "Its first column is not an ODS code." },
            { RegisterWorld.Site("VZ00200000"), "Its first column is not an ODS code." },
            { RegisterWorld.Site("=cmd|'/C calc'!A0"), "Its first column is not an ODS code." },
            { RegisterWorld.Site(""), "Its first column is not an ODS code." },
            { RegisterWorld.Site("VZ002", "NUL\0HOUSE"), "It contains a NUL character." },
            { RegisterWorld.Site("VZ002", new string('A', 3_000)), "A field is longer than 2,000 characters." },
            { RegisterWorld.Site("VZ002", new string('A', 40_000)), "It is longer than 32,768 bytes." },
            { RegisterWorld.Site("VZ002", new string('A', 400_000)), "It is longer than 32,768 bytes." },
            { "\"VZ002\",\"NEVER CLOSED\r\n", "A quotation mark is not closed." },
            { "\"VZ002\",\"CUT SHORT\",\"Y58\"\r\n", "It has 3 columns; 27 are expected." },
            { "<html><body>Please sign in</body></html>\r\n", "It has 1 columns; 27 are expected." },
        };

    [Theory, MemberData(nameof(BadRows))]
    public async Task A_bad_row_is_refused_by_its_line_and_stops_no_other(string bad, string reason)
    {
        await using var world = await RegisterWorld.OpenAsync(Engine.Sqlite);

        var done = await world.ImportAsync(
            Register.OdsSites,
            Good + "\r\n" + bad + RegisterWorld.Site("VZ003") + RegisterWorld.Site("VZ004"),
            RegisterWorld.SampleDay
        );

        Assert.Equal((3, 1), (done.Added, done.Refused));
        Assert.Equal(new RefusedRow(3, reason), Assert.Single(await world.History.RefusalsAsync(done.Number)));
    }

    /// <summary>RFC 4180 §2, 6 and 7.</summary>
    [Fact]
    public async Task A_quoted_name_may_reach_over_lines_and_then_has_one()
    {
        await using var world = await RegisterWorld.OpenAsync(Engine.Sqlite);

        var done = await world.ImportAsync(
            Register.OdsSites,
            RegisterWorld.Site("VZ001", "THE OLD\r\nVICARAGE, \"\"NORTH\"\"") + RegisterWorld.Site("VZ002"),
            RegisterWorld.SampleDay
        );

        Assert.Equal((2, 0), (done.Added, done.Refused));
        var site = (await world.Reader.EverythingAsync(RegisterWorld.SampleDay)).Site("VZ001")!;
        Assert.Equal("THE OLD VICARAGE, \"NORTH\"", site.Name);
    }

    public static TheoryData<Register, byte[], string> OtherFiles =>
        new()
        {
            { Register.OdsSites, Zip(), "It is a zip archive or a spreadsheet." },
            { Register.OdsSites, [], "It has no row of ODS care sites." },
            {
                Register.OdsSites,
                "<html><body>Please sign in</body></html>"u8.ToArray(),
                "It has no row of ODS care sites."
            },
            {
                Register.OdsSites,
                [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Good)],
                "It is text in UTF-16: save it as UTF-8."
            },
            { Register.OdsSites, Encoding.Unicode.GetBytes(Good), "It has no row of ODS care sites." },
            {
                Register.OdsSites,
                RegisterWorld.Sample(Register.OdsHeadquarters),
                "None of its rows names a headquarters: it is the list of headquarters."
            },
            {
                Register.OdsHeadquarters,
                RegisterWorld.Sample(Register.OdsSites),
                "Most of its rows name a headquarters: it is the list of sites."
            },
            { Register.Dspt, RegisterWorld.Sample(Register.CqcLocations), "Its header has no column “Code”." },
            { Register.CqcLocations, RegisterWorld.Sample(Register.Dspt), "Its header has no column “locationId”." },
            {
                Register.CqcDirectory,
                RegisterWorld.Sample(Register.OdsSites),
                "It has no line of column names: “Name”, “CQC Location ID” and so on."
            },
            { Register.Successions, RegisterWorld.Sample(Register.OdsSites), "It has no row of ODS successions." },
            {
                Register.SecureDomains,
                "Organisation Name,Domain\r\nX,x.example\r\n"u8.ToArray(),
                "Its header has no column “DMARC”."
            },
            { Register.Dspt, Encoding.UTF8.GetBytes(DsptHeader), "It has no row of DSPT publications." },
            {
                Register.Dspt,
                Encoding.UTF8.GetBytes(DsptHeader.Replace(',', ';')),
                "Its header has no column “Organisation Name”."
            },
        };

    [Theory, MemberData(nameof(OtherFiles))]
    public async Task A_file_that_is_not_what_its_name_says_is_refused_whole(
        Register register,
        byte[] content,
        string why
    )
    {
        await using var world = await RegisterWorld.OpenAsync(Engine.Sqlite);
        await world.ImportAsync(register, RegisterWorld.Sample(register), RegisterWorld.SampleDay);

        var refused = await world.ReadAsync(register, content, RegisterWorld.SampleDay);

        Assert.Equal((ImportState.Refused, why), (refused.State, refused.Fault));
        var applied = await world.Imports.ApplyAsync(RegisterWorld.Operator, refused.Number, true, "test");
        Assert.NotNull(applied.Refusal);
        // Nothing of it is left, and what was there still is.
        var again = await world.ImportAsync(register, RegisterWorld.Sample(register), RegisterWorld.SampleDay);
        Assert.True(again.ChangesNothing);
    }

    [Fact]
    public async Task A_line_of_a_gigabyte_is_passed_over_in_flat_memory_and_a_file_of_one_is_not_read_on()
    {
        var limits = new RegisterLimits { FileBytes = 64 << 20 };
        await using var world = await RegisterWorld.OpenAsync(Engine.Sqlite, limits);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        using var endless = new EndlessLine();
        var outcome = await world.Imports.ReadAsync(
            RegisterWorld.Operator,
            new RegisterFile(Register.OdsSites, "ecarehomesite.csv", endless, RegisterWorld.SampleDay)
        );

        Assert.True(outcome.IsDone(out var refused, out _));
        Assert.Equal("It is larger than 64 MB.", refused!.Fault);
        Assert.True(endless.Given < 66 << 20, $"{endless.Given:N0} bytes were taken.");
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - before < 16 << 20);
    }

    [Fact]
    public async Task A_file_of_too_many_rows_is_refused()
    {
        await using var world = await RegisterWorld.OpenAsync(Engine.Sqlite, new RegisterLimits { Rows = 2 });

        var refused = await world.ReadAsync(
            Register.OdsSites,
            Good + RegisterWorld.Site("VZ002") + RegisterWorld.Site("VZ003"),
            RegisterWorld.SampleDay
        );

        Assert.Equal("It has more than 2 rows.", refused.Fault);
    }

    [Fact]
    public async Task Formulas_and_markup_in_a_name_are_text()
    {
        await using var world = await RegisterWorld.OpenAsync(Engine.Sqlite);

        await world.ImportAsync(
            Register.Dspt,
            DsptHeader
                + "VZ001,\"=HYPERLINK(\"\"http://x.example\"\")<b>\u202EX\",2025-26 Standards Met,24/06/2026,Care Home,\r\n"
        );

        var row = Assert.Single(
            (await world.Reader.AboutCodeAsync("VZ001", RegisterDays.Today(TimeProvider.System))).Dspt("VZ001")
        );
        Assert.Equal("=HYPERLINK(\"http://x.example\")<b> X", row.Name);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_lines_about_one_location_that_disagree_leave_the_first(Engine engine)
    {
        await using var world = await RegisterWorld.OpenAsync(engine);
        const string first = "1-999900000001,1-999800000001,VZ001,,-,Registered,2020-01-01,,N,,,\r\n";

        var done = await world.ImportAsync(
            Register.CqcLocations,
            LocationsHeader + first + first + first.Replace("VZ001", "vz002", StringComparison.Ordinal),
            RegisterWorld.SampleDay
        );

        Assert.Equal((1, 1), (done.Added, done.Refused));
        Assert.Equal(
            new RefusedRow(4, "An earlier line about 1-999900000001 says something else."),
            Assert.Single(await world.History.RefusalsAsync(done.Number))
        );
    }

    [Theory]
    [InlineData(",1-9997000001,Ms A,01632960001", "It has no CQC location ID.")]
    [InlineData("1-999900000001,9997000001,Ms A,01632960001", "Its contact ID is not written as 1-… or CON1-….")]
    [InlineData(
        "1-999900000001,,Ms A,12",
        "It has neither a contact ID nor a telephone number, so nothing can be proved by it."
    )]
    public async Task A_bad_contact_is_refused_without_saying_whose_it_is(string bad, string reason)
    {
        await using var world = await RegisterWorld.OpenAsync(Engine.Sqlite);

        var done = await world.ImportAsync(
            Register.CqcContacts,
            ContactsHeader + "1-999900000002,con1-9997000002,Ms B,01632 960002\r\n" + bad + "\r\n",
            RegisterWorld.SampleDay
        );

        Assert.Equal(new RefusedRow(3, reason), Assert.Single(await world.History.RefusalsAsync(done.Number)));
        Assert.Equal(
            "01632960002",
            Assert.Single(await world.Get<ContactRegister>().OfLocationAsync("1-999900000002")).Phone
        );
    }

    [Fact]
    public async Task A_date_that_cannot_be_read_counts_as_blank()
    {
        await using var world = await RegisterWorld.OpenAsync(Engine.Sqlite);

        await world.ImportAsync(
            Register.Dspt,
            DsptHeader + "VZ001,X,2025-26 Standards Met,31/02/2026,Care Home,\r\n",
            RegisterWorld.SampleDay
        );

        Assert.Null(
            Assert.Single((await world.Reader.AboutCodeAsync("VZ001", RegisterWorld.SampleDay)).Dspt("VZ001")).Published
        );
    }

    [Fact]
    public async Task An_older_file_never_replaces_a_newer_one_and_a_slip_in_the_year_is_noticed()
    {
        await using var world = await RegisterWorld.OpenAsync(Engine.Sqlite);
        await world.ImportAsync(Register.OdsSites, Good, RegisterWorld.SampleDay);

        var older = await world.ReadAsync(Register.OdsSites, Good, RegisterWorld.SampleDay.AddDays(-1));
        var slip = await world.ReadAsync(Register.OdsSites, Good, new DateOnly(2206, 11, 20));

        Assert.Equal("It is of 19 November 2026; what is here is newer, of 20 November 2026.", older.Fault);
        Assert.Equal("It is dated 20 November 2206, which is more than a year ahead.", slip.Fault);
    }

    [Fact]
    public async Task The_directory_s_own_day_goes_before_the_one_that_is_given()
    {
        await using var world = await RegisterWorld.OpenAsync(Engine.Sqlite);

        var done = await world.ImportAsync(
            Register.CqcDirectory,
            RegisterWorld.Sample(Register.CqcDirectory),
            new DateOnly(2026, 11, 25)
        );

        Assert.Equal(new DateOnly(2026, 11, 18), done.AsAt);
    }

    [Fact]
    public async Task Whoever_does_not_run_the_service_imports_nothing()
    {
        await using var world = await RegisterWorld.OpenAsync(Engine.Sqlite);
        var caseworker = new Actor(Ids.New(), "Dilys", [new RoleGrant(Role.Caseworker, Ids.New())], "192.0.2.1");
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(Good));

        var outcome = await world.Imports.ReadAsync(
            caseworker,
            new RegisterFile(Register.OdsSites, "ecarehomesite.csv", content)
        );

        Assert.Equal("Your account does not have the right to import registers.", outcome.Refusal!.Sentence);
        Assert.Empty(await world.History.LatestAsync(5));
    }

    [Theory]
    [InlineData("ecarehomesite.csv", Register.OdsSites)]
    [InlineData("ECAREHOMEHQ.CSV", Register.OdsHeadquarters)]
    [InlineData("C:\\Downloads\\succ.csv", Register.Successions)]
    [InlineData("16_september_2026_CQC_directory.csv", Register.CqcDirectory)]
    [InlineData("DSPT search results 16_11_2026 09_15_00.csv", Register.Dspt)]
    [InlineData("dcb1596_accredited_domains.xlsx", Register.SecureDomains)]
    [InlineData("README.md", null)]
    [InlineData("ecarehomesite.csv.bak", null)]
    public void A_file_is_known_by_its_name(string name, Register? register) =>
        Assert.Equal(register, RegisterFiles.Recognise(name));

    private static byte[] Zip()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            using var entry = zip.CreateEntry("ecarehomesite.csv").Open();
            entry.Write(Encoding.UTF8.GetBytes(Good));
        }

        return bytes.ToArray();
    }

    /// <summary>A gigabyte without a line end.</summary>
    private sealed class EndlessLine : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => 1L << 30;

        public override long Position
        {
            get => Given;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var taken = (int)Math.Min(count, Length - Given);
            buffer.AsSpan(offset, taken).Fill((byte)'A');
            Given += taken;
            return taken;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var taken = (int)Math.Min(buffer.Length, Length - Given);
            buffer.Span[..taken].Fill((byte)'A');
            Given += taken;
            return ValueTask.FromResult(taken);
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
