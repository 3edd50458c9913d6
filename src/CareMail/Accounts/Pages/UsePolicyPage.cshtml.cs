using CareMail.Access;
using CareMail.Identity.Tasks;

namespace CareMail.Accounts.Pages;

/// <summary>The use policy in force, to be read again.</summary>
[Allows(Act.ManageOwnAccount)]
internal sealed class UsePolicyPageModel(UsePolicies policies, TimeProvider time) : OwnPage
{
    public UsePolicy Policy => policies.InForce(time.GetUtcNow());

    public void OnGet() { }
}
