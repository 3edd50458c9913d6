using CareMail.Identity;
using CareMail.Identity.Doors;

namespace CareMail.Webmail;

internal static class ReaderOfRequest
{
    /// <summary>Who is reading. The permission table let nobody in who is not signed in.</summary>
    public static SignedInAccount Reader(this HttpContext http) =>
        http.User.Account() ?? throw new InvalidOperationException("Nobody is signed in here.");
}
