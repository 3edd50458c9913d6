using CareMail.Access;
using CareMail.Accounts;
using CareMail.Accounts.Tasks;
using CareMail.Identity.Tasks;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Identity.Tasks;

public class SecretChecksTests(RunningServers servers) : IClassFixture<RunningServers>
{
    private const string Secret = "lanternotter";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_same_places_are_asked_until_they_are_given_and_then_others(Engine engine)
    {
        var world = await World.OnAsync(await servers.OnAsync(engine));

        var first = await world.AskAsync();
        Assert.True(first.IsSecret);
        Assert.Equal(3, first.Prompts.Count);
        Assert.Equal(first.Prompts, (await world.AskAsync()).Prompts);

        Assert.Equal(SecretVerdict.Failed, (await world.TypeAsync("x", "y", "z")).Verdict);
        Assert.Equal(first.Prompts, (await world.AskAsync()).Prompts);

        Assert.Equal(SecretVerdict.Passed, (await world.AnswerAsync(shout: true)).Verdict);
        var second = await world.AskAsync();
        Assert.Empty(first.Prompts.Intersect(second.Prompts));
        Assert.Equal(SecretVerdict.Passed, (await world.AnswerAsync()).Verdict);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Wrong_answers_count_for_the_account_whoever_takes_the_call(Engine engine)
    {
        var world = await World.OnAsync(await servers.OnAsync(engine));
        var another = await world.People.PersonAsync(null, "Another", "Agent", Role.NationalHelpdesk);

        Assert.Equal(SecretVerdict.Failed, (await world.TypeAsync("a", "b", "c")).Verdict);
        Assert.Equal(SecretVerdict.Failed, (await world.TypeAsync("d", "e", "f")).Verdict);
        var third = await world.TypeAsync(["g", "h", "i"], another.Actor);
        Assert.Equal(SecretVerdict.Failed, third.Verdict);
        Assert.NotNull(third.ClosedUntil);

        // The right letters are not looked at: who guesses does not learn that they were right.
        var early = await world.AnswerAsync();
        Assert.Equal(SecretVerdict.TryLater, early.Verdict);
        Assert.Equal(early.ClosedUntil, (await world.AskAsync()).ClosedUntil);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Ten_agents_at_once_are_ten_tries(Engine engine)
    {
        var world = await World.OnAsync(await servers.OnAsync(engine));
        await world.AskAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.TypeAsync("x", "y", "z")));

        Assert.Equal(3, answers.Count(a => a.Verdict is SecretVerdict.Failed));
        Assert.Equal(7, answers.Count(a => a.Verdict is SecretVerdict.TryLater));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_answer_is_recorded_and_none_of_its_letters(Engine engine)
    {
        var world = await World.OnAsync(await servers.OnAsync(engine));

        await world.TypeAsync("q", "q", "q");
        await world.AnswerAsync();

        var acts = (await world.People.ActsOnAsync(world.Person.Id))
            .Where(a => a.Act == "account_secret.check")
            .ToList();
        Assert.Equal(["failed", "passed"], acts.Select(a => a.NewValue));
        Assert.All(acts, a => Assert.Equal("C-TEST", a.Reason));
        Assert.All(acts, a => Assert.Equal(world.Agent.Id, a.Actor));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_new_secret_begins_anew_and_the_old_one_proves_nothing(Engine engine)
    {
        var world = await World.OnAsync(await servers.OnAsync(engine));
        for (var i = 0; i < 3; i++)
        {
            await world.TypeAsync("x", "y", "z");
        }

        TestPeople.Done(await world.People.Get<ChangeAccountSecret>().RunAsync(world.Person.Actor, "harbourthimble"));

        Assert.Null((await world.AskAsync()).ClosedUntil);
        Assert.Equal(SecretVerdict.Passed, (await world.AnswerAsync(secret: "harbourthimble")).Verdict);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task After_a_resecure_there_is_nothing_to_ask_for(Engine engine)
    {
        var world = await World.OnAsync(await servers.OnAsync(engine));
        var prepared = await world.People.Get<CareMail.Identity.AccountRecords>().PrepareTemporaryAsync();
        await world
            .People.Get<Database>()
            .WriteAsync(tx => world.People.Get<Resecuring>().ResecureAsync(tx, world.Person.Id, prepared));

        Assert.Null(await world.People.Get<SecretChecks>().AskAsync(world.Person.Id));
        Assert.Equal(SecretVerdict.NothingToAsk, (await world.TypeAsync("l", "a", "n")).Verdict);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Old_questions_are_asked_until_a_secret_is_chosen(Engine engine)
    {
        var world = await World.OnAsync(await servers.OnAsync(engine));
        await world
            .People.Get<Database>()
            .WriteAsync(tx =>
                tx.ExecuteAsync("UPDATE identity_account SET secret_set = NULL WHERE id = @Id", new { world.Person.Id })
            );
        var import = world.People.Get<ImportSecurityQuestions>();
        var done = TestPeople.Done(
            await import.RunAsync(
                TestPeople.Operator,
                $"""
                email,question1,answer1,question2,answer2,question3,answer3
                {world.Person.Address},First pet?,Biscuit,"Street, as a child?",Mill Lane,First school?, Saint Anne
                """,
                "old scheme"
            )
        );
        Assert.Equal((1, 0), (done.People, done.HaveSecret));

        var asked = await world.AskAsync();
        Assert.False(asked.IsSecret);
        Assert.Equal(2, asked.Prompts.Count);
        var answers = new Dictionary<string, string>
        {
            ["First pet?"] = "  BISCUIT ",
            ["Street, as a child?"] = "mill lane",
            ["First school?"] = "saint anne",
        };
        Assert.Equal(SecretVerdict.Failed, (await world.TypeAsync("biscuit", "wrong")).Verdict);
        Assert.Equal(SecretVerdict.Passed, (await world.TypeAsync([.. asked.Prompts.Select(q => answers[q])])).Verdict);

        TestPeople.Done(await world.People.Get<ChangeAccountSecret>().RunAsync(world.Person.Actor, "harbourthimble"));
        Assert.True((await world.AskAsync()).IsSecret);
        var left = await world
            .People.Get<Database>()
            .QuerySingleOrDefaultAsync<long>(
                "SELECT count(*) FROM identity_security_question WHERE account_id = @Id",
                new { world.Person.Id }
            );
        Assert.Equal(0, left);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_wrong_row_and_nothing_is_imported(Engine engine)
    {
        var people = new TestPeople((await servers.OnAsync(engine)).Services);
        var person = await people.PersonAsync();

        var done = TestPeople.Done(
            await people
                .Get<ImportSecurityQuestions>()
                .RunAsync(
                    TestPeople.Operator,
                    $"{person.Address},a,one two,b,three,c,four\nnobody@caremail.example,a,1,b,2,c,3\n{person.Address},a,1,a,2,c,3\n",
                    "old scheme"
                )
        );

        Assert.Equal(0, done.People);
        Assert.Equal(2, done.Errors.Count);
        Assert.StartsWith("Row 2:", done.Errors[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 5)]
    [InlineData(5, 60)]
    [InlineData(7, 24 * 60)]
    [InlineData(99, 24 * 60)]
    public void The_rest_grows_with_the_failures(long failures, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), SecretCheckRules.RestAfter(failures));

    private sealed record World(TestPeople People, TestPerson Person, TestPerson Agent)
    {
        public static async Task<World> OnAsync(RunningServer server)
        {
            var people = new TestPeople(server.Services);
            var person = await people.PersonAsync();
            TestPeople.Done(await people.Get<ChangeAccountSecret>().RunAsync(person.Actor, Secret));
            return new World(people, person, await people.PersonAsync(null, "An", "Agent", Role.NationalHelpdesk));
        }

        public async Task<SecretChallenge> AskAsync() => (await People.Get<SecretChecks>().AskAsync(Person.Id))!;

        public Task<SecretAnswer> TypeAsync(params string[] typed) => TypeAsync(typed, Agent.Actor);

        public Task<SecretAnswer> TypeAsync(string[] typed, Actor actor) =>
            People
                .Get<Database>()
                .WriteAsync(tx => People.Get<SecretChecks>().CheckAsync(tx, actor, Person.Id, typed, "C-TEST"));

        /// <summary>As somebody who knows the secret.</summary>
        public async Task<SecretAnswer> AnswerAsync(string secret = Secret, bool shout = false)
        {
            var places = (await AskAsync()).Prompts.Select(p =>
                int.Parse(p.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)
            );
            return await TypeAsync([
                .. places.Select(at => secret[at - 1].ToString()).Select(l => shout ? l.ToUpperInvariant() : l),
            ]);
        }
    }
}
