namespace CareMail.Protocols.Imap;

/// <summary>The commands we know. RFC 9051 §6, with LSUB and CHECK of RFC 3501 and the extensions we announce.</summary>
public enum ImapVerb
{
    Capability,
    Noop,
    Logout,
    Id,
    StartTls,
    Authenticate,
    Login,
    Enable,
    Select,
    Examine,
    Create,
    Delete,
    Rename,
    Subscribe,
    Unsubscribe,
    List,
    Lsub,
    Namespace,
    Status,
    Append,
    Idle,
    GetQuota,
    GetQuotaRoot,
    SetQuota,
    Check,
    Close,
    Unselect,
    Expunge,
    Search,
    Fetch,
    Store,
    Copy,
    Move,
}

/// <summary>One command, understood. <see cref="Uid"/>: it was said with UID before it.</summary>
public sealed record ImapRequest(string Tag, ImapVerb Verb, bool Uid, ImapArguments Arguments);

/// <summary>A command, or the reason why there is none: <c>Tag</c> is null when not even that could be read.</summary>
public readonly record struct ImapParse(ImapRequest? Request, string? Tag, string? Error);

public abstract record ImapArguments;

public sealed record NoArguments : ImapArguments
{
    public static readonly NoArguments Instance = new();
}

public sealed record LoginArguments(string UserName, string Password) : ImapArguments;

/// <summary><see cref="InitialResponse"/> is still base64; <c>=</c> stands for an empty one. RFC 4959.</summary>
public sealed record AuthenticateArguments(string Mechanism, string? InitialResponse) : ImapArguments;

public sealed record IdArguments(IReadOnlyList<KeyValuePair<string, string?>> Fields) : ImapArguments;

public sealed record EnableArguments(IReadOnlyList<string> Names) : ImapArguments;

/// <summary>One folder. A null name: what the client wrote cannot be one.</summary>
public sealed record MailboxArguments(string? Name) : ImapArguments;

/// <summary>RFC 6154 §3: CREATE may ask for a use.</summary>
public sealed record CreateArguments(string? Name, IReadOnlyList<string> Uses) : ImapArguments;

public sealed record RenameArguments(string? From, string? To) : ImapArguments;

public sealed record SelectArguments(string? Name, bool CondStore) : ImapArguments;

public sealed record QuotaArguments(string Root) : ImapArguments;

[Flags]
public enum StatusItems
{
    None = 0,
    Messages = 1,
    UidNext = 2,
    UidValidity = 4,
    Unseen = 8,
    Deleted = 16,
    Size = 32,
    Recent = 64,
    HighestModSeq = 128,
    AppendLimit = 256,
}

public sealed record StatusArguments(string? Name, StatusItems Items) : ImapArguments;

[Flags]
public enum ListSelection
{
    None = 0,
    Subscribed = 1,
    Remote = 2,
    RecursiveMatch = 4,
    SpecialUse = 8,
}

[Flags]
public enum ListReturn
{
    None = 0,
    Subscribed = 1,
    Children = 2,
    SpecialUse = 4,
    Status = 8,
}

/// <summary>LIST in all forms of RFC 9051 §6.3.9, and LSUB. <see cref="Extended"/>: options or several patterns were used.</summary>
public sealed record ListArguments(
    ListSelection Selection,
    string Reference,
    IReadOnlyList<string> Patterns,
    ListReturn Return,
    StatusItems Status,
    bool Extended
) : ImapArguments;

/// <summary>What is said about one message of an APPEND before its bytes. <see cref="Received"/> null: now.</summary>
public sealed record AppendArguments(string? Name, IReadOnlyList<string> Flags, DateTimeOffset? Received)
    : ImapArguments;

public sealed record FetchArguments(SequenceSet Set, IReadOnlyList<FetchItem> Items, ulong? ChangedSince)
    : ImapArguments;

public enum StoreMode
{
    Replace,
    Add,
    Remove,
}

public sealed record StoreArguments(
    SequenceSet Set,
    ulong? UnchangedSince,
    StoreMode Mode,
    bool Silent,
    IReadOnlyList<string> Flags
) : ImapArguments;

/// <summary>COPY and MOVE.</summary>
public sealed record CopyArguments(SequenceSet Set, string? Name) : ImapArguments;

/// <summary>UID EXPUNGE. RFC 4315 §2.1.</summary>
public sealed record ExpungeArguments(SequenceSet Set) : ImapArguments;

[Flags]
public enum SearchReturn
{
    None = 0,
    Min = 1,
    Max = 2,
    All = 4,
    Count = 8,
    Save = 16,
}

/// <summary><see cref="Return"/> null: the old form, answered by SEARCH; else RFC 9051 §6.4.4, answered by ESEARCH.</summary>
public sealed record SearchArguments(SearchKey Key, SearchReturn? Return, string? Charset) : ImapArguments;
