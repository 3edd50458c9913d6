using CareMail.Access;
using CareMail.FourEyes.Pages;
using CareMail.Policies;
using CareMail.Web;

namespace CareMail.FourEyes;

/// <summary>
/// What nobody does alone: reading or exporting a mailbox that is somebody else's, putting one on hold or ending it, roles
/// that reach everybody. <see cref="Approvals"/> takes the question and the second person's answer;
/// <see cref="ApprovedMail"/> reads what was opened. What one person alone may do with roles is on <see cref="RolesModel"/>.
/// </summary>
public static class FourEyesModule
{
    public static IServiceCollection AddFourEyes(this IServiceCollection services)
    {
        services.AddDatedSettings("What nobody does alone", FourEyesPolicy.All, FourEyesPolicy.Seeds);
        services.AddSingleton<Approvals>();
        services.AddSingleton<ApprovedMail>();
        services.AddSingleton<HeldRoles>();
        services.AddStaffPage("Approvals", "/manage/approvals", Act.SeeApprovals, place: 34);
        services.AddStaffPage("Roles", "/manage/roles", Act.GiveRole, place: 35);
        return services;
    }
}
