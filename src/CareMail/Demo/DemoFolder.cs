using CareMail.Hosting;

namespace CareMail.Demo;

/// <summary>Keeps a demo world and real mail apart: a demo folder is marked, and each verb refuses the other's folder.</summary>
public static class DemoFolder
{
    private const string Marker = "demo-world";

    /// <exception cref="RefusedException">The folder is marked: its people and passwords are public.</exception>
    public static void RefuseToServe(CareMailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (File.Exists(settings.PathTo(Marker)))
        {
            throw new RefusedException(
                $"{settings.DataFolder} holds a demo world, whose passwords are public. Use 'caremail demo', or another CAREMAIL_DATA."
            );
        }
    }

    /// <exception cref="RefusedException">The folder holds something, and it is not a demo world.</exception>
    public static void Claim(CareMailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Directory.CreateDirectory(settings.DataFolder);
        if (File.Exists(settings.PathTo(Marker)))
        {
            return;
        }

        if (Directory.EnumerateFileSystemEntries(settings.DataFolder).Any())
        {
            throw new RefusedException(
                $"{settings.DataFolder} is not empty and is not a demo world. Choose an empty folder with CAREMAIL_DATA."
            );
        }

        File.WriteAllText(settings.PathTo(Marker), "A demo world: fictional people, public passwords.\n");
    }
}
