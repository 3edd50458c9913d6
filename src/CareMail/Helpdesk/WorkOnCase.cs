using CareMail.Access;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Helpdesk;

/// <summary>What an agent does with a case itself: takes it, writes a note, says whom it is about, answers, settles it.</summary>
public sealed class WorkOnCase
{
    private readonly Desk _desk;
    private readonly AccountRecords _accounts;
    private readonly Addresses _addresses;
    private readonly NoticeQueue _notices;

    internal WorkOnCase(Desk desk, AccountRecords accounts, Addresses addresses, NoticeQueue notices) =>
        (_desk, _accounts, _addresses, _notices) = (desk, accounts, addresses, notices);

    public async Task<Outcome<string>> TakeAsync(Actor actor, Guid id, long version, CancellationToken ct = default) =>
        Said(
            await _desk.RunAsync(
                actor,
                id,
                version,
                async (tx, _) =>
                {
                    await CaseTable.SetAsync(tx, id, "owner_id = @me", new { me = actor.AccountId });
                    return new Done(CaseEventKind.Taken);
                },
                ct: ct
            ),
            "You have this case."
        );

    public async Task<Outcome<string>> NoteAsync(
        Actor actor,
        Guid id,
        long version,
        string? words,
        CancellationToken ct = default
    ) =>
        _desk.WrongWords(words, "Write the note") is { } wrong
            ? wrong
            : Said(
                await _desk.RunAsync(
                    actor,
                    id,
                    version,
                    (_, _) => Task.FromResult<Outcome<Done>>(new Done(CaseEventKind.Note, words!.Trim())),
                    ct: ct
                ),
                "The note is kept."
            );

    /// <summary>Somebody else than before: what was known of the caller does not count for them.</summary>
    public async Task<Outcome<string>> AboutAsync(
        Actor actor,
        Guid id,
        long version,
        string? address,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        var none = new Refusal("There is no such person, or they are not yours to look after", "Address");
        if (
            string.IsNullOrWhiteSpace(address)
            || await _accounts.FindByNameAsync(address, ct) is not { } found
            || await _desk.PersonAsync(actor, Act.WorkOnCases, found.Id, ct) is not { } person
        )
        {
            return none;
        }

        return Said(
            await _desk.RunAsync(
                actor,
                id,
                version,
                async (tx, _) =>
                {
                    await CaseTable.SetAsync(
                        tx,
                        id,
                        """
                        account_id = @Id, organisation_id = @OrganisationId, pass_kind = NULL, pass_at = NULL,
                            pass_account = NULL, mobile = NULL, mobile_asked = NULL, mobile_mailbox = NULL
                        """,
                        new { person.Id, person.OrganisationId }
                    );
                    return new Done(CaseEventKind.AboutPerson, person.UserName);
                },
                ct: ct
            ),
            $"This case is about {person.DisplayName}."
        );
    }

    /// <summary>By mail, to the mailbox the case came from. What the caller told by telephone is answered there.</summary>
    public async Task<Outcome<string>> AnswerAsync(
        Actor actor,
        Guid id,
        long version,
        string? words,
        CancellationToken ct = default
    ) =>
        _desk.WrongWords(words, "Write the answer") is { } wrong
            ? wrong
            : Said(
                await _desk.RunAsync(
                    actor,
                    id,
                    version,
                    async (tx, c) =>
                    {
                        if (
                            c.MailboxId is not { } mailbox
                            || !(await _addresses.OfMailboxesAsync([mailbox], ct)).TryGetValue(mailbox, out var to)
                        )
                        {
                            return new Refusal("This case did not come by mail: ring back.");
                        }

                        await _notices.QueueAsync(
                            tx,
                            new NewNotice(NoticeKind.CaseAnswer, id, to.ToString())
                            {
                                Values = new Dictionary<string, string>
                                {
                                    ["reference"] = c.Reference,
                                    ["words"] = words!.Trim(),
                                },
                            }
                        );
                        return new Done(CaseEventKind.Answered, words!.Trim());
                    },
                    ct: ct
                ),
                "The answer is on its way."
            );

    public async Task<Outcome<string>> SettleAsync(
        Actor actor,
        Guid id,
        long version,
        string? words,
        CancellationToken ct = default
    ) =>
        _desk.WrongWords(words, "Say what became of it") is { } wrong
            ? wrong
            : Said(
                await _desk.RunAsync(
                    actor,
                    id,
                    version,
                    async (tx, _) =>
                    {
                        await CaseTable.SetAsync(
                            tx,
                            id,
                            "state = @settled, settled = @now, mobile = NULL, pass_at = NULL",
                            new { settled = CaseState.Settled, now = _desk.Now }
                        );
                        return new Done(CaseEventKind.Settled, words!.Trim());
                    },
                    ct: ct
                ),
                "The case is settled."
            );

    private static Outcome<string> Said(Outcome<HelpCase> outcome, string sentence) =>
        outcome.IsDone(out _, out var no) ? sentence : no;
}

/// <summary>Keeps what was personal no longer than policy says; and tells the case when a notice of it could not be brought.</summary>
internal sealed class HelpdeskUpkeep(
    Database database,
    Desk desk,
    HelpdeskLimits limits,
    TimeProvider time,
    ILogger<HelpdeskUpkeep> log
) : BackgroundService, IUndelivered
{
    public async Task UndeliveredAsync(WriteTransaction tx, NoticeKind kind, Guid about, Guid? accountId)
    {
        if (kind is NoticeKind.CaseAnswer or NoticeKind.ConfirmMobile or NoticeKind.AccountChanged)
        {
            await CaseTable.AddEventAsync(tx, about, CaseEventKind.Undelivered, time.GetUtcNow(), null, null);
        }
    }

    internal async Task SweepAsync(CancellationToken ct = default)
    {
        var before = time.GetUtcNow() - await desk.KeptAsync(ct);
        await database.WriteAsync(tx => CaseTable.SweepAsync(tx, before, time.GetUtcNow()), ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(limits.SweepEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The next round tries again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                HelpdeskLog.SweepFailed(log, e);
            }
        }
    }
}

internal static partial class HelpdeskLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Cases were not swept; the next round tries again")]
    public static partial void SweepFailed(ILogger log, Exception e);
}
