using CareMail.Access;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace CareMail.Web.Pages;

[Allows(Act.SeePublicPages)]
internal sealed class PrivacyModel : PageModel;
