using System.Diagnostics;
using CareMail.Access;
using CareMail.Audit;
using CareMail.Registers.Reading;
using CareMail.Storage;

namespace CareMail.Registers.Importing;

/// <summary>A file to be read.</summary>
/// <param name="Name">As it is called where it comes from.</param>
/// <param name="AsAt">The day whose state it shows, if the file does not say so itself; otherwise it is today's.</param>
public sealed record RegisterFile(Register Register, string Name, Stream Content, DateOnly? AsAt = null);

/// <summary>
/// Takes a register file in: reads it, says what it would change, and changes it by one switch. What is read is written
/// in short slices under a number nobody asks for yet; a program that ends in between leaves rows that the next import
/// of the register clears away.
/// </summary>
public sealed class ImportRegisters : IDisposable
{
    private const string Lease = "registers";
    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(2);

    private readonly Database _database;
    private readonly Leases _leases;
    private readonly ImportTable _imports;
    private readonly RowStore _rows;
    private readonly ContactKeys _keys;
    private readonly AuditTrail _audit;
    private readonly RegisterLimits _limits;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private long _leaseTaken;

    internal ImportRegisters(
        Database database,
        Leases leases,
        ImportTable imports,
        RowStore rows,
        ContactKeys keys,
        AuditTrail audit,
        RegisterLimits limits,
        TimeProvider time
    )
    {
        (_database, _leases, _imports, _rows) = (database, leases, imports, rows);
        (_keys, _audit, _limits, _time) = (keys, audit, limits, time);
    }

    /// <summary>Reads a file and keeps what it would change; nothing changes yet. An earlier one that waits for this register is given up.</summary>
    public Task<Outcome<ImportReport>> ReadAsync(Actor actor, RegisterFile file, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return InTurnAsync(actor, () => ReadFileAsync(actor, file, ct), ct);
    }

    /// <summary>Makes a file that was read count.</summary>
    /// <param name="endingsAccepted">More than the usual share of organisations may end.</param>
    public Task<Outcome<ImportReport>> ApplyAsync(
        Actor actor,
        long number,
        bool endingsAccepted,
        string? reason,
        CancellationToken ct = default
    ) => InTurnAsync(actor, () => SwitchAsync(actor, number, endingsAccepted, reason, ct), ct);

    /// <summary>Gives up a file that was read.</summary>
    public Task<Outcome<ImportReport>> DiscardAsync(Actor actor, long number, CancellationToken ct = default) =>
        InTurnAsync(
            actor,
            async () =>
            {
                if (await _imports.FindAsync(number, ct) is not { State: ImportState.Waiting } waiting)
                {
                    return NotWaiting();
                }

                await GiveUpAsync(waiting, ct);
                return waiting with { State = ImportState.Discarded };
            },
            ct
        );

    /// <summary>Whether applying it asks for a yes: it would end an unusual share of the organisations that are live.</summary>
    public bool AsksBecauseOfEndings(ImportReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.EndingShare > _limits.EndingShare;
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>One import at a time, whoever starts it and on whichever machine.</summary>
    private async Task<Outcome<ImportReport>> InTurnAsync(
        Actor actor,
        Func<Task<Outcome<ImportReport>>> work,
        CancellationToken ct
    )
    {
        if (!Permissions.May(actor, Act.ImportRegisters, default))
        {
            return new Refusal("Your account does not have the right to import registers.");
        }

        await _turn.WaitAsync(ct);
        try
        {
            _leaseTaken = Stopwatch.GetTimestamp();
            if (!await _leases.TryTakeAsync(Lease, LeaseLength, ct))
            {
                return new Refusal("Another import is running. Try again in two minutes.");
            }

            try
            {
                return await work();
            }
            finally
            {
                // Given back, whatever happened: the next one need not wait for it to run out.
                await _leases.TryTakeAsync(Lease, TimeSpan.Zero, CancellationToken.None);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Outcome<ImportReport>> ReadFileAsync(Actor actor, RegisterFile file, CancellationToken ct)
    {
        await ClearAsync(file.Register, ct);
        var layout = LayoutOf(file.Register);
        var today = RegisterDays.Today(_time);
        var number = await _imports.BeginAsync(file.Register, file.Name, file.AsAt ?? today, actor.AccountId, ct);
        var tally = new Tally(_limits);
        var report = new ImportReport
        {
            Number = number,
            Register = file.Register,
            File = file.Name,
            AsAt = file.AsAt ?? today,
            State = ImportState.Waiting,
            Started = _time.GetUtcNow(),
            Actor = actor.AccountId,
        };
        try
        {
            report = await StageAsync(layout, file, report, tally, ct);
        }
        catch (FileRefusedException refused)
        {
            await _rows.UndoAsync(layout, number, ct);
            report = report with
            {
                State = ImportState.Refused,
                Fault = refused.Message,
                AsAt = layout.AsAt ?? report.AsAt,
                Lines = tally.Lines,
                Refused = tally.Refused,
            };
        }

        await _imports.RefuseAsync(number, tally.Refusals, _limits.Slice, ct);
        await _imports.EndReadingAsync(report, ct);
        return report;
    }

    private async Task<ImportReport> StageAsync(
        Layout layout,
        RegisterFile file,
        ImportReport report,
        Tally tally,
        CancellationToken ct
    )
    {
        var gone = await _rows.LiveAsync(layout, ct);
        var before = gone.Values.ToList();
        await ReadRowsAsync(layout, file, report.Number, tally, gone, ct);
        report = report with { AsAt = await DayOfAsync(layout, report, ct) };
        Refuse(layout, tally);
        await KeepLeaseAsync(ct);
        await _rows.EndAsync(layout, report.Number, gone.Values.Select(row => row.Id), ct);
        var (added, changed, ended) = tally.Against(gone.Values.Select(row => row.Key));
        var day = RegisterDays.Iso(report.AsAt);
        var liveBefore = layout.EndsSql is null ? [] : LiveKeys(before, day);
        return report with
        {
            Lines = tally.Lines,
            Same = tally.Same,
            Added = added,
            Changed = changed,
            Ended = ended,
            Refused = tally.Refused,
            LiveBefore = liveBefore.Count,
            LiveEnding = liveBefore.Count(key => !tally.IsLive(key, day)),
        };
    }

    /// <summary>What is left in <paramref name="gone"/> is not in the file any more.</summary>
    private async Task ReadRowsAsync(
        Layout layout,
        RegisterFile file,
        long number,
        Tally tally,
        Dictionary<UInt128, LiveRow> gone,
        CancellationToken ct
    )
    {
        var rows = new RegisterRows(new RegisterLines(file.Content, _limits), _limits);
        var sieve = new Sieve(layout, _keys);
        var slice = new List<StagedRow>(_limits.Slice);
        while (await rows.NextAsync(ct))
        {
            if (!layout.IsReady)
            {
                layout.TakeHeader(rows.Fields);
                continue;
            }

            if (++tally.Lines > _limits.Rows)
            {
                throw new FileRefusedException($"It has more than {_limits.Rows:N0} rows.");
            }

            if (sieve.Take(Read(layout, rows, tally), rows.Line, tally) is not { } taken)
            {
                continue;
            }

            if (gone.Remove(taken.Number))
            {
                tally.Same++;
                continue;
            }

            tally.Add(taken.Row.Key);
            slice.Add(new StagedRow(Ids.New(), taken.Digest, number, taken.Row));
            if (slice.Count == _limits.Slice)
            {
                await _rows.AddAsync(layout, slice, ct);
                slice.Clear();
                await KeepLeaseAsync(ct);
            }
        }

        await _rows.AddAsync(layout, slice, ct);
    }

    private RegisterRow? Read(Layout layout, RegisterRows rows, Tally tally)
    {
        var reading = rows.Fault is null ? ReadFields(layout, rows.Fields) : rows.Fault;
        if (rows.IsJoined && reading.Row is null)
        {
            rows.TakeApart();
            reading = RegisterRows.NotClosed;
        }

        if (reading.Refusal is { } why)
        {
            tally.Refuse(rows.Line, why);
        }

        return reading.Row;
    }

    private RowReading ReadFields(Layout layout, string[] fields) =>
        fields.Any(field => field.Length > _limits.FieldLength)
            ? $"A field is longer than {_limits.FieldLength:N0} characters."
            : layout.Read(fields);

    /// <summary>The file's own word for its day goes before the importer's, and neither may be out of order.</summary>
    private async Task<DateOnly> DayOfAsync(Layout layout, ImportReport report, CancellationToken ct)
    {
        var day = layout.AsAt ?? report.AsAt;
        if (day > RegisterDays.Today(_time).AddDays(_limits.DaysAhead))
        {
            throw new FileRefusedException($"It is dated {RegisterDays.Spell(day)}, which is more than a year ahead.");
        }

        return await _imports.CurrentAsync(report.Register, ct) is { } current && day < current.AsAt
            ? throw new FileRefusedException(
                $"It is of {RegisterDays.Spell(day)}; what is here is newer, of {RegisterDays.Spell(current.AsAt)}."
            )
            : day;
    }

    private static void Refuse(Layout layout, Tally tally)
    {
        if (!layout.IsReady || tally.Accepted == 0)
        {
            throw new FileRefusedException($"It has no row of {layout.Register.Title()}.");
        }

        if (layout.Doubt() is { } doubt)
        {
            throw new FileRefusedException(doubt);
        }
    }

    private async Task<Outcome<ImportReport>> SwitchAsync(
        Actor actor,
        long number,
        bool endingsAccepted,
        string? reason,
        CancellationToken ct
    )
    {
        if (await _imports.FindAsync(number, ct) is not { State: ImportState.Waiting } waiting)
        {
            return NotWaiting();
        }

        if (AsksBecauseOfEndings(waiting) && !endingsAccepted)
        {
            return new Refusal(
                $"It would end {waiting.LiveEnding:N0} of {waiting.LiveBefore:N0} organisations. Look at what ends, then say that it is meant.",
                "Endings"
            );
        }

        var isApplied = await _database.WriteAsync(
            async tx =>
            {
                if (!await _imports.ApplyAsync(tx, number, actor.AccountId, reason))
                {
                    return false;
                }

                await _audit.RecordAsync(tx, Entry(actor, waiting, reason));
                return true;
            },
            ct
        );
        if (!isApplied)
        {
            return NotWaiting();
        }

        if (waiting.Register == Register.CqcContacts)
        {
            await _rows.EraseEndedAsync(LayoutOf(waiting.Register), number, ct);
        }

        return (await _imports.FindAsync(number, ct))!;
    }

    private static AuditEntry Entry(Actor actor, ImportReport done, string? reason) =>
        new(
            actor.AccountId,
            Act.ImportRegisters.Spell(),
            Subject: null,
            Organisation: null,
            actor.Origin,
            NewValue: $"{RegisterFiles.NameOf(done.Register)} of {RegisterDays.Iso(done.AsAt)}, import {done.Number}: "
                + $"{done.Added} added, {done.Changed} changed, {done.Ended} ended, {done.Refused} refused",
            Reason: reason
        );

    private static Refusal NotWaiting() => new("That file is not waiting any more. Upload it again.");

    /// <summary>Leaves no trace of what was read for this register and never applied.</summary>
    private async Task ClearAsync(Register register, CancellationToken ct)
    {
        foreach (var state in (ImportState[])[ImportState.Reading, ImportState.Waiting])
        {
            foreach (var unfinished in await _imports.InStateAsync(register, state, ct))
            {
                await GiveUpAsync(unfinished, ct);
            }
        }
    }

    private async Task GiveUpAsync(ImportReport unfinished, CancellationToken ct)
    {
        await _imports.MarkAsync(unfinished.Number, ImportState.Reading, ct);
        await _rows.UndoAsync(LayoutOf(unfinished.Register), unfinished.Number, ct);
        await _imports.MarkAsync(unfinished.Number, ImportState.Discarded, ct);
    }

    private async Task KeepLeaseAsync(CancellationToken ct)
    {
        if (Stopwatch.GetElapsedTime(_leaseTaken) > LeaseLength / 4)
        {
            _leaseTaken = Stopwatch.GetTimestamp();
            await _leases.TryTakeAsync(Lease, LeaseLength, ct);
        }
    }

    private static HashSet<string> LiveKeys(IEnumerable<LiveRow> rows, string isoDay) =>
        [.. rows.Where(row => row.Ends is null || string.CompareOrdinal(row.Ends, isoDay) > 0).Select(row => row.Key)];

    internal Layout LayoutOf(Register register) =>
        register switch
        {
            Register.OdsHeadquarters => new OdsLayout(OdsLevel.Headquarters),
            Register.OdsSites => new OdsLayout(OdsLevel.Site),
            Register.Successions => new SuccessionLayout(),
            Register.CqcDirectory => new CqcDirectoryLayout(),
            Register.CqcLocations => new CqcLocationsLayout(),
            Register.CqcContacts => new CqcContactsLayout(_keys),
            Register.Dspt => new DsptLayout(),
            Register.SecureDomains => new SecureDomainLayout(),
        };
}
