namespace CareMail.Storage;

/// <summary>Nothing was stored, because the disk is full (or the database's is). A sender may try again later.</summary>
public sealed class StorageFullException(string message, Exception inner) : IOException(message, inner);
