using System.Net;
using System.Text.Json;
using CareMail.Eligibility;
using CareMail.Policies;
using CareMail.Registers;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Eligibility;

public class EligibilityApiTests(RegisterServers servers) : IClassFixture<RegisterServers>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_special_case_is_answered_as_worked_out_by_hand_on_eight_days(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var wrong = new List<string>();

        foreach (var some in ExpectedDecisions.ByHand.Chunk(4))
        {
            var answers = await Task.WhenAll(some.Select(expected => AskAsync(server, expected)));
            wrong.AddRange(
                some.Zip(answers)
                    .Where(pair => pair.First.InOrder() != pair.Second)
                    .Select(pair =>
                        $"{pair.First}: {pair.Second.State} [{pair.Second.Routes}] [{pair.Second.Reasons}] [{pair.Second.Notices}]"
                    )
            );
        }

        Assert.Empty(wrong);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_answers_that_came_with_the_sample_registers_are_given(Engine engine)
    {
        var server = await servers.OnAsync(engine);

        foreach (var known in ExpectedDecisions.Known)
        {
            var asked = new ExpectedDecision(known[0], new(2026, 11, 20), "", "", "", "", "");
            var answer = await AskAsync(server, asked);

            Assert.Equal(
                (known[0], known[1] == "yes"),
                (known[0], answer.State is "may_apply" or "may_apply_provisional")
            );
            Assert.Equal((known[0], known[2]), (known[0], answer.CoveredBy));
            Assert.Equal((known[0], ExpectedDecisions.Sorted(known[3])), (known[0], answer.Routes));
            Assert.Equal((known[0], ExpectedDecisions.Sorted(known[4])), (known[0], answer.Reasons));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_read_for_one_question_is_all_that_its_decision_needs(Engine engine)
    {
        var server = await servers.OnAsync(engine);
        var memory = server.Services.GetRequiredService<RegisterMemory>();
        var day = new DateOnly(2026, 11, 20);
        var all = await server.Services.GetRequiredService<RegisterReader>().EverythingAsync(day);
        var policy = PolicySettings.AsDelivered.On(day);
        EligibilityQuestion[] questions =
        [
            .. all.OdsCodes.Select(code => EligibilityQuestion.AboutOds(code, day)),
            .. all.Locations.Select(location => EligibilityQuestion.AboutLocation(location.Id, day)),
            .. ExpectedDecisions.ByHand.Select(expected => expected.Question).Where(q => q.Day == day),
        ];

        foreach (var question in questions)
        {
            var expected = Spelled(EligibilityRules.Decide(all, policy, question));
            var actual = Spelled(EligibilityRules.Decide(await memory.ReadAsync(question, default), policy, question));

            Assert.Equal(expected, actual);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_answer_says_everything_in_camel_case(Engine engine)
    {
        var server = await servers.OnAsync(engine);

        var response = await server.Http.GetAsync(Path("ods=vzrkm&on=2026-11-20"));
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            ["asked", "coveredBy", "eligible", "evidence", "notices", "on", "reasons", "routes", "sentences", "state"],
            answer.RootElement.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)
        );
        Assert.False(answer.RootElement.GetProperty("eligible").GetBoolean());
        Assert.Equal("2026-11-20", answer.RootElement.GetProperty("on").GetString());
        Assert.Equal(
            "Your DSPT (data security toolkit) of 20 June 2025 was valid to 30 June 2026. Publish this year’s to apply.",
            answer.RootElement.GetProperty("sentences")[0].GetString()
        );
        var evidence = answer.RootElement.GetProperty("evidence").EnumerateArray().ToList();
        Assert.Contains(
            evidence,
            e => e.GetProperty("register").GetString() == "dspt" && e.GetProperty("id").GetString() == "VZRKM"
        );
        Assert.Contains(
            evidence,
            e =>
                e.GetProperty("says")
                    .GetString()!
                    .StartsWith("DAPPLEMARCH CARE AT HOME, ZF22 7QS.", StringComparison.Ordinal)
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Without_a_day_it_is_decided_for_today(Engine engine)
    {
        var server = await servers.OnAsync(engine);

        using var answer = JsonDocument.Parse(await server.Http.GetStringAsync(Path("ods=VZHQ2")));

        var today = BritishDay.Today(TimeProvider.System);
        Assert.Contains(
            answer.RootElement.GetProperty("on").GetString(),
            new[] { today, today.AddDays(-1) }.Select(d => $"{d:yyyy-MM-dd}")
        );
    }

    public static TheoryData<Engine, string> Malformed
    {
        get
        {
            string[] questions =
            [
                "",
                "on=2026-11-20",
                "ods=",
                "ods=%20%20",
                "ods=VZHQ2&cqc=1-999900000008",
                "ods=VZHQ2&ods=VZRKM",
                "cqc=1-999900000008&cqc=1-999900000017",
                "ods=" + new string('V', 65),
                "ods=" + new string('V', 5_000),
                "ods=VZ%00Q2",
                "ods=VZ%0AQ2",
                "ods=VZ%1BQ2",
                "cqc=1-9999%0D%0A00000008",
                "ods=VZHQ2&on=20-11-2026",
                "ods=VZHQ2&on=2026-02-30",
                "ods=VZHQ2&on=2026-11-20T00:00",
                "ods=VZHQ2&on=",
                "ods=VZHQ2&on=0001-01-01",
                "ods=VZHQ2&on=9999-12-31",
                "ods=VZHQ2&on=2026-11-20&on=2026-11-21",
                "ods=VZHQ2&on=%D9%A2%D9%A0%D9%A2%D9%A6-11-20",
            ];
            var data = new TheoryData<Engine, string>();
            foreach (var question in questions)
            {
                data.Add(Engine.Sqlite, question);
                data.Add(Engine.Postgres, question);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Malformed))]
    public async Task A_malformed_question_is_a_problem_with_the_question(Engine engine, string question)
    {
        var server = await servers.OnAsync(engine);

        var response = await server.Http.GetAsync(Path(question));
        var text = await response.Content.ReadAsStringAsync();

        // RFC 9457 §3.
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(400, problem.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.RootElement.GetProperty("detail").GetString()!);
        Assert.Empty(server.AboveInformation);
    }

    [Theory]
    [InlineData(Engine.Sqlite, "ods=%C5%BFZHQ2", "code_invalid")]
    [InlineData(Engine.Postgres, "ods=%F0%9F%92%8A", "code_invalid")]
    [InlineData(Engine.Sqlite, "ods=VZHQ2VZHQ2", "code_invalid")]
    [InlineData(Engine.Postgres, "ods=VZ%27%3B--", "code_invalid")]
    [InlineData(Engine.Sqlite, "cqc=1-12345", "location_id_invalid")]
    [InlineData(Engine.Postgres, "cqc=VZHQ2", "location_id_invalid")]
    [InlineData(Engine.Sqlite, "cqc=1-9999999999999", "location_id_invalid")]
    [InlineData(Engine.Postgres, "cqc=1-999999999999", "location_unknown")]
    public async Task A_code_that_is_none_is_an_answer_not_a_fault(Engine engine, string question, string reason)
    {
        var server = await servers.OnAsync(engine);

        using var answer = JsonDocument.Parse(await server.Http.GetStringAsync(Path(question)));

        Assert.Equal([reason], answer.RootElement.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()));
    }

    [Theory]
    [InlineData("ods=%20vzhq2%09")]
    [InlineData("ods=%C2%A0VZHQ2%C2%A0")]
    [InlineData("cqc=%201-999900000055%20")]
    public async Task Space_around_a_code_and_small_letters_are_forgiven(string question)
    {
        var server = await servers.OnAsync(Engine.Sqlite);

        using var answer = JsonDocument.Parse(await server.Http.GetStringAsync(Path(question + "&on=2026-11-20")));

        Assert.True(answer.RootElement.GetProperty("eligible").GetBoolean());
    }

    [Fact]
    public async Task A_network_that_asks_too_much_waits_a_little()
    {
        await using var server = await RunningServer.StartAsync(replace: services =>
            services.AddSingleton(EligibilityLimits.Default with { Burst = 3, PerSecond = 1 })
        );

        var statuses = new List<HttpStatusCode>();
        HttpResponseMessage refused = new();
        for (var i = 0; i < 8; i++)
        {
            var response = await server.Http.GetAsync(Path("ods=VZHQ2"));
            statuses.Add(response.StatusCode);
            refused = response.StatusCode == HttpStatusCode.TooManyRequests ? response : refused;
        }

        var page = await server.Http.GetAsync(new Uri("/join/check?Code=VZHQ2", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, statuses[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.TooManyRequests, page.StatusCode);
        Assert.Contains("Please wait a moment", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync(new Uri("/sign-in", UriKind.Relative))).StatusCode);
        Assert.Empty(server.AboveInformation);
    }

    [Fact]
    public async Task The_interface_is_described()
    {
        var server = await servers.OnAsync(Engine.Sqlite);

        var response = await server.Http.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        using var described = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("3.", described.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var paths = described.RootElement.GetProperty("paths");
        Assert.All(paths.EnumerateObject(), path => Assert.StartsWith("/api/v1/", path.Name, StringComparison.Ordinal));
        var get = paths.GetProperty("/api/v1/eligibility").GetProperty("get");
        Assert.Equal(
            ["cqc", "ods", "on"],
            get.GetProperty("parameters")
                .EnumerateArray()
                .Select(p => p.GetProperty("name").GetString())
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["200", "400", "429"],
            get.GetProperty("responses").EnumerateObject().Select(r => r.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await server.Http.GetAsync(new Uri("/openapi/v2.json", UriKind.Relative))).StatusCode
        );
    }

    private static async Task<ExpectedDecision> AskAsync(RunningServer server, ExpectedDecision expected)
    {
        var by = expected.Code.StartsWith("1-", StringComparison.Ordinal) ? "cqc" : "ods";
        using var answer = JsonDocument.Parse(
            await server.Http.GetStringAsync(Path($"{by}={expected.Code}&on={expected.Day:yyyy-MM-dd}"))
        );
        var root = answer.RootElement;
        return expected with
        {
            State = root.GetProperty("state").GetString()!,
            CoveredBy = root.GetProperty("coveredBy").GetString()!,
            Routes = Set(root, "routes"),
            Reasons = Set(root, "reasons"),
            Notices = Set(root, "notices"),
        };
    }

    private static string Set(JsonElement root, string name) =>
        string.Join(
            ' ',
            root.GetProperty(name).EnumerateArray().Select(e => e.GetString()).Order(StringComparer.Ordinal)
        );

    private static string Spelled(EligibilityDecision decision)
    {
        var blank = new ExpectedDecision(decision.Question.Asked, decision.Question.Day, "", "", "", "", "");
        var written = ExpectedDecisions.Written(decision, blank);
        var sentences = string.Join(' ', decision.Sentences.Order(StringComparer.Ordinal));
        var evidence = string.Join(' ', decision.Evidence.Select(e => e.Says).Order(StringComparer.Ordinal));
        return $"{written} {written.State} {written.CoveredBy} {written.Routes} {written.Reasons} {written.Notices} {sentences} {evidence}";
    }

    private static Uri Path(string question) => new("/api/v1/eligibility?" + question, UriKind.Relative);
}
