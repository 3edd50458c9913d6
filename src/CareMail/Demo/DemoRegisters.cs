using CareMail.Access;
using CareMail.Registers;
using CareMail.Registers.Importing;

namespace CareMail.Demo;

/// <summary>The registers of the demo world: invented providers in the formats of the public files, messy as those are.</summary>
internal sealed class DemoRegisters(ImportRegisters imports)
{
    /// <summary>The day whose state the files show.</summary>
    public static readonly DateOnly AsAt = new(2026, 11, 20);

    private static readonly Actor Seeder = Actor.Operator("demo");

    public static Stream Open(Register register) =>
        typeof(DemoRegisters).Assembly.GetManifestResourceStream("registers/" + RegisterFiles.NameOf(register))!;

    public async Task ImportAsync(CancellationToken ct)
    {
        foreach (var register in Enum.GetValues<Register>())
        {
            await using var content = Open(register);
            var file = new RegisterFile(register, RegisterFiles.NameOf(register), content, AsAt);
            var read = Done(await imports.ReadAsync(Seeder, file, ct));
            Done(await imports.ApplyAsync(Seeder, read.Number, endingsAccepted: false, "the demo world", ct));
        }
    }

    private static ImportReport Done(Outcome<ImportReport> outcome) =>
        outcome.IsDone(out var report, out var refusal)
            ? report
            : throw new InvalidOperationException("The demo’s registers could not be read: " + refusal.Sentence);
}
