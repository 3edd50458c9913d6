using CareMail.Storage;

namespace CareMail.Mailboxes.Search;

/// <summary>A table with trigram indexes (pg_trgm). LIKE is exact; the index only spares looking at the rest.</summary>
internal sealed class PostgresSearchStore(Database database) : ISearchStore
{
    public async Task<bool> IsCompleteAsync(CancellationToken ct) =>
        await database.QuerySingleOrDefaultAsync<long>("SELECT count(*) FROM mailboxes_search_state", ct: ct) > 0;

    public Task SetCompleteAsync(CancellationToken ct) =>
        database.WriteAsync(tx => tx.ExecuteAsync("INSERT INTO mailboxes_search_state (complete) VALUES (true)"), ct);

    public Task ClearAsync(CancellationToken ct) =>
        database.WriteAsync(
            tx => tx.ExecuteAsync("TRUNCATE mailboxes_search_state; TRUNCATE mailboxes_search_text"),
            ct
        );

    public async Task<IReadOnlySet<(Guid MailboxId, Guid MessageId)>> KnownAsync(
        IReadOnlyList<(Guid MailboxId, Guid MessageId)> messages,
        CancellationToken ct
    )
    {
        var ids = messages.Select(m => m.MessageId).Distinct();
        var known = await database.ListAsync(
            $"""
            SELECT mailbox_id, message_id FROM mailboxes_search_text WHERE {SqlIds.In(
                Engine.Postgres,
                "message_id",
                "@ids"
            )} AND {SqlIds.In(Engine.Postgres, "mailbox_id", "@mailboxes")}
            """,
            row => (row.GetId(0), row.GetId(1)),
            ct,
            ("@ids", SqlIds.List(Engine.Postgres, ids)),
            ("@mailboxes", SqlIds.List(Engine.Postgres, messages.Select(m => m.MailboxId).Distinct()))
        );
        return known.ToHashSet();
    }

    public Task PutAsync(IReadOnlyList<SearchRow> rows, CancellationToken ct) =>
        database.WriteAsync(
            async tx =>
            {
                foreach (var row in rows.OrderBy(r => r.MailboxId).ThenBy(r => r.MessageId))
                {
                    await tx.ExecuteAsync(
                        row.Words is null
                            ? "DELETE FROM mailboxes_search_text WHERE mailbox_id = @MailboxId AND message_id = @MessageId"
                            : """
                            INSERT INTO mailboxes_search_text (mailbox_id, message_id, head, body)
                            VALUES (@MailboxId, @MessageId, @Head, @Body)
                            ON CONFLICT (mailbox_id, message_id) DO UPDATE SET head = excluded.head, body = excluded.body
                            """,
                        new
                        {
                            row.MailboxId,
                            row.MessageId,
                            row.Words?.Head,
                            row.Words?.Body,
                        }
                    );
                }
            },
            ct
        );

    public async Task<IReadOnlyList<Guid>> FindAsync(
        Guid mailboxId,
        string folded,
        SearchIn where,
        CancellationToken ct
    )
    {
        const string head = "head LIKE @pattern";
        const string body = "body LIKE @pattern";
        var condition = where switch
        {
            SearchIn.Head => head,
            SearchIn.Body => body,
            SearchIn.Anywhere => $"({head} OR {body})",
        };
        var pattern = folded
            .Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
        return await database.ListAsync(
            $"SELECT message_id FROM mailboxes_search_text WHERE mailbox_id = @mailboxId AND {condition}",
            row => row.GetId(0),
            ct,
            ("@mailboxId", mailboxId),
            ("@pattern", $"%{pattern}%")
        );
    }
}
