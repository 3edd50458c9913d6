using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CareMail.Storage;

/// <summary>Real files.</summary>
internal sealed partial class DiskFiles : IFileLayer
{
    public void CreateFolder(string folder) =>
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    public IReadOnlyList<string> List(string folder) => Directory.GetFiles(folder);

    public ILogFile Create(string path) => new DiskFile(Open(path, FileMode.CreateNew, FileAccess.ReadWrite));

    public ILogFile Open(string path, bool forWriting) =>
        new DiskFile(Open(path, FileMode.Open, forWriting ? FileAccess.ReadWrite : FileAccess.Read));

    public void Delete(string path) => File.Delete(path);

    public void SyncFolder(string folder) => DurableFile.SyncFolder(folder);

    private static SafeFileHandle Open(string path, FileMode mode, FileAccess access) =>
        File.OpenHandle(path, mode, access, FileShare.ReadWrite | FileShare.Delete);

    private sealed partial class DiskFile(SafeFileHandle handle) : ILogFile
    {
        public long Length
        {
            get => RandomAccess.GetLength(handle);
            set => RandomAccess.SetLength(handle, value);
        }

        public int Read(Span<byte> to, long offset) => RandomAccess.Read(handle, to, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle, bytes, offset);

        // Not .NET's own flush: that is fsync, which also waits for the times of the file.
        public void Sync()
        {
            if (FDataSync(handle) != 0)
            {
                var error = Marshal.GetLastPInvokeError();
                throw new IOException($"The disk did not take what was written (error {error}).", error);
            }
        }

        public void Dispose() => handle.Dispose();

        [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
        private static partial int FDataSync(SafeFileHandle file);
    }
}
