using CareMail.Mailboxes;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.AddressBook;

/// <summary>Somebody new who is to have an address made of their name.</summary>
public sealed record NewcomerAddress(Guid MailboxId, string FirstName, string LastName, string DisplayName);

/// <summary>Addresses of many new people of one place, in a handful of statements however many they are.</summary>
public static class PersonalAddresses
{
    private const int Namesakes = 10_000;
    private const int AttemptsAtFirst = 4;

    private sealed record Row(EmailAddress Address, NewcomerAddress Person, Place At, DateTimeOffset Now);

    private sealed record Word(string Text, string AddressKey, Guid OrganisationId);

    private sealed record Spelling(string Variant, string Word);

    /// <summary>Whose people they are, and how the directory names the place.</summary>
    public sealed record Place(Guid OrganisationId, string Name, string Domain);

    private static readonly BulkRows<Row> Insert = BulkRows<Row>.Insert(
        "addressbook_address",
        "ON CONFLICT (address_key) DO NOTHING",
        BulkColumn<Row>.Text("address_key", r => r.Address.Key),
        BulkColumn<Row>.Text("address", r => r.Address.ToString()),
        BulkColumn<Row>.Id("mailbox_id", r => r.Person.MailboxId),
        BulkColumn<Row>.Id("organisation_id", r => r.At.OrganisationId),
        BulkColumn<Row>.Number("kind", _ => (long)MailboxKind.Personal),
        BulkColumn<Row>.Number("state", _ => (long)AddressState.Waiting),
        BulkColumn<Row>.Flag("is_primary", _ => true),
        BulkColumn<Row>.Text("display_name", r => r.Person.DisplayName),
        BulkColumn<Row>.Text("place", r => r.At.Name),
        BulkColumn<Row>.Instant("created", r => r.Now)
    );

    private static readonly BulkRows<Word> InsertWords = BulkRows<Word>.Insert(
        "addressbook_word",
        "ON CONFLICT DO NOTHING",
        BulkColumn<Word>.Text("word", w => w.Text),
        BulkColumn<Word>.Text("address_key", w => w.AddressKey),
        BulkColumn<Word>.Id("organisation_id", w => w.OrganisationId)
    );

    private static readonly BulkRows<Spelling> InsertSpellings = BulkRows<Spelling>.Insert(
        "addressbook_spelling",
        "ON CONFLICT DO NOTHING",
        BulkColumn<Spelling>.Text("variant", s => s.Variant),
        BulkColumn<Spelling>.Text("word", s => s.Word)
    );

    /// <summary>
    /// For each the first of first.last, first.last2, … that nobody has or ever had; mail to it waits until they have done
    /// their tasks.
    /// </summary>
    /// <returns>By mailbox.</returns>
    public static async Task<IReadOnlyDictionary<Guid, EmailAddress>> RegisterAsync(
        WriteTransaction tx,
        IReadOnlyList<NewcomerAddress> people,
        Place at,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(tx);
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(at);
        var registered = new Dictionary<Guid, EmailAddress>();
        for (var waiting = people; waiting.Count > 0; )
        {
            var rows = (await ChooseAsync(tx, waiting, at.Domain))
                .Select(chosen => new Row(chosen.Address, chosen.Person, at, now))
                .ToList();
            if (await Insert.RunAsync(tx, rows) < rows.Count)
            {
                // Somebody was quicker with one of the names: it is theirs, and another is looked for.
                var ours = await tx.QueryAsync<string>(
                    $"SELECT address_key FROM addressbook_address WHERE {SqlIds.In(tx.Engine, "mailbox_id", "@ids")}",
                    new { ids = SqlIds.List(tx.Engine, rows.Select(r => r.Person.MailboxId)) }
                );
                rows = [.. rows.Where(r => ours.Contains(r.Address.Key, StringComparer.Ordinal))];
            }

            foreach (var row in rows)
            {
                registered.Add(row.Person.MailboxId, row.Address);
            }

            await AddWordsAsync(tx, rows);
            waiting = [.. waiting.Where(p => !registered.ContainsKey(p.MailboxId))];
        }

        return registered;
    }

    private static async Task<IReadOnlyList<(NewcomerAddress Person, EmailAddress Address)>> ChooseAsync(
        WriteTransaction tx,
        IReadOnlyList<NewcomerAddress> people,
        string domain
    )
    {
        var chosen = new List<(NewcomerAddress, EmailAddress)>();
        var used = new HashSet<EmailAddress>();
        // Namesakes wait in one line: what one leaves free the next may take.
        var lines = people
            .GroupBy(p => AddressRules.ForPerson(p.FirstName, p.LastName, 1), StringComparer.Ordinal)
            .Select(line => new Queue<NewcomerAddress>(line))
            .ToList();
        for (var (from, width) = (1, AttemptsAtFirst); lines.Count > 0; from += width, width *= 4)
        {
            if (from > Namesakes)
            {
                throw new InvalidOperationException("Ten thousand people of one name.");
            }

            var tries = lines.ToDictionary(line => line, line => Tries(line.Peek(), from, width, domain));
            var taken = await TakenAsync(tx, tries.Values.SelectMany(t => t));
            foreach (var (line, addresses) in tries)
            {
                foreach (var address in addresses.Where(a => line.Count > 0 && !taken.Contains(a.Key) && used.Add(a)))
                {
                    chosen.Add((line.Dequeue(), address));
                }
            }

            lines.RemoveAll(line => line.Count == 0);
        }

        return chosen;
    }

    private static List<EmailAddress> Tries(NewcomerAddress person, int from, int width, string domain) =>
        [
            .. Enumerable
                .Range(from, width)
                .Select(n =>
                    EmailAddress.Parse($"{AddressRules.ForPerson(person.FirstName, person.LastName, n)}@{domain}")
                ),
        ];

    private static async Task<HashSet<string>> TakenAsync(WriteTransaction tx, IEnumerable<EmailAddress> addresses) =>
        [
            .. await tx.QueryAsync<string>(
                $"SELECT address_key FROM addressbook_address WHERE {TextList.In(tx.Engine, "address_key", "@keys")}",
                new { keys = TextList.Of(tx.Engine, addresses.Select(a => a.Key)) }
            ),
        ];

    private static async Task AddWordsAsync(WriteTransaction tx, List<Row> rows)
    {
        var words = rows.SelectMany(r =>
                AddressRules
                    .Words(r.Person.DisplayName, r.Address.LocalPart)
                    .Select(word => new Word(word, r.Address.Key, r.At.OrganisationId))
            )
            .ToList();
        await InsertWords.RunAsync(tx, words);
        var names = words.Select(w => w.Text).Where(SpellingRules.IsName).Distinct(StringComparer.Ordinal).ToList();
        var known = await tx.QueryAsync<string>(
            $"SELECT word FROM addressbook_spelling WHERE variant = word AND {TextList.In(tx.Engine, "variant", "@names")}",
            new { names = TextList.Of(tx.Engine, names) }
        );
        await InsertSpellings.RunAsync(
            tx,
            [
                .. names
                    .Except(known, StringComparer.Ordinal)
                    .SelectMany(name => SpellingRules.Variants(name).Select(variant => new Spelling(variant, name))),
            ]
        );
    }
}
