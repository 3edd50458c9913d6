using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using CareMail.Access;
using CareMail.Audit;
using CareMail.Mailboxes;
using CareMail.Protocols.Mime;
using CareMail.Storage;
using Microsoft.AspNetCore.Http.Features;

namespace CareMail.Accounts;

/// <summary>A copy of a mailbox that may be taken now. Holds one of the few places until it is disposed of.</summary>
public sealed class MailboxCopy : IDisposable
{
    private const string KeptFolder = "Removed while on hold";

    private readonly IReadOnlyList<Folder> _folders;
    private readonly FolderView _view;
    private readonly IAsyncEnumerable<KeptLetter> _kept;
    private readonly SemaphoreSlim _places;

    internal MailboxCopy(
        string fileName,
        IReadOnlyList<Folder> folders,
        FolderView view,
        IAsyncEnumerable<KeptLetter> kept,
        SemaphoreSlim places
    ) => (FileName, _folders, _view, _kept, _places) = (fileName, folders, view, kept, places);

    public string FileName { get; }

    /// <summary>
    /// A zip with a folder for each folder and a file for each message as it came. Written as it is read: nothing is held
    /// in memory or on a disk, and a message that goes meanwhile is left out.
    /// </summary>
    private async Task WriteAsync(Stream to, CancellationToken ct)
    {
        await using var zip = await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, null, ct);
        foreach (var folder in _folders)
        {
            var path = string.Join('/', folder.Name.Split('/').Select(name => HeaderText.SafeFileName(name) ?? "_"));
            await foreach (var entry in _view.FetchAsync(folder.Id, UidSet.All, FetchParts.Content, ct: ct))
            {
                await AddAsync(zip, path, entry.Uid, entry.Entry.Received, entry.Content, ct);
            }
        }

        var number = 0;
        await foreach (var (message, content) in _kept.WithCancellation(ct))
        {
            await AddAsync(zip, KeptFolder, ++number, message.Received, content, ct);
        }
    }

    private static async Task AddAsync(
        ZipArchive zip,
        string path,
        long number,
        DateTimeOffset received,
        StoredMessageReader content,
        CancellationToken ct
    )
    {
        var name = $"{path}/{number.ToString("D8", CultureInfo.InvariantCulture)}.eml";
        var file = zip.CreateEntry(name, CompressionLevel.Fastest);
        file.LastWriteTime = received;
        await using var bytes = await file.OpenAsync(ct);
        await content.CopyToAsync(0, content.Size, bytes, ct);
    }

    /// <summary>The answer to a browser: a file to save.</summary>
    public Task SendAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // The compressor ends each file with a few bytes that it writes synchronously; few people do this at a time.
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        context.Response.ContentType = "application/zip";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName}\"";
        context.Response.Headers.CacheControl = "no-store";
        return WriteAsync(context.Response.Body, context.RequestAborted);
    }

    public void Dispose() => _places.Release();
}

/// <summary>A message that is in no folder any more and that a hold keeps.</summary>
internal sealed record KeptLetter(KeptMessage Message, StoredMessageReader Content);

/// <summary>
/// A person takes a copy of their own mailbox: a few times a day, and few people at a time, so that nobody else waits for
/// it. Recorded before the first byte goes.
/// </summary>
public sealed class ExportMailbox(
    Database database,
    Acts acts,
    MailboxAccess mailboxes,
    FolderTree tree,
    FolderView view,
    MailStore store,
    MailboxHolds holds,
    AuditTrail audit,
    TimeProvider time
) : IDisposable
{
    public const int PerDay = 3;

    /// <summary>Each reads a mailbox from its first message to its last.</summary>
    private const int AtOnce = 2;

    private const int LookedBackAt = 500;
    private const int KeptAtOnce = 500;

    private readonly SemaphoreSlim _places = new(AtOnce);

    public async Task<Outcome<MailboxCopy>> BeginAsync(Actor actor, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var me = actor.AccountId ?? Guid.Empty;
        if (!(await acts.OnPersonAsync(actor, Act.ExportMailbox, me, ct)).IsDone(out var person, out var no))
        {
            return no;
        }

        var since = time.GetUtcNow().AddDays(-1);
        var rows = await audit.OfSubjectAsync(me, null, LookedBackAt, ct);
        if (rows.Count(row => row.Act == Act.ExportMailbox.Spell() && row.At > since) >= PerDay)
        {
            return new Refusal("That were three copies since yesterday. Take the next one tomorrow.");
        }

        var own = (await mailboxes.OfAccountAsync(me, ct))
            .Single(g => g is { Mailbox.Kind: MailboxKind.Personal, Right: AccessRight.Owner })
            .Mailbox;
        return await BeginAsync(
            own,
            withKept: false,
            (tx, messages) =>
                acts.RecordAsync(
                    tx,
                    actor,
                    Act.ExportMailbox,
                    me,
                    person.OrganisationId,
                    null,
                    newValue: $"{messages} messages"
                ),
            ct
        );
    }

    /// <summary>A copy of a mailbox, for a use case that asked whether it may be taken.</summary>
    /// <param name="withKept">Also what its readers removed and a hold keeps.</param>
    /// <param name="record">Writes down that it is taken, and how many messages are in it, before the first byte goes.</param>
    public async Task<Outcome<MailboxCopy>> BeginAsync(
        Mailbox mailbox,
        bool withKept,
        Func<WriteTransaction, long, Task> record,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        if (!await _places.WaitAsync(TimeSpan.Zero, ct))
        {
            return new Refusal("Others are taking a copy just now. Try again in some minutes.");
        }

        try
        {
            var folders = await tree.ListAsync(mailbox.Id, ct);
            var kept = withKept ? await holds.CountKeptAsync(mailbox.Id, ct) : 0;
            await database.WriteAsync(tx => record(tx, folders.Sum(f => f.Messages) + kept), ct);
            return new MailboxCopy(
                $"{mailbox.LocalPart}.zip",
                folders,
                view,
                withKept ? KeptAsync(mailbox.Id, ct) : AsyncEnumerable.Empty<KeptLetter>(),
                _places
            );
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    public void Dispose() => _places.Dispose();

    private async IAsyncEnumerable<KeptLetter> KeptAsync(
        Guid mailboxId,
        [EnumeratorCancellation] CancellationToken ct = default
    )
    {
        // What is removed meanwhile comes before the rest and shifts it: each message goes once.
        var seen = new HashSet<Guid>();
        IReadOnlyList<KeptMessage> some;
        for (
            var skip = 0;
            (some = await holds.KeptAsync(mailboxId, KeptAtOnce, skip, ct)).Count > 0;
            skip += KeptAtOnce
        )
        {
            foreach (var message in some.Where(m => seen.Add(m.MessageId)))
            {
                if (await store.OpenAsync(message.MessageId, ct) is { } content)
                {
                    yield return new KeptLetter(message, content);
                }
            }
        }
    }
}
