using System.Text;
using CareMail.Delivery;
using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Protocols.Mime;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Delivery;

/// <summary>How much one mailbox may send, and as whom.</summary>
public class SubmissionLimitTests
{
    private static readonly SubmissionLimits Small = new()
    {
        MessagesPerMinute = 3,
        RecipientsPerMessage = 4,
        RecipientsPerDay = 5,
    };

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mailbox_sends_so_much_and_no_more(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine, replace: s => s.AddSingleton(Small));
        var home = await CareHome.AtAsync(server);
        var colleagues = new List<string> { home.Carer.Address, home.SharedAddress, home.Nurse.Address };

        Assert.Equal(SubmissionOutcome.NoRecipients, await SendAsync(home, []));
        Assert.Equal(SubmissionOutcome.Accepted, await SendAsync(home, colleagues));
        Assert.Equal(
            SubmissionOutcome.TooManyRecipients,
            await SendAsync(home, [.. Enumerable.Range(0, 5).Select(i => $"a{i}@other.example")])
        );
        Assert.Equal(SubmissionOutcome.DailyLimit, await SendAsync(home, [.. colleagues, "a@other.example"]));
        // The same address twice is one recipient.
        Assert.Equal(SubmissionOutcome.Accepted, await SendAsync(home, [home.Carer.Address, home.Carer.Address]));
        Assert.Equal(SubmissionOutcome.Accepted, await SendAsync(home, [home.Carer.Address]));
        Assert.Equal(SubmissionOutcome.DailyLimit, await SendAsync(home, [home.Carer.Address]));
        Assert.Equal(3, (await home.MailAsync(home.Carer.MailboxId)).Count);
    }

    [Fact]
    public async Task A_mailbox_that_sends_faster_than_a_person_is_slowed_down()
    {
        await using var server = await RunningServer.StartAsync(replace: s =>
            s.AddSingleton(Small with { RecipientsPerDay = 100, MessagesPerMinute = 1 })
        );
        var home = await CareHome.AtAsync(server);

        var outcomes = new List<SubmissionOutcome>();
        for (var i = 0; i < 3; i++)
        {
            outcomes.Add(await SendAsync(home, [home.Carer.Address]));
        }

        // A minute may have turned between two of them, not between all.
        Assert.Contains(SubmissionOutcome.TooFast, outcomes);
        Assert.Equal(SubmissionOutcome.Accepted, outcomes[0]);
    }

    [Fact]
    public async Task A_colleague_who_does_not_exist_is_named_and_nothing_is_sent()
    {
        await using var server = await RunningServer.StartAsync();
        var home = await CareHome.AtAsync(server);

        var outcome = await SendAsync(home, [home.Carer.Address, "nobody.atall@caremail.example"]);

        Assert.Equal(SubmissionOutcome.RecipientRefused, outcome);
        Assert.Empty(await home.MailAsync(home.Carer.MailboxId));
    }

    [Theory]
    [InlineData("a@x.example", "a@x.example", SubmissionOutcome.Accepted)]
    [InlineData("A@X.example", "a@x.EXAMPLE", SubmissionOutcome.Accepted)]
    [InlineData("a@x.example", "b@x.example", SubmissionOutcome.SenderNotAllowed)]
    [InlineData("b@x.example", "a@x.example", SubmissionOutcome.SenderNotAllowed)]
    [InlineData(null, "a@x.example", SubmissionOutcome.Accepted)]
    [InlineData(null, "b@x.example", SubmissionOutcome.SenderNotAllowed)]
    [InlineData("a@x.example", "a@x.example, b@x.example", SubmissionOutcome.SenderNotAllowed)]
    [InlineData("a@x.example", "group: a@x.example;", SubmissionOutcome.SenderNotAllowed)]
    [InlineData("a@x.example", "\"a@x.example\" <b@x.example>", SubmissionOutcome.SenderNotAllowed)]
    [InlineData("a@x.example", "", SubmissionOutcome.FromMissingOrRepeated)]
    [InlineData("a@x.example", "nonsense", SubmissionOutcome.SenderNotAllowed)]
    public void Envelope_and_header_must_both_be_ones_own(string? path, string from, SubmissionOutcome expected)
    {
        var own = new CareMail.AddressBook.SenderAddress(EmailAddress.Parse("a@x.example"), "A", Guid.NewGuid(), true);

        var (refusal, sender) = SenderRule.Check(
            path is null ? null : EmailAddress.Parse(path),
            HeaderText.ParseAddresses(from),
            [own]
        );

        Assert.Equal(expected, refusal);
        Assert.Equal(expected == SubmissionOutcome.Accepted, sender is not null);
    }

    private static async Task<SubmissionOutcome> SendAsync(CareHome home, IReadOnlyList<string> recipients)
    {
        await using var message = home.Service<MailStore>().Receive(1_000_000);
        await message.WriteAsync(Encoding.UTF8.GetBytes($"From: {home.Nurse.Address}\r\nSubject: x\r\n\r\nx\r\n"));
        var result = await home.Service<MailDelivery>()
            .SubmitAsync(
                new Submission
                {
                    AccountId = home.Nurse.AccountId,
                    Sender = EmailAddress.Parse(home.Nurse.Address),
                    Recipients = [.. recipients.Select(EmailAddress.Parse)],
                    Message = message,
                    KeepCopy = true,
                }
            );
        return result.Outcome;
    }
}
