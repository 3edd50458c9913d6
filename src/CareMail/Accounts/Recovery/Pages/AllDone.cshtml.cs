using CareMail.Access;
using CareMail.Identity.Recovery;
using CareMail.Identity.SignIn;
using CareMail.Identity.Tasks;

namespace CareMail.Accounts.Recovery.Pages;

/// <summary>Back in; and what keeps trying an old password, so that it does not happen again.</summary>
[Allows(Act.SignIn)]
internal sealed class AllDoneModel(Resets resets, OwnSignIn own) : ResetPage(resets)
{
    protected override ResetStep Mine => ResetStep.Done;

    public IReadOnlyList<FailedTry> Failed { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Failed = await own.FailedTriesAsync(Reset.Person, ct);
}
