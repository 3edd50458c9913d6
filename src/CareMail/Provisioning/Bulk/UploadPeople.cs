using System.Text.Json;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Provisioning.People;
using CareMail.Storage;

namespace CareMail.Provisioning.Bulk;

/// <summary>A file to be read.</summary>
/// <param name="TokenId">The token of the program that sends it; null when a person does.</param>
internal sealed record UploadedPeople(Guid OrganisationId, string FileName, byte[] Bytes, Guid? TokenId = null);

/// <summary>
/// Reads a whole file of people and says of every row what is wrong with it, or what will happen. Nothing happens before
/// somebody has looked.
/// </summary>
internal sealed class UploadPeople(
    Database database,
    Acts acts,
    Places places,
    PeopleSync sync,
    PersonTable people,
    AccountRecords accounts,
    Addresses addresses,
    TimeProvider time
)
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public async Task<Outcome<BulkFile>> RunAsync(Actor actor, UploadedPeople file, CancellationToken ct)
    {
        var found = await acts.AtOrganisationAsync(actor, Act.ImportPeople, file.OrganisationId, ct);
        if (!found.IsDone(out var organisation, out var no))
        {
            return no;
        }

        if (file.Bytes.Length == 0)
        {
            return new Refusal("The file is empty.", "File");
        }

        if (file.Bytes.Length > BulkLimits.Bytes)
        {
            return new Refusal($"A file has at most {BulkLimits.Bytes >> 20} MB.", "File");
        }

        var text = Text(file.Bytes);
        using var lines = new BulkLines(text, BulkText.SeparatorOf(text)).Read().GetEnumerator();
        return await ReadAsync(actor, file, organisation, lines, ct);
    }

    private static string Text(byte[] bytes)
    {
        var text = BulkText.EncodingOf(bytes).GetString(bytes);
        return text.Length > 0 && text[0] == '\uFEFF' ? text[1..] : text;
    }

    private async Task<Outcome<BulkFile>> ReadAsync(
        Actor actor,
        UploadedPeople file,
        Organisation organisation,
        IEnumerator<BulkLine> lines,
        CancellationToken ct
    )
    {
        List<string> headings = lines.MoveNext()
            ? [.. lines.Current.Cells.Select(h => h.Trim().ToLowerInvariant())]
            : [];
        if (headings.Count > BulkLimits.Columns || BulkRules.OfHeadings(headings) is { })
        {
            return new Refusal(BulkRules.OfHeadings(headings) ?? "The file has too many columns.", "File");
        }

        var bulk = new BulkFile
        {
            Id = Ids.New(),
            OrganisationId = organisation.Id,
            FileName = NameOf(file.FileName),
            Headings = JsonSerializer.Serialize(headings, Plain),
            State = BulkState.Reading,
            MadeBy = actor.AccountId,
            TokenId = file.TokenId,
            ActorName = actor.Name,
            Origin = actor.Origin,
            Started = time.GetUtcNow(),
        };
        await sync.CatchUpAsync(ct);
        var sites = await places.OfAsync(actor, Act.ImportPeople, ct);
        var reach = sites.Where(s => s.Id == organisation.Id || s.HeadquartersId == organisation.Id).ToList();
        var known = await BulkKnown.OfAsync(people, accounts, organisation, reach, addresses.Domain, ct);
        await database.WriteAsync(tx => BulkTable.InsertAsync(tx, bulk), ct);
        return await StageAsync(bulk, headings, known, lines, ct);
    }

    private async Task<Outcome<BulkFile>> StageAsync(
        BulkFile bulk,
        List<string> headings,
        BulkKnown known,
        IEnumerator<BulkLine> lines,
        CancellationToken ct
    )
    {
        var slice = new List<BulkRow>();
        long rows = 0;
        long wrong = 0;
        while (lines.MoveNext())
        {
            if (lines.Current.Cells.All(string.IsNullOrWhiteSpace))
            {
                continue;
            }

            if (++rows > BulkLimits.Rows)
            {
                return await DropAsync(bulk, $"A file has at most {BulkLimits.Rows:N0} rows. Send it in parts.");
            }

            var row = Row(lines.Current, headings, known);
            wrong += row.State is RowState.Wrong ? 1 : 0;
            slice.Add(row);
            if (slice.Count == BulkLimits.Slice)
            {
                await database.WriteAsync(tx => BulkTable.InsertAsync(tx, bulk.Id, slice), ct);
                slice.Clear();
            }
        }

        if (rows == 0)
        {
            return await DropAsync(bulk, "The file has headings and no rows.");
        }

        await database.WriteAsync(
            async tx =>
            {
                await BulkTable.InsertAsync(tx, bulk.Id, slice);
                await BulkTable.ReadAsync(tx, bulk.Id, rows, wrong);
            },
            ct
        );
        return (await new BulkTable(database).FindAsync(bulk.Id, ct))!;
    }

    private static BulkRow Row(BulkLine line, List<string> headings, BulkKnown known)
    {
        var cells = line.Cells;
        var wish = BulkWish.Of(headings, cells);
        var errors = new List<string>(BulkRules.Of(wish, cells, known.Domain));
        if (line.IsOpen)
        {
            errors.Add("A quotation mark is not closed.");
        }
        else if (cells.Length != headings.Count)
        {
            errors.Add($"The row has {cells.Length} cells, the first line {headings.Count}.");
        }

        var will = errors.Count == 0 ? known.Will(wish, errors) : "";
        return new BulkRow
        {
            Line = line.Line,
            State = errors.Count > 0 ? RowState.Wrong : RowState.Good,
            Action =
                errors.Count > 0 && !BulkRules.Actions.Contains(wish.Action, StringComparer.Ordinal)
                    ? "?"
                    : wish.Action,
            // Nobody needs the whole of a cell that is too long to be taken.
            Cells = JsonSerializer.Serialize(
                cells.Take(BulkLimits.Columns).Select(c => c.Length > BulkLimits.Cell ? c[..BulkLimits.Cell] : c),
                Plain
            ),
            Outcome = errors.Count > 0 ? string.Join(' ', errors) : will,
        };
    }

    private async Task<Outcome<BulkFile>> DropAsync(BulkFile bulk, string why)
    {
        await database.WriteAsync(async tx =>
        {
            await BulkTable.ForgetRowsAsync(tx, bulk.Id);
            await BulkTable.MoveAsync(tx, bulk.Id, BulkState.Reading, BulkState.Dropped, time.GetUtcNow(), why);
        });
        return new Refusal(why, "File");
    }

    /// <summary>Only the name of a file, and only to be shown.</summary>
    private static string NameOf(string name)
    {
        var last = Path.GetFileName(name.Replace('\\', '/'));
        var clean = new string([.. last.Where(c => !char.IsControl(c))]);
        return clean.Length == 0 ? "people.csv"
            : clean.Length > BulkLimits.FileName ? clean[..BulkLimits.FileName]
            : clean;
    }
}
