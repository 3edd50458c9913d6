using System.Security.Cryptography;
using CareMail.Access;
using CareMail.Notices;
using CareMail.Registers;
using CareMail.Storage;

namespace CareMail.Joining.Applying;

/// <summary>How a one-time code reaches the home.</summary>
public enum CodeWay
{
    /// <summary>By text message, now.</summary>
    Text,

    /// <summary>A caseworker rings the number and reads it out.</summary>
    Voice,
}

/// <summary>A code is on its way.</summary>
/// <param name="Ending">Of the number it goes to.</param>
public sealed record CodeOnItsWay(CodeWay Way, string Ending);

/// <summary>
/// Proves that the applicant is the home, by what a regulator holds of it: the contact ID on the registered manager's
/// certificate, or a code to the telephone number CQC has. Guesses are counted before they are checked.
/// </summary>
public sealed class ProveHome
{
    private readonly Database _database;
    private readonly Applications _applications;
    private readonly ContactRegister _register;
    private readonly Contacts _contacts;
    private readonly NoticeQueue _notices;
    private readonly JoiningKeys _keys;
    private readonly Guesses _guesses;
    private readonly JoiningLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<ProveHome> _log;

    internal ProveHome(
        Database database,
        Applications applications,
        ContactRegister register,
        Contacts contacts,
        NoticeQueue notices,
        JoiningKeys keys,
        Guesses guesses,
        JoiningLimits limits,
        TimeProvider time,
        ILogger<ProveHome> log
    )
    {
        (_database, _applications, _register, _contacts) = (database, applications, register, contacts);
        (_notices, _keys, _guesses, _limits, _time, _log) = (notices, keys, guesses, limits, time, log);
    }

    private static Refusal NoMoreTries(string field) =>
        new(
            "Too many tries for this home. We have told a caseworker. Choose “I can do neither”, or ask the helpdesk",
            field
        );

    public async Task<Outcome<Application>> ByContactIdAsync(
        Application application,
        string? typed,
        string network,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(application);
        if (string.IsNullOrWhiteSpace(typed))
        {
            return new Refusal("Enter the contact ID on the registered manager’s certificate", "ContactId");
        }

        if (!await TakeGuessAsync(application, network, ct))
        {
            return NoMoreTries("ContactId");
        }

        var contact = application.LocationId is { } location
            ? await _register.FindByContactIdAsync(location, typed, ct)
            : null;
        if (contact is not null)
        {
            return await ProvedAsync(application, Proof.ContactId, network, ct);
        }

        await _database.WriteAsync(tx => _applications.EventAsync(tx, application.Id, EventKind.WrongGuess), ct);
        return new Refusal(
            "CQC holds no such contact ID for this home. It looks like 1-123456 or CON1-123456",
            "ContactId"
        );
    }

    /// <summary>Sends a code to the number CQC holds, or asks a caseworker to ring it.</summary>
    public async Task<Outcome<CodeOnItsWay>> SendCodeAsync(
        Application application,
        string ending,
        string network,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(application);
        var number = (await _contacts.NumbersAsync(application.LocationId, ct)).FirstOrDefault(n => n.Ending == ending);
        if (number is null)
        {
            return new Refusal("Choose one of the numbers CQC holds", "Way");
        }

        var tries = new Dictionary<string, TryAllowance> { ["codes to " + application.Place] = _limits.CodesByPlace };
        if (!await _guesses.TakeAsync(tries, ct))
        {
            return new Refusal(
                "We have sent several codes to this home. Wait until tomorrow, or ask the helpdesk",
                "Way"
            );
        }

        return await _database.WriteOrRefuseAsync<CodeOnItsWay>(
            async tx =>
            {
                if (await TakeDraftAsync(tx, application.Id) is null)
                {
                    return ChangeDraft.SentAlready;
                }

                if (number.Mobile is not { } mobile)
                {
                    await ApplicationTable.SetAsync(
                        tx,
                        application.Id,
                        "ring_wanted = @now, code_hash = NULL",
                        new { now = _time.GetUtcNow() }
                    );
                    await _applications.EventAsync(tx, application.Id, EventKind.RingWanted);
                    return new CodeOnItsWay(CodeWay.Voice, number.Ending);
                }

                var code = await NewCodeAsync(tx, application.Id, _limits.CodeLife);
                await _notices.DropAsync(tx, NoticeKind.OneTimeCode, application.Id);
                await _notices.QueueAsync(tx, CodeNotice(application, mobile, code));
                await _applications.EventAsync(tx, application.Id, EventKind.CodeSent);
                await _applications.RecordAsync(tx, "application.code", application, null, network);
                return new CodeOnItsWay(CodeWay.Text, number.Ending);
            },
            ct
        );
    }

    public async Task<Outcome<Application>> ByCodeAsync(
        Application application,
        string? typed,
        string network,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(application);
        var digits = new string([.. (typed ?? "").Where(char.IsAsciiDigit)]);
        if (digits.Length == 0)
        {
            return new Refusal("Enter the six-digit code", "Code");
        }

        var guess = await _database.WriteAsync(
            async tx =>
            {
                if (
                    await TakeDraftAsync(tx, application.Id) is not { CodeHash: { } hash } now
                    || now.CodeUntil <= _time.GetUtcNow()
                )
                {
                    return CodeGuess.NoneValid;
                }

                if (now.CodeTries >= _limits.TriesOfCode)
                {
                    return CodeGuess.UsedUp;
                }

                await ApplicationTable.SetAsync(tx, now.Id, "code_tries = code_tries + 1", new { });
                return CryptographicOperations.FixedTimeEquals(_keys.OfCode(now.Id, digits), hash)
                    ? now.RingWanted is null
                        ? CodeGuess.RightByText
                        : CodeGuess.RightByVoice
                    : now.CodeTries + 1 >= _limits.TriesOfCode
                        ? CodeGuess.UsedUp
                        : CodeGuess.Wrong;
            },
            ct
        );
        switch (guess)
        {
            case CodeGuess.RightByText:
                return await ProvedAsync(application, Proof.CodeByText, network, ct);
            case CodeGuess.RightByVoice:
                return await ProvedAsync(application, Proof.CodeByVoice, network, ct);
            case CodeGuess.NoneValid:
                return new Refusal("That code has run out. Ask for a new one", "Code");
            case CodeGuess.UsedUp:
                await AlarmAsync(application, ct);
                return new Refusal("That code was wrong too often. Ask for a new one", "Code");
            default:
                await _database.WriteAsync(
                    tx => _applications.EventAsync(tx, application.Id, EventKind.WrongGuess),
                    ct
                );
                return new Refusal("That code is not right", "Code");
        }
    }

    /// <summary>A new code, which replaces the one before. Told to whoever calls: by text message, or a caseworker's voice.</summary>
    internal async Task<string> NewCodeAsync(WriteTransaction tx, Guid applicationId, TimeSpan life)
    {
        var code = JoiningKeys.NewCode();
        await ApplicationTable.SetAsync(
            tx,
            applicationId,
            "code_hash = @hash, code_until = @until, code_tries = 0",
            new { hash = _keys.OfCode(applicationId, code), until = _time.GetUtcNow() + life }
        );
        return code;
    }

    private NewNotice CodeNotice(Application application, UkMobile mobile, string code) =>
        new(NoticeKind.OneTimeCode, application.Id, mobile.International)
        {
            Values = new Dictionary<string, string>
            {
                ["code"] = code,
                ["home"] = application.Home,
                ["minutes"] = $"{(int)_limits.CodeLife.TotalMinutes}",
            },
            UsefulUntil = _time.GetUtcNow() + _limits.CodeLife,
        };

    private Task<Outcome<Application>> ProvedAsync(
        Application application,
        Proof proof,
        string network,
        CancellationToken ct
    ) =>
        _database.WriteOrRefuseAsync<Application>(
            async tx =>
            {
                if (await TakeDraftAsync(tx, application.Id) is null)
                {
                    return ChangeDraft.SentAlready;
                }

                await ApplicationTable.SetAsync(
                    tx,
                    application.Id,
                    "proof = @proof, proved = @now, ring_wanted = NULL, code_hash = NULL",
                    new { proof, now = _time.GetUtcNow() }
                );
                await _applications.EventAsync(tx, application.Id, EventKind.Proved, words: proof.ToString());
                await _applications.RecordAsync(tx, "application.prove", application, null, network, proof.ToString());
                return application;
            },
            ct
        );

    /// <summary>The applicant can do neither: nothing is proved, and nothing is approved before a caseworker has rung.</summary>
    public Task<Outcome<Application>> LeaveToCaseworkerAsync(Guid id, CancellationToken ct = default) =>
        _database.WriteOrRefuseAsync<Application>(
            async tx =>
            {
                if (await TakeDraftAsync(tx, id) is not { } draft)
                {
                    return ChangeDraft.SentAlready;
                }

                await ApplicationTable.SetAsync(
                    tx,
                    id,
                    "proof = @proof, proved = NULL, ring_wanted = NULL, code_hash = NULL",
                    new { proof = Proof.LeftToCaseworker }
                );
                return draft;
            },
            ct
        );

    private static async Task<Application?> TakeDraftAsync(WriteTransaction tx, Guid id) =>
        await ApplicationTable.TakeAsync(tx, id) is { State: ApplicationState.Draft } draft ? draft : null;

    private async Task<bool> TakeGuessAsync(Application application, string network, CancellationToken ct)
    {
        var tries = new Dictionary<string, TryAllowance>
        {
            [$"contact at {application.Place} from {network}"] = _limits.ContactIdByNetwork,
            ["contact at " + application.Place] = _limits.ContactIdByPlace,
        };
        if (await _guesses.TakeAsync(tries, ct))
        {
            return true;
        }

        await AlarmAsync(application, ct);
        return false;
    }

    /// <summary>One alarm a home until somebody has seen it.</summary>
    private async Task AlarmAsync(Application application, CancellationToken ct)
    {
        var raised = await _database.WriteAsync(
            tx => AlarmTable.RaiseAsync(tx, application.Place, application.Home, _time.GetUtcNow()),
            ct
        );
        if (raised)
        {
            JoiningLog.Guessing(_log, application.Id);
        }
    }

    private enum CodeGuess
    {
        Wrong,
        RightByText,
        RightByVoice,
        NoneValid,
        UsedUp,
    }
}
