using System.Text;
using CareMail.AddressBook;
using CareMail.Delivery;
using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Smtp;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Delivery;

/// <summary>RFC 3834: who is answered by itself, how often and how.</summary>
public class AwayAnswersTests
{
    [Theory]
    [InlineData("Subject: Hello", true)]
    [InlineData("Auto-Submitted: no", true)]
    [InlineData("Auto-Submitted: auto-replied", false)]
    [InlineData("Auto-Submitted: auto-generated; type=alert", false)]
    [InlineData("auto-submitted:\r\n AUTO-NOTIFIED (by a program)", false)]
    [InlineData("Precedence: bulk", false)]
    [InlineData("Precedence: List", false)]
    [InlineData("Precedence: first-class", true)]
    [InlineData("List-Id: <news.example>", false)]
    [InlineData("List-Unsubscribe: <mailto:off@news.example>", false)]
    [InlineData("X-Auto-Response-Suppress: OOF", false)]
    public void What_a_person_wrote_is_answered_and_what_a_program_wrote_is_not(string field, bool answered) =>
        Assert.Equal(answered, AwayRules.MayAnswer(Letter("ann@other.example", field)));

    [Theory]
    [InlineData("MAILER-DAEMON@other.example")]
    [InlineData("postmaster@other.example")]
    [InlineData("owner-nurses@other.example")]
    [InlineData("nurses-request@other.example")]
    [InlineData("no-reply@other.example")]
    [InlineData("bounces+17@other.example")]
    [InlineData(null)]
    public void Nobody_is_answered_where_no_person_reads(string? sender) =>
        Assert.False(AwayRules.MayAnswer(Letter(sender, "Subject: Hello")));

    [Fact]
    public void Whoever_did_not_write_to_this_person_is_not_answered() =>
        Assert.False(AwayRules.MayAnswer(Letter("ann@other.example", "Subject: Hello") with { IsToThem = false }));

    [Theory]
    [InlineData("Rota for Mrs Kestrel", true, "Automatic reply: Rota for Mrs Kestrel")]
    [InlineData("", true, "Automatic reply")]
    [InlineData("Rota for Mrs Kestrel", false, "Automatic reply")]
    public void Outside_nobody_hears_the_subject_again(string subject, bool isOwn, string answer) =>
        Assert.Equal(answer, AwayRules.SubjectOf(subject, isOwn));

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_colleague_is_answered_once_in_seven_days(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await StartAsync(engine, clock);
        var home = await CareHome.AtAsync(server);
        await AwayAsync(home, "Back on Monday.");

        await WriteAsync(home, home.Nurse, "Rota", "<first@caremail.example>");
        Assert.Equal(1, await RunAsync(home));
        await WriteAsync(home, home.Nurse, "Rota again", "<second@caremail.example>");
        Assert.Equal(0, await RunAsync(home));
        clock.Advance(TimeSpan.FromDays(7));
        await WriteAsync(home, home.Nurse, "Rota once more", "<third@caremail.example>");
        Assert.Equal(1, await RunAsync(home));
        Assert.Equal(0, await RunAsync(home));

        var answers = await home.MailAsync(home.Nurse.MailboxId);
        Assert.Equal(2, answers.Count);
        var answer = answers[0].Text;
        Assert.Contains("Auto-Submitted: auto-replied\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Subject: Automatic reply: Rota\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("In-Reply-To: <first@caremail.example>\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Back on Monday.", answer, StringComparison.Ordinal);
        // What came is still there, unread, and no copy of an answer lies in Sent.
        var inbox = await home.MailAsync(home.Carer.MailboxId);
        Assert.Equal([false, false, false], inbox.Select(m => m.Entry.IsSeen));
        Assert.Empty(await home.MailAsync(home.Carer.MailboxId, SpecialUse.Sent));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_people_who_are_away_do_not_answer_each_other(Engine engine)
    {
        await using var server = await StartAsync(engine, new TestClock());
        var home = await CareHome.AtAsync(server);
        await AwayAsync(home, "Away.");
        await AwayAsync(home, "Away too.", home.Nurse);

        await WriteAsync(home, home.Nurse, "Before I go", "<first@caremail.example>");
        Assert.Equal(1, await RunAsync(home));
        Assert.Equal(0, await RunAsync(home));

        Assert.Single(await home.MailAsync(home.Nurse.MailboxId));
        Assert.Single(await home.MailAsync(home.Carer.MailboxId));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_came_from_outside_without_reverse_path_is_passed_over(Engine engine)
    {
        await using var server = await StartAsync(engine, new TestClock());
        var home = await CareHome.AtAsync(server);
        await AwayAsync(home, "Away.");

        // Its From says that a colleague wrote it: nobody has checked that.
        await ReceiveAsync(home, "", $"From: {home.Nurse.Address}\r\nTo: {home.Carer.Address}\r\n");

        Assert.Equal(0, await RunAsync(home));
        Assert.Empty(await home.Service<AwayReplies>().DueAsync());
        Assert.Empty(await home.MailAsync(home.Nurse.MailboxId));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_came_before_is_not_answered_and_nothing_is_after_the_last_day(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await StartAsync(engine, clock);
        var home = await CareHome.AtAsync(server);
        await WriteAsync(home, home.Nurse, "Before", "<before@caremail.example>");
        await AwayAsync(home, "Away.");
        Assert.Equal(0, await RunAsync(home));

        clock.Advance(TimeSpan.FromDays(30));
        await WriteAsync(home, home.Nurse, "After", "<after@caremail.example>");

        Assert.Equal(0, await RunAsync(home));
        Assert.Null(await home.Service<AwayReplies>().FindAsync(home.Carer.MailboxId));
    }

    private static AwayLetter Letter(string? sender, string field) =>
        new(
            sender is null ? null : EmailAddress.Parse(sender),
            Encoding.ASCII.GetBytes($"From: ann@other.example\r\n{field}\r\nDate: today\r\n\r\n"),
            true
        );

    // The rounds are this test's alone.
    private static Task<RunningServer> StartAsync(Engine engine, TestClock clock) =>
        RunningServer.StartAsync(
            engine,
            replace: services =>
            {
                services.AddSingleton<TimeProvider>(clock);
                services.Remove(services.Single(s => s.ImplementationType == typeof(AwayWorker)));
            }
        );

    private static Task<int> RunAsync(CareHome home) => home.Service<AwayAnswers>().RunOnceAsync();

    private static async Task AwayAsync(CareHome home, string words, Resident? who = null)
    {
        var now = home.Service<TimeProvider>().GetUtcNow();
        var reply = new AwayReply
        {
            MailboxId = (who ?? home.Carer).MailboxId,
            Words = words,
            Begins = now,
            Ends = now.AddDays(29),
        };
        await home.Service<Database>().WriteAsync(tx => home.Service<AwayReplies>().SetAsync(tx, reply));
    }

    private static async Task WriteAsync(CareHome home, Resident from, string subject, string id)
    {
        await using var message = home.Service<MailStore>().Receive(10_000);
        await message.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"From: {from.Address}\r\nTo: {home.Carer.Address}\r\nSubject: {subject}\r\nMessage-ID: {id}\r\n\r\nHello\r\n"
            )
        );
        var sent = await home.Service<MailDelivery>()
            .SubmitAsync(
                new Submission
                {
                    AccountId = from.AccountId,
                    Sender = EmailAddress.Parse(from.Address),
                    Recipients = [EmailAddress.Parse(home.Carer.Address)],
                    Message = message,
                }
            );
        Assert.True(sent.IsAccepted);
    }

    private static async Task ReceiveAsync(CareHome home, string reversePath, string fields)
    {
        await using var message = home.Service<MailStore>().Receive(10_000);
        await message.WriteAsync(Encoding.ASCII.GetBytes(fields + "Subject: Hello\r\n\r\nHello\r\n"));
        var to = (await home.Service<Addresses>().ResolveAsync(EmailAddress.Parse(home.Carer.Address)))!;
        var outcome = await home.Service<MailDelivery>()
            .DeliverAsync(message, Encoding.ASCII.GetBytes(TraceFields.ReturnPath(reversePath)), [to]);
        Assert.Equal(DeliveryOutcome.Delivered, outcome);
    }
}
