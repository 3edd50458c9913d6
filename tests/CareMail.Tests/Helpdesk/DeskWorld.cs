using System.Globalization;
using System.Text;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Accounts.Tasks;
using CareMail.Delivery;
using CareMail.Helpdesk;
using CareMail.Identity.Tasks;
using CareMail.Mailboxes;
using CareMail.Notices;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;
using CareMail.Tests.Joining;
using CareMail.Tests.Support;

namespace CareMail.Tests.Helpdesk;

/// <summary>A home with a locked-out nurse, a colleague who shares its mailbox, and two agents of the national helpdesk.</summary>
internal sealed class DeskWorld
{
    private const string Secret = "lanternotter";

    private static int _nurses;

    private DeskWorld(JoiningWorld joining) => Joining = joining;

    public JoiningWorld Joining { get; }

    public TestPeople People => Joining.People;

    public required Organisation Home { get; init; }

    public required TestPerson Nurse { get; init; }

    public required TestPerson Colleague { get; init; }

    public required MadeMailbox Shared { get; init; }

    public required TestPerson Agent { get; init; }

    public required TestPerson SecondAgent { get; init; }

    public required string Mobile { get; init; }

    public static async Task<DeskWorld> OnAsync(JoiningWorld joining)
    {
        var people = joining.People;
        var home = await people.OrganisationAsync();
        var nurse = await people.PersonAsync(home, "Nora", "Nurse");
        var colleague = await people.PersonAsync(home, "Cora", "Colleague");
        TestPeople.Done(await people.Get<ChangeAccountSecret>().RunAsync(nurse.Actor, Secret));
        var mobile = string.Create(CultureInfo.InvariantCulture, $"07700 91{Interlocked.Increment(ref _nurses):0000}");
        var read = UkMobile.Find(mobile)!;
        await people
            .Get<Database>()
            .WriteAsync(tx => people.Get<Resecuring>().MoveMobileAsync(tx, nurse.Id, read.National));
        return new DeskWorld(joining)
        {
            Home = home,
            Nurse = nurse,
            Colleague = colleague,
            Shared = await people.SharedMailboxAsync(home, colleague, nurse),
            Agent = await people.PersonAsync(null, "Ada", "Agent", Role.NationalHelpdesk),
            SecondAgent = await people.PersonAsync(null, "Bert", "Agent", Role.NationalHelpdesk),
            Mobile = read.National,
        };
    }

    public T Get<T>()
        where T : notnull => Joining.Get<T>();

    /// <summary>The nurse is on the line.</summary>
    public async Task<OpenedCase> CallAsync(TestPerson? agent = null, CaseTopic topic = CaseTopic.Password) =>
        TestPeople.Done(
            await Get<OpenCase>()
                .ByTelephoneAsync(
                    (agent ?? Agent).Actor,
                    new CaseRequest(topic, "Nora", "01632 960188", Nurse.Address, "", "I cannot get in."),
                    default
                )
        );

    public async Task<(long Version, long Seen)> StandAsync(Guid caseId)
    {
        var file = (await Get<CaseFiles>().FindAsync(Agent.Actor, caseId, default))!;
        return (file.Case.Version, file.Mark?.Version ?? 0);
    }

    public async Task<SecretVerdict> LettersAsync(Guid caseId, string secret = Secret, TestPerson? agent = null)
    {
        var asked = (await Get<SecretChecks>().AskAsync(Nurse.Id))!;
        var places = asked.Prompts.Select(p => int.Parse(p.Split(' ')[1], CultureInfo.InvariantCulture));
        var answer = await Get<KnowCaller>()
            .ByLettersAsync(
                (agent ?? Agent).Actor,
                caseId,
                [.. places.Select(at => secret.Length < at ? "?" : secret[at - 1].ToString())]
            );
        return TestPeople.Done(answer).Verdict;
    }

    public async Task<Outcome<string>> ChangeAsync(Guid caseId, AccountChange change, TestPerson? agent = null)
    {
        var (version, seen) = await StandAsync(caseId);
        return await Get<ChangeAccount>().RunAsync((agent ?? Agent).Actor, caseId, version, seen, change, "locked out");
    }

    /// <summary>Somebody writes to the helpdesk, from their own mailbox or the shared one.</summary>
    public async Task WriteAsync(TestPerson who, string from, string subject)
    {
        var store = Get<MailStore>();
        await using var message = store.Receive(10_000);
        await message.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"From: {from}\r\nTo: helpdesk@caremail.example\r\nSubject: {subject}\r\n\r\nNora cannot get in, please help.\r\n"
            )
        );
        var sent = await Get<MailDelivery>()
            .SubmitAsync(
                new Submission
                {
                    AccountId = who.Id,
                    Sender = EmailAddress.Parse(from),
                    Recipients = [EmailAddress.Parse("helpdesk@caremail.example")],
                    Message = message,
                }
            );
        Assert.True(sent.IsAccepted, sent.Outcome.ToString());
    }

    public async Task<HelpCase> NewestCaseAsync() =>
        (await Get<Database>().QuerySingleOrDefaultAsync<Guid>("SELECT id FROM helpdesk_case ORDER BY id DESC LIMIT 1"))
            is var id
        && await Get<CaseFiles>().FindAsync(Agent.Actor, id, default) is { } file
            ? file.Case
            : throw new InvalidOperationException("There is no case.");
}
