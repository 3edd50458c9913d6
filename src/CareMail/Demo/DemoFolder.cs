using CareMail.Hosting;
using CareMail.Storage;

namespace CareMail.Demo;

/// <summary>Keeps a demo world and real mail apart: a demo folder is marked, and each verb refuses the other's folder.</summary>
public static class DemoFolder
{
    private const string Marker = "demo-world";
    private const string Ready = "A demo world: fictional people, public passwords.\n";
    private const string Unfinished = "A demo world, not finished.\n";

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

    /// <summary>Marks an empty folder; what a demo killed while it seeded left behind is cleared first.</summary>
    /// <exception cref="RefusedException">The folder holds something and is no demo world, or a door is open to others.</exception>
    public static void Claim(CareMailSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RefuseStrangers(settings);
        Directory.CreateDirectory(settings.DataFolder);
        var marker = settings.PathTo(Marker);
        if (File.Exists(marker))
        {
            if (File.ReadAllText(marker) == Ready)
            {
                return;
            }

            // Claimed, so that a demo which is seeding at this moment is not swept away under its feet.
            using (DataFolder.Claim(settings.DataFolder))
            {
                Clear(settings.DataFolder);
            }

            File.Delete(settings.PathTo("in-use.lock"));
        }

        if (Directory.EnumerateFileSystemEntries(settings.DataFolder).Any())
        {
            throw new RefusedException(
                $"{settings.DataFolder} is not empty and is not a demo world. Choose an empty folder with CAREMAIL_DATA."
            );
        }

        File.WriteAllText(marker, Unfinished);
    }

    internal static bool IsSeeded(CareMailSettings settings) => File.ReadAllText(settings.PathTo(Marker)) == Ready;

    internal static void MarkSeeded(CareMailSettings settings) => File.WriteAllText(settings.PathTo(Marker), Ready);

    private static void RefuseStrangers(CareMailSettings settings)
    {
        ListenAddress[] doors =
        [
            settings.Web,
            settings.Smtp,
            settings.Submission,
            settings.Submissions,
            settings.Imap,
            settings.Imaps,
        ];
        if (doors.FirstOrDefault(door => door.EndPoint is { } at && !Networks.Loopback.Holds(at.Address)) is { } open)
        {
            throw new RefusedException(
                $"A demo's passwords are public, so it listens on this machine only, not on {open.EndPoint}."
            );
        }
    }

    private static void Clear(string folder)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }
    }
}
