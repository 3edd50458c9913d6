using System.Security.Authentication;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Protocols.Imap;
using CareMail.Storage;
using Microsoft.AspNetCore.Connections;

namespace CareMail.Imap;

/// <summary>One client, from greeting to goodbye. RFC 9051, RFC 3501.</summary>
internal sealed class ImapSession : IAsyncDisposable
{
    private readonly List<IDisposable> _watches = [];
    private volatile bool _ended;
    private volatile bool _accessChanged;
    private int _badCommands;
    private readonly long _began;
    private bool _leaving;
    private string? _lastWords;

    public ImapSession(ImapServices services, WireConnection connection)
    {
        Services = services;
        Connection = connection;
        Writer = new ImapWriter(connection.Output);
        Input = new ImapInput(connection, FlushAsync);
        Names = new FolderNames(services, this);
        _began = services.Clock.GetTimestamp();
    }

    public ImapServices Services { get; }
    public WireConnection Connection { get; }
    public ImapWriter Writer { get; }
    public ImapInput Input { get; }
    public FolderNames Names { get; }
    public SelectedFolder? Selected { get; private set; }

    /// <summary>Who signed in.</summary>
    public SignedInAccount? Account { get; private set; }

    /// <summary>The account of a command that the table allows only after sign-in.</summary>
    public Guid AccountId => Account?.Id ?? throw new InvalidOperationException("Not signed in.");

    /// <summary>The client has shown that it knows mod-sequences. RFC 7162 §3.1.</summary>
    public bool CondStore { get; set; }

    /// <summary>The client has enabled IMAP4rev2.</summary>
    public bool Rev2
    {
        get => Writer.Utf8;
        set => Writer.Utf8 = value;
    }

    /// <summary>A literal has been announced and not finished: nothing but its bytes may follow.</summary>
    public bool InsideLiteral { get; set; }

    public int RefusedSignIns { get; set; }

    /// <summary>The client's time is up, or the server's.</summary>
    public bool IsEnding => Connection.IsExpired || Connection.IsStopping;

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken Closed { get; private set; }

    /// <summary>How long the client may be silent. Signing in has one span for all of it, however busy the client is.</summary>
    private TimeSpan Patience
    {
        get
        {
            if (Account is not null)
            {
                return Services.Limits.QuietTime;
            }

            var left = Services.Limits.SignInTime - Services.Clock.GetElapsedTime(_began);
            return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
        }
    }

    public ImapState State =>
        Selected is not null ? ImapState.Selected
        : Account is not null ? ImapState.SignedIn
        : ImapState.NotSignedIn;

    public ImapLimits Limits => Account is null ? Services.Limits.BeforeSignIn : Services.Limits.SignedIn;

    public async Task RunAsync(CancellationToken ct)
    {
        Closed = ct;
        Writer.Raw("* OK [CAPABILITY "u8).Ascii(BasicCommands.Capabilities(this)).Raw("] "u8);
        Writer.Ascii(Services.Settings.Hostname).Raw(" CareMail is ready"u8).End();
        try
        {
            await TalkAsync(ct);
        }
        catch (Exception e) when (IsOurs(e))
        {
            Services.Log.SessionFailed(e);
            Bye("[SERVERBUG] That went wrong on our side");
        }

        await FlushAsync();
    }

    private async ValueTask TalkAsync(CancellationToken ct)
    {
        while (!_leaving)
        {
            Connection.SetDeadline(Patience);
            var frame = await Input.NextAsync(Limits, ContinueAsync, ct);
            if (frame.End is { } end ? !await StayAsync(end) : !await RunFrameAsync(frame))
            {
                break;
            }

            if (Writer.Written > Services.Limits.OutputBytes)
            {
                await FlushAsync();
            }
        }
    }

    /// <summary>Sends what has been written, as fast as the client takes it.</summary>
    public async ValueTask FlushAsync()
    {
        if (Writer.Written == 0)
        {
            return;
        }

        Writer.Written = 0;
        Connection.SetDeadline(Account is null ? Patience : Services.Limits.TransferTime);
        var flushed = await GuardAsync(async () => await Connection.Output.FlushAsync(Closed));
        if (flushed.IsCompleted)
        {
            throw new ConnectionAbortedException("The client takes nothing more.");
        }

        Connection.SetDeadline(Patience);
    }

    /// <summary>Runs something on the line: that it broke is nobody's fault and no error of ours.</summary>
    public static async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            throw new ConnectionAbortedException("The client has gone.", e);
        }
    }

    public async ValueTask ContinueAsync()
    {
        Writer.Raw("+ OK\r\n"u8);
        await FlushAsync();
    }

    /// <summary>The last words; the connection ends after them.</summary>
    public void Bye(string text)
    {
        Writer.Raw("* BYE "u8).Ascii(text).End();
        _leaving = true;
    }

    public void Leave() => _leaving = true;

    /// <summary>As <see cref="Bye"/>, but after the answer to the command that is running.</summary>
    public void LeaveWith(string words) => _lastWords = words;

    public void SignedIn(SignedInAccount account, MailSession session)
    {
        Account = account;
        _watches.Add(Services.SignIn.WhenEnded(session, End));
        _watches.Add(Services.Access.Subscribe(account.Id, LookAtAccess));
    }

    public void Select(SelectedFolder? folder)
    {
        Selected?.Dispose();
        Selected = folder;
    }

    /// <summary>After STARTTLS everything goes over the new pipes.</summary>
    public async Task StartTlsAsync()
    {
        await FlushAsync();
        await GuardAsync(async () =>
        {
            await Connection.UpgradeToTlsAsync(Closed);
            return true;
        });
        Writer.Redirect(Connection.Output);
    }

    /// <summary>Whether the session may go on after a wake-up call; false: goodbye has been said.</summary>
    public async ValueTask<bool> StayAsync(InputEnd end)
    {
        if (end == InputEnd.Closed)
        {
            return false;
        }

        if (end == InputEnd.TooLong)
        {
            Services.Log.TooLarge();
            Bye("A command may not be that long");
        }
        else if (Connection.IsStopping)
        {
            Bye("The server is restarting");
        }
        else if (Connection.IsExpired)
        {
            Bye(Account is null ? "Sign in sooner" : "Idle for too long");
        }
        else if (_ended)
        {
            Bye("This sign-in has been ended");
        }
        else
        {
            await CheckAccessAsync();
        }

        return !_leaving;
    }

    /// <summary>Brings the client's picture of its folder up to date, as far as <paramref name="news"/> allows.</summary>
    public async ValueTask TellNewsAsync(ImapNews news)
    {
        if (Selected is { } selected && news != ImapNews.None && !await selected.TellAsync(this, news))
        {
            Bye("The folder has been deleted");
        }
    }

    public ValueTask DisposeAsync()
    {
        Select(null);
        _watches.ForEach(w => w.Dispose());
        return ValueTask.CompletedTask;
    }

    private void End()
    {
        _ended = true;
        Input.Wake();
    }

    private void LookAtAccess()
    {
        _accessChanged = true;
        Input.Wake();
    }

    /// <summary>Rights may have been taken away while a folder is open.</summary>
    private async ValueTask CheckAccessAsync()
    {
        if (!_accessChanged)
        {
            return;
        }

        _accessChanged = false;
        Names.Forget();
        if (Selected is { } open && await Services.Access.FolderAsync(AccountId, open.Id, Closed) is null)
        {
            Bye("You no longer have access to this folder");
        }
    }

    private async ValueTask<bool> RunFrameAsync(ImapInputFrame frame)
    {
        await CheckAccessAsync();
        if (_ended)
        {
            Bye("This sign-in has been ended");
        }

        if (_leaving)
        {
            return false;
        }

        switch (frame.Kind)
        {
            case ImapFrame.LiteralTooLarge:
                return await RefuseLiteralAsync(frame);
            case ImapFrame.AppendMessage:
                await RunAsync(
                    ImapCommandParser.ParseAppend(frame.Bytes.Span, Limits, Rev2),
                    request => AppendCommand.AppendAsync(this, request, frame.Literal),
                    frame.Literal
                );
                break;
            default:
                await RunAsync(ImapCommandParser.Parse(frame.Bytes.Span, Limits, Rev2), null, null);
                break;
        }

        return !_leaving;
    }

    private async ValueTask RunAsync(ImapParse parse, Func<ImapRequest, Task<ImapReply>>? append, ImapLiteral? literal)
    {
        var news = ImapNews.None;
        ImapReply reply;
        if (parse.Request is not { } request)
        {
            reply = ImapReply.Bad(parse.Error ?? "Not understood");
        }
        else
        {
            var rule = ImapCommands.Rules[request.Verb];
            if (rule.Allowed.HasFlag(State))
            {
                news = ImapCommands.NewsOf(rule, request);
                reply = await RunAsync(request, append is null ? () => rule.Run(this, request) : () => append(request));
                literal = null;
            }
            else
            {
                reply = ImapReply.Bad(WrongState());
            }
        }

        // A message nobody wanted is on its way all the same: it must not be read as commands.
        if (literal is { Synchronising: false } unread && !await AppendCommand.DiscardAsync(this, unread))
        {
            Bye("That message is too large");
        }

        if (!_leaving)
        {
            await TellNewsAsync(news);
        }

        Tagged(parse.Tag, reply);
        Count(reply);
        if (_lastWords is { } words && !_leaving)
        {
            Bye(words);
        }
    }

    /// <summary>Runs a command; what goes wrong inside is our fault and costs the client this command only.</summary>
    private async ValueTask<ImapReply> RunAsync(ImapRequest request, Func<Task<ImapReply>> run)
    {
        try
        {
            return await run();
        }
        catch (StorageFullException) when (!InsideLiteral)
        {
            Services.Log.StorageFull(request.Verb.ToString());
            return ImapReply.No("UNAVAILABLE", "There is no room at the moment, try again later");
        }
        catch (Exception e) when (IsOurs(e))
        {
            Services.Log.CommandFailed(request.Verb.ToString(), e);
            if (InsideLiteral)
            {
                // The client counts bytes of a message that will not come: only cutting the line tells it.
                Connection.Abort();
                throw new ConnectionAbortedException("A message could not be read to its end.", e);
            }

            return ImapReply.No("SERVERBUG", "That went wrong on our side, try again later");
        }
    }

    private bool IsOurs(Exception e) =>
        e is not ConnectionAbortedException
        && !Closed.IsCancellationRequested
        && !(e is OperationCanceledException && Connection.IsExpired);

    private async ValueTask<bool> RefuseLiteralAsync(ImapInputFrame frame)
    {
        var tag = ImapCommandParser.Parse(frame.Bytes.Span, Limits).Tag;
        if (frame.Literal.Synchronising)
        {
            // RFC 7888 §4: refused before the first byte, and the client sends none.
            Tagged(tag, new ImapReply(ImapStatus.Bad, "TOOBIG", "A literal may not be that large"));
            Count(ImapReply.Bad(""));
            if (Account is null)
            {
                Bye("A literal may not be that large");
            }

            return !_leaving;
        }

        if (!await AppendCommand.DiscardAsync(this, frame.Literal))
        {
            Services.Log.TooLarge();
            Bye("A literal may not be that large");
            return false;
        }

        Tagged(tag, new ImapReply(ImapStatus.Bad, "TOOBIG", "A literal may not be that large"));
        Count(ImapReply.Bad(""));
        return !_leaving;
    }

    private void Tagged(string? tag, ImapReply reply)
    {
        if (reply.IsAnswered)
        {
            return;
        }

        var status = reply.Status switch
        {
            ImapStatus.Ok => "OK ",
            ImapStatus.No => "NO ",
            ImapStatus.Bad => "BAD ",
        };
        Writer.Ascii(tag ?? "*").Space().Ascii(status);
        if (reply.Code is { } code)
        {
            Writer.Raw("["u8).Ascii(code).Raw("] "u8);
        }

        Writer.Ascii(reply.Text).End();
    }

    private void Count(ImapReply reply)
    {
        _badCommands = reply.Status == ImapStatus.Bad ? _badCommands + 1 : 0;
        if (_badCommands >= Services.Limits.BadCommands && !_leaving)
        {
            Services.Log.TooManyBadCommands(_badCommands);
            Bye("Too many commands that make no sense");
        }
    }

    private string WrongState() =>
        State switch
        {
            ImapState.NotSignedIn => "Sign in first",
            ImapState.SignedIn => "Select a folder first",
            _ => "Not now",
        };
}
