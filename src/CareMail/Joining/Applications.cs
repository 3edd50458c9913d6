using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CareMail.Audit;
using CareMail.Notices;
using CareMail.Storage;

namespace CareMail.Joining;

/// <summary>Applications as their applicants and caseworkers meet them, and what every use case here does with one.</summary>
internal sealed class Applications
{
    private readonly Database _database;
    private readonly JoiningKeys _keys;
    private readonly PersonTable _people;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _time;

    public Applications(Database database, JoiningKeys keys, PersonTable people, AuditTrail audit, TimeProvider time) =>
        (_database, _keys, _people, _audit, _time) = (database, keys, people, audit, time);

    /// <summary>Whoever has the applicant's key may see it; for a wrong key it is not there.</summary>
    public async Task<Application?> FindAsync(ApplicantKey? key, CancellationToken ct = default)
    {
        var found = await ApplicationTable.FindAsync(_database, key?.ApplicationId ?? Guid.Empty, ct);
        return
            found is not null
            && _keys.KeyOf(found) is { } right
            && CryptographicOperations.FixedTimeEquals(
                MemoryMarshal.AsBytes<char>(key!.Secret),
                MemoryMarshal.AsBytes<char>(right.Secret)
            )
            && IsAlive(found)
            ? found
            : null;
    }

    public Task<Application?> FindAsync(Guid id, CancellationToken ct = default) =>
        ApplicationTable.FindAsync(_database, id, ct);

    public Task<IReadOnlyList<NamedPerson>> PeopleAsync(Application application, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(application);
        return _people.OfAsync(application.Id, ct);
    }

    public Task<IReadOnlyList<ApplicationEvent>> EventsAsync(Application application, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(application);
        return EventTable.OfAsync(_database, application.Id, ct);
    }

    /// <summary>Where the applicant is written to; null once it is erased.</summary>
    public string? EmailOf(Application application)
    {
        ArgumentNullException.ThrowIfNull(application);
        return _keys.Open(application.Id, application.Email);
    }

    /// <summary>Records what was done to an application, by an account or, from this network, by its applicant.</summary>
    internal Task RecordAsync(
        WriteTransaction tx,
        string act,
        Application application,
        Guid? actor,
        string origin,
        string? newValue = null,
        string? reason = null
    ) =>
        _audit.RecordAsync(
            tx,
            new AuditEntry(
                actor,
                act,
                application.Id,
                application.OrganisationId,
                origin,
                NewValue: newValue ?? $"{application.Reference} {application.Place}",
                Reason: reason
            )
        );

    internal Task EventAsync(
        WriteTransaction tx,
        Guid applicationId,
        EventKind kind,
        Guid? actor = null,
        string? words = null
    ) => EventTable.AddAsync(tx, applicationId, kind, _time.GetUtcNow(), actor, words);

    // A draft has run out on its day, whenever the clearing comes by.
    private bool IsAlive(Application application) =>
        application.State is not ApplicationState.Expired
        && application.Erased is null
        && (application.State is not ApplicationState.Draft || application.Expires > _time.GetUtcNow());
}

/// <summary>Links and letters to applicants.</summary>
internal sealed class ApplicantLetters(NoticeQueue notices, JoiningKeys keys, Hosting.CareMailSettings settings)
{
    /// <summary>The way back. Made from the service's own origin, never from what a request says its host is.</summary>
    public string LinkOf(Application application) =>
        keys.KeyOf(application) is { } key ? LinkTo("/join/back/" + key.Token) : LinkTo("/join");

    /// <summary>Whom somebody may ring who reads a notice.</summary>
    public string Helpdesk => settings.Helpdesk.Length > 0 ? settings.Helpdesk : "the helpdesk";

    /// <summary>A link to a page of the service.</summary>
    public string LinkTo(string path) => new Uri(settings.Url, path).ToString();

    /// <summary>Tells the applicant, if there is an address to tell.</summary>
    internal async Task WriteAsync(
        WriteTransaction tx,
        Application application,
        NoticeKind kind,
        params (string Name, string Value)[] values
    )
    {
        if (keys.Open(application.Id, application.Email) is not { } email)
        {
            return;
        }

        var all = values.ToDictionary(v => v.Name, v => v.Value);
        all.TryAdd("home", application.Home);
        all.TryAdd("reference", application.Reference);
        all.TryAdd("words", "");
        all.TryAdd("link", LinkOf(application));
        await notices.QueueAsync(tx, new NewNotice(kind, application.Id, email) { Values = all });
    }
}
