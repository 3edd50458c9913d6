using System.Diagnostics;
using Npgsql;

namespace CareMail.Tests.Support;

/// <summary>
/// A PostgreSQL server of our own: on a Unix socket only, in a temporary folder. A shell watches over it: it reads from a
/// pipe that this process holds open, so when this process ends, in whatever way, the server goes and its folder too.
/// </summary>
internal static class PrivatePostgres
{
    private static Process? _watcher;

    // $1: where the programs are. $2: the folder. Nothing of it is worth a sync.
    private const string Script = """
        set -e
        mkdir -p "$2"
        as=""
        if [ "$(id -u)" = 0 ]; then
            chown postgres "$2"
            as="setpriv --reuid=postgres --regid=postgres --clear-groups"
        fi
        chmod 700 "$2"
        cd "$2"
        $as "$1/initdb" -D "$2/data" -U caremail --auth=trust --locale=C.UTF-8 -E UTF8 --no-sync >"$2.log" 2>&1 || { cat "$2.log"; exit 1; }
        $as "$1/postgres" -D "$2/data" -c listen_addresses= -c unix_socket_directories="$2" -c max_connections=300 \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB -c autovacuum=off \
            </dev/null >"$2.log" 2>&1 &
        server=$!
        for i in $(seq 200); do [ -S "$2/.s.PGSQL.5432" ] && break; sleep 0.02; done
        echo ready
        read -r _ || true
        kill -QUIT $server 2>/dev/null || true
        wait $server 2>/dev/null || true
        rm -rf "$2" "$2.log"
        """;

    public static async Task<string> StartAsync()
    {
        // A socket's path may have 107 bytes.
        var folder = Path.Combine(Path.GetTempPath(), $"caremail-pg-{Environment.ProcessId}");
        _watcher =
            Process.Start(
                new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", Programs(), folder])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                }
            ) ?? throw new InvalidOperationException("The shell did not start.");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();

        var said = await _watcher.StandardOutput.ReadLineAsync();
        if (said != "ready")
        {
            throw new InvalidOperationException($"PostgreSQL did not start: {said}");
        }

        var server = $"Host={folder};Username=caremail;Database=postgres";
        await WaitAsync(server);
        return server;
    }

    /// <summary>The socket is there a moment before the server lets anybody in.</summary>
    private static async Task WaitAsync(string server)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(server + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 100)
            {
                await Task.Delay(50);
            }
        }
    }

    private static string Programs() =>
        Directory
            .EnumerateDirectories("/usr/lib/postgresql")
            .OrderByDescending(version => version, StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "bin"))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        ?? throw new InvalidOperationException("Install postgresql (15 or later), or set CAREMAIL_TEST_POSTGRES.");

    private static void Stop()
    {
        _watcher?.StandardInput.Close();
        _watcher?.WaitForExit(TimeSpan.FromSeconds(5));
    }
}
