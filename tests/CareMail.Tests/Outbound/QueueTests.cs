using System.Collections.Concurrent;
using System.Text;
using CareMail.Delivery;
using CareMail.Mailboxes;
using CareMail.Outbound;
using CareMail.Protocols.Addresses;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CareMail.Tests.Outbound;

/// <summary>From "sent" to the relay, through failure, delay and return. RFC 5321 §4.5.4.1 and RFC 3464.</summary>
public sealed class QueueTests
{
    private readonly ScriptedRelay _relay = new();
    private readonly TestClock _clock = new();

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Mail_for_outside_reaches_the_relay_and_leaves_the_queue(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var home = await CareHome.AtAsync(server);

        var result = await SendAsync(home, "x", "a@one.example", "b@one.example", "c@two.example", home.Carer.Address);
        await RunAsync(server);

        Assert.Equal(
            [MailRoute.Ordinary, MailRoute.Ordinary, MailRoute.Ordinary, MailRoute.Internal],
            result.Recipients.Select(r => r.Route)
        );
        Assert.Equal(
            ["a@one.example b@one.example", "c@two.example"],
            _relay.Taken.Select(mail => string.Join(' ', mail)).Order()
        );
        Assert.Equal(0, await QueuedAsync(server));
        Assert.Single(await home.MailAsync(home.Carer.MailboxId));
        Assert.Empty(await home.MailAsync(home.Nurse.MailboxId));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_the_other_side_refuses_comes_back_in_words_people_understand(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var home = await CareHome.AtAsync(server);
        _relay.Answers["typo@one.example"] = new(RelayOutcome.Refused, "5.1.1", "550 5.1.1 Who?", "mx.one.example");

        await SendAsync(home, "Care plan", "typo@one.example", "a@one.example");
        await RunAsync(server);

        var report = Assert.Single(await home.MailAsync(home.Nurse.MailboxId));
        Assert.Contains(
            "\r\n\r\nYour message to typo@one.example was not delivered: there is no such address at one.example. Look for a slip in the spelling.\r\n",
            report.Text,
            StringComparison.Ordinal
        );
        Assert.Contains("Your message “Care plan” was sent on ", report.Text, StringComparison.Ordinal);
        Assert.Contains("\r\nStatus: 5.1.1\r\n", report.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Final-Recipient: rfc822; a@one.example", report.Text, StringComparison.Ordinal);
        Assert.Equal(0, await QueuedAsync(server));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_cannot_be_delivered_is_tried_again_reported_late_and_given_up(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var home = await CareHome.AtAsync(server);
        _relay.Answers["a@one.example"] = new(RelayOutcome.TryLater, "4.4.1");

        await SendAsync(home, "Discharge", "a@one.example");
        await RunAsync(server);
        await RunAsync(server);
        // Not due yet: tried once.
        Assert.Equal(1, _relay.Tries);

        for (var hour = 0; hour < 5; hour++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            await RunAsync(server);
        }

        var delay = Assert.Single(await home.MailAsync(home.Nurse.MailboxId));
        Assert.Contains("Action: delayed", delay.Text, StringComparison.Ordinal);
        Assert.Contains("You need not do anything", delay.Text, StringComparison.Ordinal);
        Assert.Equal(1, await QueuedAsync(server));

        _clock.Advance(TimeSpan.FromDays(2));
        await RunAsync(server);

        var reports = await home.MailAsync(home.Nurse.MailboxId);
        Assert.Equal(2, reports.Count);
        Assert.Contains("Action: failed\r\nStatus: 5.4.7", reports[1].Text, StringComparison.Ordinal);
        Assert.Equal(0, await QueuedAsync(server));
    }

    [Fact]
    public async Task A_secure_domain_without_a_secure_line_is_given_up_after_an_hour()
    {
        await using var server = await StartAsync(Engine.Sqlite);
        var home = await CareHome.AtAsync(server);
        _relay.Answers["ward@nhs.net"] = new(RelayOutcome.NoSecureLine, "4.7.5");

        var result = await SendAsync(home, "x", "ward@nhs.net");
        await RunAsync(server);
        Assert.Equal(MailRoute.Secure, Assert.Single(result.Recipients).Route);
        Assert.True(_relay.LastMustBeSecure);
        Assert.Empty(await home.MailAsync(home.Nurse.MailboxId));

        _clock.Advance(TimeSpan.FromMinutes(61));
        await RunAsync(server);

        var report = Assert.Single(await home.MailAsync(home.Nurse.MailboxId));
        Assert.Contains("nhs.net could not be reached by a secure connection", report.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_needs_the_portal_comes_back_at_once_with_the_reason(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var home = await CareHome.AtAsync(server);

        var asked = await SendAsync(home, "[SECURE] plan", "family@post.example");
        var number = await WriteAsync(
            home,
            home.Nurse.Address,
            "plan",
            "Mrs B, NHS 999 077 7713",
            "family@post.example",
            "ward@nhs.net"
        );

        Assert.Equal((MailRoute.Returned, ReturnReason.SecureAsked), Way(asked.Recipients[0]));
        Assert.Equal((MailRoute.Returned, ReturnReason.PersonalData), Way(number.Recipients[0]));
        Assert.Equal((MailRoute.Secure, ReturnReason.None), Way(number.Recipients[1]));
        var reports = await home.MailAsync(home.Nurse.MailboxId);
        Assert.Equal(2, reports.Count);
        Assert.Contains("it holds an NHS number, and post.example is not", reports[1].Text, StringComparison.Ordinal);
        await RunAsync(server);
        Assert.Equal(["ward@nhs.net"], _relay.Taken.SelectMany(mail => mail));
    }

    [Fact]
    public async Task About_a_report_that_fails_nobody_is_told()
    {
        await using var server = await StartAsync(Engine.Sqlite);
        var home = await CareHome.AtAsync(server);
        _relay.Answers["a@one.example"] = new(RelayOutcome.Refused, "5.1.1");

        await WriteAsync(home, null, "read", "x", "a@one.example");
        await RunAsync(server);

        Assert.Equal(0, await QueuedAsync(server));
        Assert.Empty(await home.MailAsync(home.Nurse.MailboxId));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_workers_never_send_the_same_mail_and_a_lost_lease_is_taken_over(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var home = await CareHome.AtAsync(server);
        await SendAsync(home, "x", [.. Enumerable.Range(0, 8).Select(i => $"a@d{i}.example")]);
        var database = server.Services.GetRequiredService<Database>();
        var now = _clock.GetUtcNow();

        var taken = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    database.WriteAsync(tx => DeliveryTable.TakeAsync(tx, now, now.AddMinutes(1), _ => true, 3, 3))
                )
        );

        var ids = taken.SelectMany(some => some).Select(delivery => delivery.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.False(await database.ReadAsync(c => DeliveryTable.AnyDueAsync(c, now)) && ids.Count == 8);

        _clock.Advance(TimeSpan.FromMinutes(2));
        await RunAsync(server);
        Assert.Equal(8, _relay.Taken.Count);
        Assert.Equal(0, await QueuedAsync(server));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_crowd_for_one_domain_does_not_stand_before_the_others(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var home = await CareHome.AtAsync(server);
        for (var i = 0; i < 8; i++)
        {
            await SendAsync(home, "crowd", "ward@slow.example");
        }

        await SendAsync(home, "alone", "gp@surgery.example");
        var now = _clock.GetUtcNow();

        var taken = await server
            .Services.GetRequiredService<Database>()
            .WriteAsync(tx => DeliveryTable.TakeAsync(tx, now, now.AddMinutes(1), _ => true, 3, 10));

        Assert.Equal(3, taken.Count(delivery => delivery.Domain == "slow.example"));
        Assert.Equal(1, taken.Count(delivery => delivery.Domain == "surgery.example"));
    }

    private static (MailRoute, ReturnReason) Way(RecipientResult result) => (result.Route, result.Reason);

    private Task<RunningServer> StartAsync(Engine engine) =>
        RunningServer.StartAsync(
            engine,
            replace: services =>
            {
                services.AddSingleton<IRelay>(_relay);
                services.AddSingleton<TimeProvider>(_clock);
                // The test runs the worker itself, so that it knows when it has run.
                services.RemoveAll<OutboundWorker>();
                services.AddSingleton<OutboundWorker>();
                var hosted = services.Single(s =>
                    s.ServiceType == typeof(IHostedService)
                    && s.ImplementationFactory?.Method.ReturnType == typeof(OutboundWorker)
                );
                services.Remove(hosted);
            }
        );

    private static Task RunAsync(RunningServer server) =>
        server.Services.GetRequiredService<OutboundWorker>().RunOnceAsync();

    private static Task<long> QueuedAsync(RunningServer server) =>
        server.Services.GetRequiredService<OutboundQueue>().CountAsync();

    private static Task<SubmissionResult> SendAsync(CareHome home, string subject, params string[] recipients) =>
        WriteAsync(home, home.Nurse.Address, subject, "x", recipients);

    private static async Task<SubmissionResult> WriteAsync(
        CareHome home,
        string? sender,
        string subject,
        string text,
        params string[] recipients
    )
    {
        await using var message = home.Service<MailStore>().Receive(1_000_000);
        await message.WriteAsync(
            Encoding.UTF8.GetBytes(
                $"From: {home.Nurse.Address}\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid():N}@test.example>\r\n\r\n{text}\r\n"
            )
        );
        var result = await home.Service<MailDelivery>()
            .SubmitAsync(
                new Submission
                {
                    AccountId = home.Nurse.AccountId,
                    Sender = sender is null ? null : EmailAddress.Parse(sender),
                    Recipients = [.. recipients.Select(EmailAddress.Parse)],
                    Message = message,
                }
            );
        Assert.Equal(SubmissionOutcome.Accepted, result.Outcome);
        return result;
    }

    /// <summary>A clock that the test moves. It starts in the past, so that certificates and sign-ins are not upset.</summary>
    private sealed class TestClock : TimeProvider
    {
        private TimeSpan _ahead;

        public void Advance(TimeSpan time) => _ahead += time;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;
    }

    /// <summary>Takes everything, except where it was told another answer.</summary>
    private sealed class ScriptedRelay : IRelay
    {
        private int _tries;

        public ConcurrentDictionary<string, RelayAnswer> Answers { get; } = new();

        public ConcurrentBag<string[]> Taken { get; } = [];

        public int Tries => _tries;

        public bool LastMustBeSecure { get; private set; }

        public bool Exists => true;

        public bool IsSecure => true;

        public Task<IReadOnlyList<RelayAnswer>> SendAsync(OutgoingMail mail, CancellationToken ct)
        {
            Interlocked.Increment(ref _tries);
            LastMustBeSecure = mail.MustBeSecure;
            var addresses = mail.Recipients.Select(r => r.ToString()).ToArray();
            Taken.Add([.. addresses.Where(address => !Answers.ContainsKey(address))]);
            return Task.FromResult<IReadOnlyList<RelayAnswer>>([
                .. addresses.Select(a => Answers.GetValueOrDefault(a, new RelayAnswer(RelayOutcome.Taken, "2.0.0"))),
            ]);
        }
    }
}
