using System.CommandLine;
using System.Globalization;
using CareMail.Access;
using CareMail.Hosting;
using CareMail.Registers;
using CareMail.Registers.Importing;
using CareMail.Storage;

namespace CareMail.Operations;

/// <summary>
/// <c>caremail registers import DIR</c>: what was taken from which file, and every row refused with its line. It may run
/// beside the service, whose mail does not wait for it.
/// </summary>
internal static class RegistersVerb
{
    private const int Clean = 0;
    private const int SomeRefused = 1;
    private const int NothingRead = 2;

    public static Command Build(Func<WebApplication> build) =>
        new Command("registers", "The public registers of care providers.").With(Import(build));

    private static Command Import(Func<WebApplication> build)
    {
        var folder = new Argument<string>("directory") { Description = "Where the files are." };
        var asAt = new Option<string?>("--as-at")
        {
            Description =
                "The day whose state the files show, yyyy-mm-dd; CQC’s directory says it itself. Otherwise today.",
        };
        var endings = new Option<bool>("--accept-endings")
        {
            Description = "It is meant that more than 2 % of the organisations of a file end.",
        };
        var reason = AdminOptions.Perhaps("--reason", "Why: it is kept in the audit trail.");
        var import = new Command("import", "Read the files of ODS, CQC and DSPT and the accredited domains.").With(
            folder,
            asAt,
            endings,
            reason
        );
        import.SetAction(
            async (words, stop) =>
            {
                await using var app = build();
                await app.Services.GetRequiredService<Migrations>().ApplyAsync(stop);
                var run = new Run(
                    app.Services.GetRequiredService<ImportRegisters>(),
                    app.Services.GetRequiredService<ImportHistory>(),
                    words.InvocationConfiguration.Output,
                    DayOf(words.GetValue(asAt)),
                    words.GetValue(endings),
                    words.GetValue(reason) ?? "caremail registers import"
                );
                return await run.AllAsync(words.GetRequiredValue(folder), stop);
            }
        );
        return import;
    }

    private static DateOnly? DayOf(string? typed) =>
        typed is null ? null
        : DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
        : throw new RefusedException($"--as-at {typed} is not a day: write it as 2026-11-20.");

    /// <summary>One run over a folder.</summary>
    private sealed class Run(
        ImportRegisters imports,
        ImportHistory history,
        TextWriter output,
        DateOnly? asAt,
        bool endingsAccepted,
        string reason
    )
    {
        private readonly Actor _operator = Actor.Operator(Environment.UserName);
        private bool _isRead;
        private bool _isRefused;

        public async Task<int> AllAsync(string folder, CancellationToken ct)
        {
            if (!Directory.Exists(folder))
            {
                throw new RefusedException($"There is no folder {folder}.");
            }

            // In the order of the registers: a decision made meanwhile meets a site before its headquarters at worst.
            var files = Directory
                .EnumerateFiles(folder)
                .Select(path => (Path: path, Register: RegisterFiles.Recognise(path)))
                .Where(file => file.Register is not null)
                .OrderBy(file => file.Register)
                .ThenBy(file => file.Path, StringComparer.Ordinal)
                .ToLookup(file => file.Register!.Value, file => file.Path);
            foreach (var register in files)
            {
                await OneAsync(register.Key, [.. register], ct);
            }

            if (files.Count == 0)
            {
                await output.WriteLineAsync(
                    $"No register file in {folder}. Files are called: {string.Join(", ", RegisterFiles.Names)}."
                );
            }

            return !_isRead ? NothingRead
                : _isRefused ? SomeRefused
                : Clean;
        }

        private async Task OneAsync(Register register, IReadOnlyList<string> paths, CancellationToken ct)
        {
            var name = Path.GetFileName(paths[0]);
            if (paths.Count > 1)
            {
                await RefusedAsync(
                    string.Join(", ", paths.Select(Path.GetFileName)),
                    "They are files of one register: leave the one that counts."
                );
                return;
            }

            FileStream content;
            try
            {
                content = File.OpenRead(paths[0]);
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                await RefusedAsync(name, "It cannot be opened.");
                return;
            }

            await using (content)
            {
                await ReadAsync(new RegisterFile(register, name, content, asAt), ct);
            }
        }

        private async Task ReadAsync(RegisterFile file, CancellationToken ct)
        {
            if (!(await imports.ReadAsync(_operator, file, ct)).IsDone(out var read, out var refusal))
            {
                await RefusedAsync(file.Name, refusal.Sentence);
                return;
            }

            var refused = await history.RefusalsAsync(read.Number, ct);
            foreach (var row in refused)
            {
                await output.WriteLineAsync($"{file.Name}:{row.Line}: {row.Reason}");
            }

            if (read.Refused > refused.Count)
            {
                await output.WriteLineAsync(
                    $"{file.Name}: and {read.Refused - refused.Count:N0} more rows are refused."
                );
            }

            if (read.Fault is { } fault)
            {
                await RefusedAsync(file.Name, fault);
                return;
            }

            if (
                !(await imports.ApplyAsync(_operator, read.Number, endingsAccepted, reason, ct)).IsDone(
                    out var applied,
                    out var no
                )
            )
            {
                await imports.DiscardAsync(_operator, read.Number, ct);
                await RefusedAsync(
                    file.Name,
                    no.Field is null ? no.Sentence : no.Sentence + " On the command line: --accept-endings."
                );
                return;
            }

            _isRead = true;
            _isRefused |= applied.Refused > 0;
            await output.WriteLineAsync(Summary(applied));
        }

        private async Task RefusedAsync(string file, string why)
        {
            _isRefused = true;
            await output.WriteLineAsync($"{file}: refused. {why}");
        }

        private static string Summary(ImportReport done) =>
            $"{done.File}: {done.Lines:N0} rows as at {RegisterDays.Spell(done.AsAt)}: {done.Added:N0} added, {done.Changed:N0} changed, {done.Ended:N0} ended, {done.Refused:N0} refused"
            + (done.ChangesNothing ? ". Nothing changes." : ".");
    }
}
