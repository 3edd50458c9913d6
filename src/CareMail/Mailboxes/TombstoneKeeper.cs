using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>Once a day forgets expunged entries so old that no client can have been away for so long.</summary>
internal sealed class TombstoneKeeper(Database database, TimeProvider time, ILogger<TombstoneKeeper> log)
    : BackgroundService
{
    private readonly MailboxLimits _limits = MailboxLimits.Default;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromDays(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await ForgetAsync(stoppingToken) == _limits.Slice) { }
            }
            catch (Exception broken) when (!stoppingToken.IsCancellationRequested)
            {
                MailboxesLog.ForgettingFailed(log, broken);
            }
        }
    }

    /// <summary>Forgets a slice; the folder remembers from which mod-sequence on it knows everything.</summary>
    internal async Task<int> ForgetAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow() - _limits.TombstoneAge;
        var forgotten = await database.WriteAsync(
            async tx =>
            {
                var old = await tx.ListAsync(
                    """
                    SELECT folder_id, modseq, uid FROM mailboxes_tombstone WHERE removed_at < @before
                    ORDER BY removed_at LIMIT @take
                    """,
                    row => (FolderId: row.GetId(0), ModSeq: row.GetInt64(1), Uid: row.GetInt64(2)),
                    ("@before", before.ToUnixTimeMilliseconds()),
                    ("@take", (long)_limits.Slice)
                );
                foreach (var folder in old.GroupBy(t => t.FolderId).OrderBy(g => g.Key))
                {
                    await tx.ExecuteAsync(
                        """
                        UPDATE mailboxes_folder SET forgotten_modseq = @last
                        WHERE id = @folderId AND forgotten_modseq < @last
                        """,
                        new { folderId = folder.Key, last = folder.Max(t => t.ModSeq) }
                    );
                }

                foreach (var (folderId, modSeq, uid) in old)
                {
                    await tx.ExecuteAsync(
                        "DELETE FROM mailboxes_tombstone WHERE folder_id = @folderId AND modseq = @modSeq AND uid = @uid",
                        new
                        {
                            folderId,
                            modSeq,
                            uid,
                        }
                    );
                }

                return old.Count;
            },
            ct
        );
        if (forgotten > 0)
        {
            MailboxesLog.TombstonesForgotten(log, forgotten, (int)_limits.TombstoneAge.TotalDays);
        }

        return forgotten;
    }
}
