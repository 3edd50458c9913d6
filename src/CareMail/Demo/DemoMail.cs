using System.Globalization;
using System.Text;
using CareMail.Demo.World;
using CareMail.Hosting;
using CareMail.Mailboxes;

namespace CareMail.Demo;

/// <summary>A letter whose bytes are on disk.</summary>
internal sealed record StoredLetter(Letter Letter, StoredMessage Message);

/// <summary>Puts every letter where it would lie had it been sent and dealt with: inbox, sent, drafts, folders; read or not.</summary>
internal sealed class DemoMail(MailStore store, FolderTree folders, CareMailSettings settings, ProgrammeClock clock)
{
    // The longest letter has two pictures and stays far below.
    private const long MaxSize = 1 << 20;

    // Enough at once that the message log writes them in few batches.
    private const int StoredAtOnce = 32;

    private const string OwnMail = "$CareMailOwn";

    /// <summary>Brings all letters to disk, oldest first. They lie nowhere yet.</summary>
    public async Task<IReadOnlyList<StoredLetter>> StoreAsync(CancellationToken ct)
    {
        var letters = Correspondence.Write(clock.GetUtcNow(), settings.Seed);
        var stored = new StoredLetter[letters.Count];
        var writer = new LetterWriter(settings.Domain);
        await Parallel.ForAsync(
            0,
            letters.Count,
            new ParallelOptions { MaxDegreeOfParallelism = StoredAtOnce, CancellationToken = ct },
            async (i, stop) => stored[i] = new StoredLetter(letters[i], await StoreAsync(writer, letters[i], stop))
        );
        return stored;
    }

    /// <summary>Files stored letters in the mailboxes of the people who wrote and got them.</summary>
    public async Task FileAsync(
        IReadOnlyList<StoredLetter> letters,
        IReadOnlyDictionary<string, Guid> mailboxes,
        CancellationToken ct
    )
    {
        var places = new FolderFinder(folders);
        var filings = new List<Filing>();
        var reader = new Reader([.. letters.Select(l => l.Letter)], clock.GetUtcNow(), new Dice(settings.Seed));
        foreach (var (letter, message) in letters)
        {
            foreach (var (mailbox, folder, use, flags) in reader.PlacesOf(letter))
            {
                var mailboxId = mailboxes[mailbox];
                var placement = new Placement
                {
                    MailboxId = mailboxId,
                    FolderId = folder is null ? null : await places.FindAsync(mailboxId, folder, ct),
                    Use = use,
                    Flags = flags,
                    Keywords = letter.From.IsOurs && use == SpecialUse.Inbox ? [OwnMail] : [],
                    Received = letter.At,
                };
                filings.Add(new Filing(message, placement));
            }
        }

        // One call, one transaction: UIDs follow the dates.
        var result = await store.FileAsync(filings, ct: ct);
        if (!result.IsFiled)
        {
            throw new InvalidOperationException($"The demo's letters could not be filed: {result.Outcome}.");
        }
    }

    private async Task<StoredMessage> StoreAsync(LetterWriter writer, Letter letter, CancellationToken ct)
    {
        await using var incoming = store.Receive(MaxSize);
        await incoming.WriteAsync(await writer.WriteAsync(letter), ct);
        incoming.Complete(Trace(letter));
        return await incoming.StoreAsync(ct);
    }

    // RFC 5321 §4.4: what a mail server puts before a message that came from another.
    private byte[] Trace(Letter letter)
    {
        if (letter.From.IsOurs)
        {
            return [];
        }

        var host = "mail." + letter.From.Address.Split('@')[1];
        var at = letter
            .At.ToUniversalTime()
            .ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetBytes(
            $"Return-Path: <{letter.From.Address}>\r\nReceived: from {host} by {settings.Hostname} with ESMTPS; {at}\r\n"
        );
    }

    /// <summary>Finds a mailbox's folder by name once, and makes it when it is not there.</summary>
    private sealed class FolderFinder(FolderTree folders)
    {
        private readonly Dictionary<(Guid, string), Guid> _known = [];

        public async Task<Guid> FindAsync(Guid mailboxId, string name, CancellationToken ct)
        {
            if (!_known.TryGetValue((mailboxId, name), out var id))
            {
                await folders.CreateAsync(mailboxId, name, ct);
                id = (await folders.FindAsync(mailboxId, name, ct))!.Id;
                _known.Add((mailboxId, name), id);
            }

            return id;
        }
    }
}
