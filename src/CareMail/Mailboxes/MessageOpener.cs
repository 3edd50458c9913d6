using CareMail.Storage;

namespace CareMail.Mailboxes;

/// <summary>Where the bytes of a message are, and its key as one organisation has it.</summary>
internal sealed record MessagePlace(StoredBytes Where, Guid OrganisationId, byte[] Wrapped);

/// <summary>Opens messages by what the index says of them.</summary>
internal sealed class MessageOpener(Database database, IMessageBytes bytes, OrganisationKeys keys)
{
    public async Task<StoredMessageReader?> OpenAsync(Guid messageId, CancellationToken ct)
    {
        var found = await database.ListAsync(
            $"""
            SELECT m.summary, {MessageTable.PlaceColumns}, k.organisation_id, k.wrapped
            FROM mailboxes_message m JOIN mailboxes_message_key k ON k.message_id = m.id
            WHERE m.id = @messageId LIMIT 1
            """,
            row =>
                (
                    Summary: row.GetBytes(0),
                    Place: new MessagePlace(MessageTable.ReadPlace(row, 1), row.GetId(6), row.GetBytes(7))
                ),
            ct,
            ("@messageId", SqlIds.Value(database.Engine, messageId))
        );
        return found is [var (summary, place)] ? await OpenAsync(messageId, place, summary, ct) : null;
    }

    public async ValueTask<StoredMessageReader> OpenAsync(
        Guid messageId,
        MessagePlace place,
        ReadOnlyMemory<byte> summary,
        CancellationToken ct
    ) =>
        new(
            messageId,
            place.Where,
            await keys.UnwrapAsync(place.OrganisationId, place.Wrapped, ct),
            summary,
            bytes,
            WhereAsync
        );

    /// <summary>A message just stored, before any row speaks of it.</summary>
    public StoredMessageReader Open(StoredMessage message) =>
        new(message.Id, message.Where, message.Key, message.SummaryBytes, bytes, WhereAsync);

    /// <summary>Where the message is now; null if it is gone.</summary>
    private async Task<StoredBytes?> WhereAsync(Guid messageId, CancellationToken ct)
    {
        var found = await database.ListAsync(
            $"SELECT {MessageTable.PlaceColumns} FROM mailboxes_message m WHERE m.id = @messageId",
            row => MessageTable.ReadPlace(row, 0),
            ct,
            ("@messageId", SqlIds.Value(database.Engine, messageId))
        );
        return found is [var where] ? where : null;
    }
}
