using System.Runtime.InteropServices;
using SQLitePCL;

namespace CareMail.Storage;

/// <summary>Binds the managed driver to the system's libsqlite3, which the distribution patches.</summary>
internal static class SqliteLibrary
{
    private static readonly Lock Once = new();
    private static bool _loaded;

    public static void Load()
    {
        lock (Once)
        {
            if (_loaded)
            {
                return;
            }

            NativeLibrary.SetDllImportResolver(
                typeof(SQLite3Provider_e_sqlite3).Assembly,
                (name, _, _) => name == "e_sqlite3" ? NativeLibrary.Load("libsqlite3.so.0") : 0
            );
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            _loaded = true;
        }
    }
}
