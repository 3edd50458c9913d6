using CareMail.Joining.Applying;

namespace CareMail.Joining.Pages.Apply;

/// <summary>Every way in that is not the national route.</summary>
internal sealed class OtherWaysModel : JoinPage
{
    public void OnGet() { }
}

/// <summary>A way in whose pages are not built yet: what it is, and somebody who rings.</summary>
internal sealed record OtherWay(string Path, CallbackTopic Topic, string Name, string For, IReadOnlyList<string> Says)
{
    public static readonly IReadOnlyList<OtherWay> All =
    [
        new(
            "self-managed",
            CallbackTopic.SelfManaged,
            "A group that looks after its accounts itself",
            "Two homes or more, an IT function of your own, and people who can be local administrators.",
            [
                "You apply once for the group, with the code of the headquarters, and add the homes afterwards. Your own administrators make, change and close the accounts.",
                "The headquarters needs a publication of the data security toolkit (DSPT) of its own. A group with several headquarters codes applies once and names them all.",
                "A single home always uses the national route.",
            ]
        ),
        new(
            "third-party",
            CallbackTopic.ThirdParty,
            "A service that is not registered with CQC",
            "Day services, charities and other partners of health and care in England.",
            [
                "A person decides each case: what the service does for publicly funded care, who commissions it or vouches for it, and how many accounts it needs.",
                "The service needs an ODS code and a publication of the data security toolkit (DSPT).",
            ]
        ),
        new(
            "hospice",
            CallbackTopic.Hospice,
            "A hospice",
            "Hospices write to the service desk.",
            [
                "Hospices are handled by enquiry, at any size. The subject of the enquiry is “Hospice NHSmail Application Query”.",
                "Leave your number below and we open it for you, with the subject and what the registers say of the hospice.",
            ]
        ),
        new(
            "scotland",
            CallbackTopic.Scotland,
            "A service in Scotland",
            "Scotland has its own process.",
            [
                "Write to nhsmail.scotland@nhs.net: Scotland decides by criteria of its own.",
                "What counts is where the care is given, not where the company has its seat.",
            ]
        ),
        new(
            "wales-or-northern-ireland",
            CallbackTopic.WalesOrNorthernIreland,
            "A service in Wales or Northern Ireland",
            "The service is for care given in England.",
            [
                "Services in Wales and Northern Ireland are not eligible. What counts is where the care is given: a company from there with a home in England applies for that home.",
            ]
        ),
        new(
            "other-sector",
            CallbackTopic.OtherSector,
            "A practice, pharmacy, dentist, optician or trust",
            "Other sectors have routes of their own.",
            [
                "General practices, pharmacies, dentists, opticians and trusts join by the routes of their sector, not here.",
                "If the registers show your care home as something else by mistake, leave your number: we look at it with you.",
            ]
        ),
    ];

    public static OtherWay? Find(string path) => All.FirstOrDefault(way => way.Path == path);
}
