using CareMail.Tests.Storage;

namespace CareMail.Tests.Support;

/// <summary>What this assembly does when a test starts it as a process of its own, to be killed.</summary>
internal static class ChildProgram
{
    public static Task Main(string[] args) =>
        args switch
        {
            ["restless-store", var folder, var database] => RestlessStore.RunAsync(folder, database),
            _ => Task.CompletedTask,
        };
}
