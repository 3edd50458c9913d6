using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace CareMail.Storage;

/// <summary>
/// SQLite in WAL mode: one writer connection behind a queue, a small pool of read-only connections. Connections stay
/// open for the life of the program, so their settings and prepared commands do too.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    // More readers than cores: some wait for the disk.
    private const int Readers = 8;

    // Another process (backup, verify) may hold the write lock for a moment.
    private const int BusyMilliseconds = 10_000;

    private readonly string _file;
    private readonly SemaphoreSlim _writerTurn = new(1);
    private readonly SemaphoreSlim _readerTurn = new(Readers);
    private readonly ConcurrentBag<ReusingConnection> _idleReaders = [];
    private readonly PreparedCommands _prepared = new();
    private ReusingConnection? _writer;

    public SqliteDatabase(StorageOptions options)
        : base(Engine.Sqlite)
    {
        SqliteLibrary.Load();
        Directory.CreateDirectory(options.DataFolder);
        _file = options.SqliteFile;
    }

    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct = default) =>
        ReadAsync(work, snapshot: false, ct);

    public override Task<T> ReadSnapshotAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct = default) =>
        ReadAsync(work, snapshot: true, ct);

    private async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, bool snapshot, CancellationToken ct)
    {
        await _readerTurn.WaitAsync(ct);
        ReusingConnection? connection = null;
        try
        {
            connection = _idleReaders.TryTake(out var idle) ? idle : await OpenReaderAsync(ct);
            if (snapshot)
            {
                // In SQL, not by BeginTransaction: then commands need not be told of the transaction.
                Execute(connection, "BEGIN DEFERRED");
            }

            return await work(connection);
        }
        finally
        {
            if (connection is not null)
            {
                if (snapshot)
                {
                    Execute(connection, "ROLLBACK");
                }

                _idleReaders.Add(connection);
            }

            _readerTurn.Release();
        }
    }

    private static void Execute(ReusingConnection connection, string sql)
    {
        var command = connection.Take(sql);
        command.ExecuteNonQuery();
        connection.GiveBack(command);
    }

    private protected override async Task<(T, WriteTransaction)> RunAsync<T>(
        Func<WriteTransaction, Task<T>> work,
        CancellationToken ct
    )
    {
        await _writerTurn.WaitAsync(ct);
        try
        {
            _writer ??= OpenWriter();
            await using var transaction = _writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            var write = new WriteTransaction(Engine, _writer, transaction, _prepared, ct);
            var result = await work(write);
            await transaction.CommitAsync(CancellationToken.None);
            return (result, write);
        }
        catch (SqliteException full) when (full.SqliteErrorCode == SQLitePCL.raw.SQLITE_FULL)
        {
            throw new StorageFullException("The disk that holds the database is full.", full);
        }
        finally
        {
            _writerTurn.Release();
        }
    }

    private ReusingConnection OpenWriter()
    {
        MakeFile();
        return Open(
            SqliteOpenMode.ReadWriteCreate,
            // A commit is one fdatasync of the WAL; a longer WAL means fewer checkpoints in the way of writers.
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;"
                + "PRAGMA foreign_keys = ON; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;"
        );
    }

    /// <summary>Names, subjects and words of messages are in it: for the owner's eyes. SQLite gives its -wal and -shm the same mode.</summary>
    private void MakeFile()
    {
        // Never an existing one: closing it here would take away the locks that another connection of this process holds.
        if (File.Exists(_file) || OperatingSystem.IsWindows())
        {
            return;
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using var made = new FileStream(_file, options);
    }

    /// <summary>The writer makes the file and switches it to WAL, so it comes first.</summary>
    private async Task<ReusingConnection> OpenReaderAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref _writer) is null)
        {
            await _writerTurn.WaitAsync(ct);
            try
            {
                _writer ??= OpenWriter();
            }
            finally
            {
                _writerTurn.Release();
            }
        }

        return Open(
            SqliteOpenMode.ReadWrite,
            "PRAGMA query_only = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;"
        );
    }

    private ReusingConnection Open(SqliteOpenMode mode, string pragmas)
    {
        var connection = new ReusingConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = _file,
                Mode = mode,
                Pooling = false,
            }.ConnectionString
        );
        connection.Open();
        connection.CreateFunction("unhex", (string hex) => Convert.FromHexString(hex), isDeterministic: true);
        using var command = connection.CreateCommand();
        command.CommandText = $"PRAGMA busy_timeout = {BusyMilliseconds};" + pragmas;
        command.ExecuteNonQuery();
        return connection;
    }

    public override async ValueTask DisposeAsync()
    {
        await _writerTurn.WaitAsync();
        while (_idleReaders.TryTake(out var reader))
        {
            await reader.DisposeAsync();
        }

        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }
    }
}
