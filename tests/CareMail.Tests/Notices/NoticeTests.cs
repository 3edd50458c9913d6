using System.Net;
using System.Text;
using CareMail.Notices;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Notices;

public class NoticeTests
{
    private static readonly NewNotice UserName = new(NoticeKind.UserName, Guid.NewGuid(), "gwen@postbox.example")
    {
        Values = new Dictionary<string, string>
        {
            ["name"] = "Gwen Ashdown",
            ["home"] = "Wethergarth Lodge",
            ["username"] = "gwen.ashdown@caremail.example",
            ["link"] = "https://care.example/sign-in",
        },
    };

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_notice_of_an_act_that_failed_is_never_sent(Engine engine)
    {
        await using var world = await World.StartAsync(engine);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            world.Database.WriteAsync(async tx =>
            {
                await world.Queue.QueueAsync(tx, UserName);
                throw new InvalidOperationException("the act failed");
            })
        );
        await world.RunAsync();

        Assert.Empty(world.Notify.Taken);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Notify_is_asked_as_it_wants_to_be_and_what_was_sent_is_erased(Engine engine)
    {
        await using var world = await World.StartAsync(engine);
        await world.QueueAsync(UserName);
        Assert.DoesNotContain("gwen", await world.RowsAsync(), StringComparison.OrdinalIgnoreCase);

        await world.RunAsync();

        Assert.Empty(world.Notify.Faults);
        var sent = Assert.Single(world.Notify.Taken);
        Assert.Equal(("email", "gwen@postbox.example"), (sent.Kind, sent.To));
        Assert.Equal("Your CareMail account is ready", sent.Values["subject"]);
        Assert.Contains("gwen.ashdown@caremail.example", sent.Values["body"], StringComparison.Ordinal);
        Assert.Equal(NoticeState.Sent, await world.StateAsync());
        Assert.Equal(0, await world.SealedAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_text_message_goes_by_the_other_template(Engine engine)
    {
        await using var world = await World.StartAsync(engine);

        await world.QueueAsync(Code("482913"));
        await world.RunAsync();

        Assert.Empty(world.Notify.Faults);
        var sent = Assert.Single(world.Notify.Taken);
        Assert.Equal(("sms", "+447700900118"), (sent.Kind, sent.To));
        Assert.StartsWith("482913 is the code", sent.Values["body"], StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Trouble_is_waited_out_longer_each_time(Engine engine)
    {
        await using var world = await World.StartAsync(engine);
        world.Notify.Answers.Enqueue(HttpStatusCode.InternalServerError);
        world.Notify.Answers.Enqueue(HttpStatusCode.TooManyRequests);
        await world.QueueAsync(UserName);

        await world.RunAsync();
        Assert.Equal(NoticeState.Waiting, await world.StateAsync());
        await world.RunAsync();
        Assert.Single(world.Notify.Answers);

        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await world.RunAsync();
        Assert.Equal(NoticeState.Waiting, await world.StateAsync());
        world.Clock.Advance(TimeSpan.FromSeconds(90));
        await world.RunAsync();

        Assert.Equal(NoticeState.Sent, await world.StateAsync());
        Assert.Single(world.Notify.Taken);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_refused_for_good_is_given_up_erased_and_told(Engine engine)
    {
        await using var world = await World.StartAsync(engine);
        world.Notify.Answers.Enqueue(HttpStatusCode.BadRequest);
        await world.QueueAsync(UserName);

        await world.RunAsync();

        Assert.Equal(NoticeState.GivenUp, await world.StateAsync());
        Assert.Equal(0, await world.SealedAsync());
        Assert.Equal([(NoticeKind.UserName, UserName.About)], world.Told);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task After_some_tries_it_is_given_up_and_told(Engine engine)
    {
        await using var world = await World.StartAsync(engine);
        await world.QueueAsync(UserName);
        for (var i = 0; i < new NoticeLimits().Tries; i++)
        {
            Assert.Empty(world.Told);
            world.Notify.Answers.Enqueue(HttpStatusCode.ServiceUnavailable);
            await world.RunAsync();
            world.Clock.Advance(TimeSpan.FromHours(12));
        }

        Assert.Equal(NoticeState.GivenUp, await world.StateAsync());
        Assert.Equal([(NoticeKind.UserName, UserName.About)], world.Told);
        Assert.Empty(world.Notify.Taken);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_that_has_run_out_is_not_sent(Engine engine)
    {
        await using var world = await World.StartAsync(engine);
        await world.QueueAsync(Code("482913") with { UsefulUntil = world.Clock.GetUtcNow().AddMinutes(10) });
        world.Clock.Advance(TimeSpan.FromMinutes(11));

        await world.RunAsync();

        Assert.Empty(world.Notify.Taken);
        Assert.Equal((NoticeState.NotNeeded, 0), (await world.StateAsync(), await world.SealedAsync()));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_temporary_password_is_made_when_it_is_sent_and_again_when_it_is_tried_again(Engine engine)
    {
        var maker = new CountingMaker();
        await using var world = await World.StartAsync(engine, maker);
        world.Notify.Answers.Enqueue(HttpStatusCode.BadGateway);
        var notice = new NewNotice(NoticeKind.TemporaryPassword, Guid.NewGuid(), "+447700900118")
        {
            AccountId = Guid.NewGuid(),
        };
        await world.QueueAsync(notice);

        await world.RunAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunAsync();

        Assert.Equal([notice.AccountId.Value, notice.AccountId.Value], maker.Asked);
        Assert.Contains("secret-2", Assert.Single(world.Notify.Taken).Values["body"], StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_newer_code_takes_back_the_one_that_waits(Engine engine)
    {
        await using var world = await World.StartAsync(engine);
        var first = Code("111111");
        await world.QueueAsync(first);
        await world.Database.WriteAsync(async tx =>
        {
            await world.Queue.DropAsync(tx, NoticeKind.OneTimeCode, first.About);
            await world.Queue.QueueAsync(tx, Code("222222") with { About = first.About });
        });

        await world.RunAsync();

        Assert.StartsWith("222222", Assert.Single(world.Notify.Taken).Values["body"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_workers_send_each_notice_once()
    {
        await using var world = await World.StartAsync(Engine.Postgres);
        for (var i = 0; i < 40; i++)
        {
            await world.QueueAsync(Code($"{i:000000}"));
        }

        await Task.WhenAll(world.NewWorker().RunOnceAsync(), world.NewWorker().RunOnceAsync());

        Assert.Equal(40, world.Notify.Taken.Select(t => t.Reference).Distinct().Count());
        Assert.Equal(40, world.Notify.Taken.Count);
    }

    [Fact]
    public async Task Nothing_personal_is_logged()
    {
        await using var world = await World.StartAsync(Engine.Sqlite);
        world.Notify.Answers.Enqueue(HttpStatusCode.BadRequest);
        await world.QueueAsync(UserName);

        await world.RunAsync();

        Assert.DoesNotContain("gwen", world.Log, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("UserName", world.Log, StringComparison.Ordinal);
    }

    private static NewNotice Code(string code) =>
        new(NoticeKind.OneTimeCode, Guid.NewGuid(), "+447700900118")
        {
            Values = new Dictionary<string, string>
            {
                ["code"] = code,
                ["home"] = "Wethergarth Lodge",
                ["minutes"] = "10",
            },
        };

    private sealed class CountingMaker : IMadeWhenSent
    {
        public List<Guid> Asked { get; } = [];

        public NoticeKind Kind => NoticeKind.TemporaryPassword;

        public Task<IReadOnlyDictionary<string, string>?> MakeAsync(Guid accountId, CancellationToken ct)
        {
            Asked.Add(accountId);
            return Task.FromResult<IReadOnlyDictionary<string, string>?>(
                new Dictionary<string, string> { ["password"] = $"secret-{Asked.Count}" }
            );
        }
    }

    /// <summary>A store, a queue, a worker that runs when told, and Notify's stand-in.</summary>
    private sealed class World : IAsyncDisposable, IUndelivered
    {
        private readonly StringBuilder _log = new();
        private TestStore _store = null!;
        private IMadeWhenSent[] _makers = [];

        public NotifyStandIn Notify { get; private init; } = null!;

        public TestClock Clock { get; } = new();

        public List<(NoticeKind Kind, Guid About)> Told { get; } = [];

        public string Log => _log.ToString();

        public Database Database => _store.Database;

        public NoticeQueue Queue => _store.Get<NoticeQueue>();

        public static async Task<World> StartAsync(Engine engine, params IMadeWhenSent[] makers)
        {
            var world = new World { Notify = await NotifyStandIn.StartAsync(), _makers = makers };
            world._store = await TestStore.OpenAsync(
                engine,
                services =>
                    services
                        .AddSingleton<TimeProvider>(world.Clock)
                        .AddSingleton(new NoticeLimits())
                        .AddSingleton<NoticeQueue>()
            );
            return world;
        }

        public NoticeWorker NewWorker()
        {
            return new NoticeWorker(
                Database,
                Queue,
                new NotifySender(new HttpClient(), Notify.Settings, new TextLog<NotifySender>(_log)),
                _makers,
                [this],
                [],
                new NoticeLimits(),
                Clock,
                new TextLog<NoticeWorker>(_log)
            );
        }

        public async Task RunAsync()
        {
            await NewWorker().RunOnceAsync();
            Assert.False(Log.Contains("Exception", StringComparison.Ordinal), Log);
        }

        public Task QueueAsync(NewNotice notice) => Database.WriteAsync(tx => Queue.QueueAsync(tx, notice));

        public Task<NoticeState> StateAsync() =>
            Database.QuerySingleOrDefaultAsync<NoticeState>("SELECT state FROM notices_notice");

        public Task<long> SealedAsync() =>
            Database.QuerySingleOrDefaultAsync<long>("SELECT COUNT(*) FROM notices_notice WHERE sealed IS NOT NULL");

        public async Task<string> RowsAsync() =>
            Encoding.Latin1.GetString(
                (await Database.QueryAsync<byte[]>("SELECT sealed FROM notices_notice")).SelectMany(b => b).ToArray()
            );

        public Task UndeliveredAsync(WriteTransaction tx, NoticeKind kind, Guid about, Guid? accountId)
        {
            tx.AfterCommit(() => Told.Add((kind, about)));
            return Task.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            await Notify.DisposeAsync();
            await _store.DisposeAsync();
        }
    }

    private sealed class TextLog<T>(StringBuilder text) : Microsoft.Extensions.Logging.ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(
            Microsoft.Extensions.Logging.LogLevel logLevel,
            Microsoft.Extensions.Logging.EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (text)
            {
                text.Append(formatter(state, exception)).Append(exception).Append('\n');
            }
        }
    }
}
