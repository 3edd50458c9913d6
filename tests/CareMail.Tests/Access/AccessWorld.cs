using System.Net;
using System.Text;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.Mailboxes;
using CareMail.Tests.Support;
using CareMail.Tests.Webmail;

namespace CareMail.Tests.Access;

/// <summary>Two care homes alike, and somebody of every role at the first.</summary>
internal sealed class AccessWorld
{
    /// <summary>In every message of the other home, and nowhere else.</summary>
    private const string Secret = "Zanthoxylum";

    private const string FolderRoute = "/mail/{folder:guid}";

    private readonly RunningServer _server;
    private readonly Dictionary<string, string> _ownValues;
    private readonly Dictionary<string, string> _otherValues;
    private readonly HashSet<string> _foreign;

    private AccessWorld(
        RunningServer server,
        MailHome own,
        MailHome other,
        Dictionary<string, string> ownValues,
        Dictionary<string, string> otherValues
    )
    {
        (_server, Own, Other, _ownValues, _otherValues) = (server, own, other, ownValues, otherValues);
        _foreign =
        [
            Secret,
            other.Organisation.Ods,
            other.Address.ToString(),
            other.Amina.Address.ToString(),
            other.Joy.Address.ToString(),
            .. new[]
            {
                other.Organisation.Id,
                other.MailboxId,
                other.Amina.AccountId,
                other.Amina.MailboxId,
                other.Joy.AccountId,
                other.Joy.MailboxId,
            }.Select(id => id.ToString()),
        ];
    }

    /// <summary>The callers' own home.</summary>
    public MailHome Own { get; }

    public MailHome Other { get; }

    public static async Task<AccessWorld> OnAsync(RunningServer server)
    {
        var own = await MailHome.OnAsync(server);
        var other = await MailHome.OnAsync(server);
        await own.ArrivesAsync(Letters.WithPicture("<p>The plan</p>"));
        await other.ArrivesAsync(
            Letters
                .WithPicture($"<p>{Secret}</p>")
                .Replace("Subject: ", $"Subject: {Secret} ", StringComparison.Ordinal)
        );
        return new AccessWorld(server, own, other, await ValuesAsync(own), await ValuesAsync(other));
    }

    /// <summary>Own and another's, if the door asks about something of an organisation.</summary>
    public static IReadOnlyList<string> AtOf(Door door) =>
        door.Placeholders.Any(IsSomebodys) || FormOf(door).Any() ? ["own", "other"] : ["-"];

    /// <summary>Where a door leads at the own or the other home, and what is typed into its form.</summary>
    public async Task<Errand> ErrandAsync(Door door, string at)
    {
        var (home, values) = at == "other" ? (Other, _otherValues) : (Own, _ownValues);
        var folder = door.Route switch
        {
            FolderRoute + "/change" or FolderRoute + "/delete" => await NewFolderAsync(home),
            FolderRoute + "/empty" => (await home.FolderAsync(SpecialUse.Deleted)).Id.ToString(),
            _ => values["folder"],
        };
        return new Errand(
            door.At(name => name == "folder" ? folder : Value(values, name)),
            [.. FormOf(door).Select(f => KeyValuePair.Create(f.Name, values.GetValueOrDefault(f.Value, f.Value)))]
        );
    }

    /// <summary>What a door must be told to be tried at all: a value, or the name of what differs from home to home.</summary>
    private static IEnumerable<(string Name, string Value)> FormOf(Door door) =>
        door.Name switch
        {
            "POST /mail/write" => [("Form.From", "sender"), ("Form.Key", CareMail.Webmail.Writing.Drafts.NewKey())],
            $"POST {FolderRoute}" or $"POST {FolderRoute}/{{uid:long}}" => [("act", "flag"), ("uid", "uid")],
            _ => [],
        };

    private static async Task<string> NewFolderAsync(MailHome home) =>
        (
            await home.Get<FolderTree>().CreateAsync(home.MailboxId, "Walked " + Guid.NewGuid().ToString("N"))
        ).Folder!.Id.ToString();

    /// <summary>What must not stand in an answer to this caller. Who serves everybody sees everybody's names, and nobody's mail.</summary>
    public IEnumerable<string> Foreign(string caller, Door door)
    {
        var serves = caller is "caseworker" or "national_helpdesk" or "platform" && door.Act is not Act.UseMail;
        // The directory shows everybody to everybody.
        return serves || door.Act is Act.SearchDirectory ? [Secret] : _foreign;
    }

    public async Task<AccessBrowser> BrowserAsync(string caller)
    {
        if (caller == Expectations.Anyone)
        {
            return await AccessBrowser.OfStrangerAsync(_server);
        }

        return await AccessBrowser.OfAsync(_server, await PersonAsync(RoleNames.Read(caller)!.Value));
    }

    /// <summary>Somebody of the first home with this role there.</summary>
    public async Task<TestPerson> PersonAsync(Role role)
    {
        var people = new TestPeople(_server.Services);
        // Owner and member are what the mailbox makes of somebody.
        var isOfMailbox = role is Role.Owner or Role.Member;
        var person = await people.PersonAsync(Own.Organisation, "Rae", "Quill", isOfMailbox ? [] : [role]);
        if (isOfMailbox)
        {
            var right = role is Role.Owner ? AccessRight.Owner : AccessRight.Member;
            var grant = people.Get<GrantMailbox>();
            TestPeople.Done(await grant.RunAsync(TestPeople.Operator, Own.MailboxId, person.Id, right));
        }

        return person;
    }

    private static bool IsSomebodys(string placeholder) =>
        placeholder switch
        {
            "folder" or "uid" or "mailbox" or "organisation" or "account" or "ods" => true,
            _ => false,
        };

    private static string Value(Dictionary<string, string> values, string placeholder) =>
        placeholder switch
        {
            "path" => "2",
            "code" => "404",
            "version" => "0",
            "address" => "nothing",
            "setting" => "smallest_group",
            "documentName" => "v1",
            "token" => "nothing",
            "key" => "account-secret",
            "way" => "hospice",
            "topic" => "already-here",
            "name" => "User",
            "report" => "access",
            // No file: whose it is, tests of files ask.
            "bulk" or "person" or "box" or "list" or "hook" or "message" or "application" => Guid.Empty.ToString(),
            // No browser gets so far that it would be looked for.
            "resource" => Guid.Empty.ToString(),
            // No application: whose it is, tests of applications ask.
            "id" => Guid.Empty.ToString(),
            _ => values.TryGetValue(placeholder, out var value)
                ? value
                : throw new InvalidOperationException(
                    $"What stands for {{{placeholder}}} in an address? Say it in {nameof(AccessWorld)}."
                ),
        };

    private static async Task<Dictionary<string, string>> ValuesAsync(MailHome home)
    {
        var inbox = await home.FolderAsync(SpecialUse.Inbox);
        var newest = (await home.EntriesAsync(SpecialUse.Inbox))[0];
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["folder"] = inbox.Id.ToString(),
            ["uid"] = newest.Entry.Uid.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["mailbox"] = home.MailboxId.ToString(),
            ["organisation"] = home.Organisation.Id.ToString(),
            ["account"] = home.Joy.AccountId.ToString(),
            ["ods"] = home.Organisation.Ods,
            ["sender"] = home.Address.ToString(),
        };
    }
}

/// <summary>Where to, and what is typed there.</summary>
internal sealed record Errand(string Place, IReadOnlyList<KeyValuePair<string, string>> Form)
{
    public bool Says(string word) =>
        Place.Contains(word, StringComparison.OrdinalIgnoreCase)
        || Form.Any(f => f.Value.Contains(word, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A caller's browser, which tries doors.</summary>
internal sealed class AccessBrowser : IDisposable
{
    private readonly TestBrowser _browser;
    private readonly string _token;

    private AccessBrowser(TestBrowser browser, string token) => (_browser, _token) = (browser, token);

    public static async Task<AccessBrowser> OfStrangerAsync(RunningServer server)
    {
        var browser = new TestBrowser(server);
        return new AccessBrowser(browser, await TokenAsync(browser, "/sign-in"));
    }

    public static async Task<AccessBrowser> OfAsync(RunningServer server, TestPerson person)
    {
        var browser = new TestBrowser(server);
        await browser.SignInAsync(person);
        return new AccessBrowser(browser, await TokenAsync(browser, "/account"));
    }

    /// <summary>What came of it, in the table's words, and all that was said.</summary>
    public async Task<(string Outcome, string Text)> TryAsync(Door door, Errand errand)
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Method), errand.Place);
        if (door.Method != "GET")
        {
            request.Content = new FormUrlEncodedContent([new("__RequestVerificationToken", _token), .. errand.Form]);
        }

        using var answer = await _browser.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        // An event stream has no end.
        var body =
            answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
                ? ""
                : Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        return (Outcome(answer, door), $"{answer.Headers}\n{answer.Content.Headers}\n{body}");
    }

    public void Dispose() => _browser.Dispose();

    private static string Outcome(HttpResponseMessage answer, Door door) =>
        answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => "sign-in",
            HttpStatusCode.Forbidden => "shut",
            HttpStatusCode.NotFound => "none",
            >= HttpStatusCode.InternalServerError => $"failed with {(int)answer.StatusCode}",
            HttpStatusCode.Redirect when IsToSignIn(answer, door) => "sign-in",
            _ => "in",
        };

    private static bool IsToSignIn(HttpResponseMessage answer, Door door) =>
        !door.Route.StartsWith("/sign-", StringComparison.Ordinal)
        && answer.Headers.Location is { } where
        && where.ToString().Contains("/sign-in", StringComparison.Ordinal);

    private static async Task<string> TokenAsync(TestBrowser browser, string path) =>
        (await browser.GetAsync(path))
            .Page.QuerySelector("input[name=__RequestVerificationToken]")
            ?.GetAttribute("value")
        ?? throw new InvalidOperationException($"{path} has no form.");
}
