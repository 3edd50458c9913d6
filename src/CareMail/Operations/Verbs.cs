using System.CommandLine;

namespace CareMail.Operations;

/// <summary>The operator's verbs: each builds the application without opening a door, does one thing and ends.</summary>
public static class Verbs
{
    public static IEnumerable<Command> All(Func<WebApplication> build) =>
        [
            VerifyVerb.Build(build),
            BackupVerb.Build(build),
            RestoreVerb.Build(build),
            AdminCommands.Build(build),
            RegistersVerb.Build(build),
            PostcodesVerb.Build(build),
        ];
}
