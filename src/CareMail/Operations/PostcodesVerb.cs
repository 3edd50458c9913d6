using System.CommandLine;
using CareMail.Hosting;
using CareMail.Providers;
using CareMail.Storage;

namespace CareMail.Operations;

/// <summary><c>caremail postcodes import FILE</c>: where postcodes are, for distances and the map.</summary>
internal static class PostcodesVerb
{
    private const int Clean = 0;
    private const int SomeRefused = 1;

    public static Command Build(Func<WebApplication> build) =>
        new Command("postcodes", "Where postcodes are.").With(Import(build));

    private static Command Import(Func<WebApplication> build)
    {
        var file = new Argument<string>("file")
        {
            Description = "A CSV file with the columns pcds, lat and long: the ONS Postcode Directory.",
        };
        var import = new Command("import", "Take a file in place of the one before.").With(file);
        import.SetAction(
            async (words, stop) =>
            {
                await using var app = build();
                await app.Services.GetRequiredService<Migrations>().ApplyAsync(stop);
                using var text = File.OpenText(words.GetRequiredValue(file));
                try
                {
                    var (read, refused) = await app.Services.GetRequiredService<Postcodes>().ImportAsync(text, stop);
                    await words.InvocationConfiguration.Output.WriteLineAsync(
                        $"{read} postcodes, {refused} lines without a place."
                    );
                    return refused == 0 ? Clean : SomeRefused;
                }
                catch (FormatException wrong)
                {
                    throw new RefusedException(wrong.Message);
                }
            }
        );
        return import;
    }
}
