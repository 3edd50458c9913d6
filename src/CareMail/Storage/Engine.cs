namespace CareMail.Storage;

/// <summary>The two databases CareMail runs on, under the same SQL.</summary>
public enum Engine
{
    Sqlite,
    Postgres,
}
