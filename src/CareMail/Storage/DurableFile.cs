using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CareMail.Storage;

/// <summary>Files that are either wholly there after a power cut, or not at all.</summary>
public static partial class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a small file aside, for the owner's eyes only, and puts it in its place in one step.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var aside = path + ".new";
        File.Delete(aside);
        using (
            var file = new FileStream(
                aside,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = OwnerOnly,
                }
            )
        )
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Makes the names in a folder durable. A file's own sync does not do that.</summary>
    public static void SyncFolder(string folder)
    {
        // .NET opens no folders.
        var descriptor = Open(folder, flags: 0);
        if (descriptor < 0)
        {
            throw new IOException($"Cannot open the folder to sync it (error {Marshal.GetLastPInvokeError()}).");
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (FSync(handle) != 0)
        {
            throw new IOException($"Cannot sync the folder (error {Marshal.GetLastPInvokeError()}).");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);
}
