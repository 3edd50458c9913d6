namespace CareMail.Tests.Support;

/// <summary>Folders that tests may fill. What a crashed run left behind is cleared by the next one.</summary>
public static class TestFolder
{
    private static readonly string Root = Path.Combine(Path.GetTempPath(), $"caremail-tests-{Environment.ProcessId}");

    static TestFolder() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(Root);

    public static string Make()
    {
        var folder = Path.Combine(Root, Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(folder);
        return folder;
    }

    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException) { }
    }
}
