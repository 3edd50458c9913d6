using System.Globalization;

namespace CareMail.Webmail;

/// <summary>The addresses of the webmail's pages, in one place.</summary>
internal static class MailLinks
{
    public const string Home = "/mail";
    public const string Folders = "/mail/folders";
    public const string Events = "/mail/events";
    public const string Suggest = "/mail/suggest";
    public const string Writing = "/mail/write";

    public static string Folder(Guid folder) => "/mail/" + folder.ToString("D");

    /// <summary>The page of all folders, at those of one mailbox.</summary>
    public static string FoldersOf(Guid mailbox) => Folders + "#mailbox-" + mailbox.ToString("N");

    public static string NewFolder(Guid mailbox) => Folders + "/new/" + mailbox.ToString("D");

    public static string ChangeFolder(Guid folder) => Folder(folder) + "/change";

    public static string DeleteFolder(Guid folder) => Folder(folder) + "/delete";

    public static string EmptyBin(Guid folder) => Folder(folder) + "/empty";

    public static string Message(Guid folder, uint uid) =>
        Folder(folder) + "/" + uid.ToString(CultureInfo.InvariantCulture);

    public static string Letter(Guid folder, uint uid, bool pictures) =>
        Message(folder, uid) + "/letter" + (pictures ? "?pictures=1" : "");

    public static string Picture(Guid folder, uint uid, string path) => Message(folder, uid) + "/picture/" + path;

    public static string File(Guid folder, uint uid, string path) => Message(folder, uid) + "/file/" + path;

    public static string Original(Guid folder, uint uid) => Message(folder, uid) + "/original";

    /// <summary>The query's name for what is searched for.</summary>
    public const string SearchFor = "for";

    /// <param name="mailbox">Where.</param>
    /// <param name="sealedWords">From <see cref="Web.SealedWords"/>; empty to ask for some.</param>
    public static string Search(Guid mailbox, string sealedWords = "") =>
        "/mail/search/" + mailbox.ToString("D") + (sealedWords.Length == 0 ? "" : $"?{SearchFor}={sealedWords}");

    public static string Write(Guid? mailbox = null) =>
        Writing + (mailbox is { } id ? "?from=" + id.ToString("D") : "");

    public static string Draft(Guid folder, uint uid) => Writing + "?draft=" + At(folder, uid);

    /// <param name="how">reply, reply-all or forward.</param>
    /// <param name="folder">Of the message answered.</param>
    /// <param name="uid">Of the message answered.</param>
    public static string Answer(string how, Guid folder, uint uid) => Writing + "?" + how + "=" + At(folder, uid);

    /// <summary>An entry in one word, for query strings and hidden fields.</summary>
    public static string At(Guid folder, uint uid) =>
        folder.ToString("N") + "." + uid.ToString(CultureInfo.InvariantCulture);

    public static (Guid Folder, uint Uid)? ReadAt(string? text) =>
        text?.Split('.') is [var folder, var uid]
        && Guid.TryParseExact(folder, "N", out var id)
        && uint.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (id, number)
            : null;
}
