using System.CommandLine;

namespace CareMail.Operations;

/// <summary><c>caremail backup DIR</c></summary>
internal static class BackupVerb
{
    public static Command Build(Func<WebApplication> build)
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that is new or empty." };
        var escrowed = new Option<string>("--key-escrowed")
        {
            Description =
                "Record where a copy of the master key is kept, apart from this machine. Needed once per key.",
        };
        var without = new Option<bool>("--without-key-escrow")
        {
            Description = "Back up although no place of the master key is recorded.",
        };
        var backup = new Command("backup", "Back up the store. The service may be running.")
        {
            folder,
            escrowed,
            without,
        };
        backup.SetAction(
            async (given, stop) =>
            {
                await using var app = build();
                var result = await app
                    .Services.GetRequiredService<Backup>()
                    .RunAsync(given.GetValue(folder)!, given.GetValue(escrowed), given.GetValue(without), stop);
                await Console.Out.WriteLineAsync($"backup: {result.Files} files, {result.Bytes:N0} bytes");
                return 0;
            }
        );
        return backup;
    }
}
