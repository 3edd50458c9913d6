using CareMail.Access;
using CareMail.Organisations;

namespace CareMail.Demo.World;

/// <summary>The places and people of the demo world. Names, numbers and homes are invented; codes were never issued.</summary>
internal static class Cast
{
    public static readonly Place Dapplemarch = new(
        "TZ101",
        "Dapplemarch General",
        OrganisationKind.Hospital,
        "Dapplemarch"
    )
    {
        SharedAddress = "discharge.dapplemarch",
        SharedName = "Dapplemarch General, Discharge",
    };

    public static readonly Place Thistledown = Home("VZ001", "Thistledown House", "Brackenfield");

    public static readonly Place Larkmarch = new("AZ90", "Larkmarch Care", OrganisationKind.CareProvider, "Larkmarch");
    public static readonly Place Fernholt = Home("VZ101", "Fernholt House", "Fictwick") with { Headquarters = "AZ90" };
    public static readonly Place Ashdene = Home("VZ102", "Ashdene View", "Utopmouth") with { Headquarters = "AZ90" };
    public static readonly Place Quillfield = Home("VZ103", "Quillfield Lodge", "Shamleton") with
    {
        Headquarters = "AZ90",
    };

    /// <summary>In the sample registers too: a regulator holds its telephone number.</summary>
    public static readonly Place Jorrelside = Home("VZCQ0", "Jorrelside Cottage", "Talehythe");

    public static readonly Place Orrinbourne = new(
        "Z99101",
        "Orrinbourne Surgery",
        OrganisationKind.GeneralPractice,
        "Orrinbourne"
    )
    {
        SharedAddress = "office.orrinbourne",
        SharedName = "Orrinbourne Surgery",
    };

    public static readonly Place Helpdesk = new("8Z101", "CareMail Helpdesk", OrganisationKind.Authority, "")
    {
        SharedAddress = "helpdesk",
        SharedName = "CareMail Helpdesk",
    };

    public static readonly Place Association = new(
        "8Z201",
        "Southfold Care Association",
        OrganisationKind.Association,
        "Southfold"
    );
    public static readonly Place Platform = new("8Z001", "CareMail Operations", OrganisationKind.Authority, "");

    public static readonly Person Leo = new("Leo Marchetti", "leo.marchetti", Dapplemarch, Role.Member)
    {
        Title = "Discharge coordinator",
    };
    public static readonly Person Priya = new("Priya Nandakumar", "priya.nandakumar", Dapplemarch, Role.Member)
    {
        Title = "Discharge nurse",
    };
    public static readonly Person Grace = new("Grace Attwood", "grace.attwood", Dapplemarch, Role.LocalAdmin)
    {
        Title = "Local administrator",
    };

    public static readonly Person Amina = new("Amina Yusuf", "amina.yusuf", Thistledown, Role.Owner)
    {
        Title = "Registered manager",
    };
    public static readonly Person Joy = new("Joy Okafor", "joy.okafor", Thistledown, Role.Member)
    {
        Title = "Senior carer",
    };
    public static readonly Person Tom = new("Tom Fairley", "tom.fairley", Thistledown, Role.Member) { Title = "Carer" };
    public static readonly Person Ife = new("Ife Balogun", "ife.balogun", Thistledown, Role.Member)
    {
        Title = "Carer",
        IsNew = true,
    };

    public static readonly Person Helen = new("Helen Drummond", "helen.drummond", Larkmarch, Role.PrimaryAdmin)
    {
        Title = "Head of quality",
    };
    public static readonly Person Gwen = new("Gwen Ashdown", "gwen.ashdown", Fernholt, Role.Owner)
    {
        Title = "Registered manager",
    };
    public static readonly Person Kit = new("Kit Rowe", "kit.rowe", Fernholt, Role.Member) { Title = "Deputy manager" };
    public static readonly Person Nadia = new("Nadia Rahman", "nadia.rahman", Ashdene, Role.Owner)
    {
        Title = "Registered manager",
    };
    public static readonly Person Tomasz = new("Tomasz Zieliński", "tomasz.zielinski", Quillfield, Role.Owner)
    {
        Title = "Registered manager",
    };

    public static readonly Person Orla = new("Orla Keane", "orla.keane", Quillfield, Role.Member)
    {
        Title = "Night carer",
        Mobile = "07700900501",
        HasNoSecret = true,
    };
    public static readonly Person Jonah = new("Jonah Pike", "jonah.pike", Quillfield, Role.Member)
    {
        Title = "Senior carer",
        Mobile = "07700900502",
    };
    public static readonly Person Abe = new("Abe Coker", "abe.coker", Dapplemarch, Role.Member)
    {
        Title = "Discharge clerk",
        Mobile = "07700900503",
    };
    public static readonly Person Vera = new("Vera Lund", "vera.lund", Jorrelside, Role.Owner)
    {
        Title = "Registered manager, until October",
        HasNoSecret = true,
    };
    public static readonly Person Owen = new("Owen Tiller", "owen.tiller", Helpdesk, Role.NationalHelpdesk)
    {
        Title = "Helpdesk",
    };

    public static readonly Person Samir = new("Samir Haddad", "samir.haddad", Orrinbourne, Role.Person)
    {
        Title = "General practitioner",
    };
    public static readonly Person Bea = new("Bea Lindqvist", "bea.lindqvist", Orrinbourne, Role.Owner)
    {
        Title = "Practice office",
    };

    public static readonly Person Dilys = new("Dilys Penhale", "dilys.penhale", Helpdesk, Role.Caseworker)
    {
        Title = "Caseworker",
    };
    public static readonly Person Marian = new("Marian Holt", "marian.holt", Association, Role.Association)
    {
        Title = "Digital adviser",
    };
    public static readonly Person Rosa = new("Rosa Delgado", "rosa.delgado", Platform, Role.Platform)
    {
        Title = "Service owner",
    };

    /// <summary>In the order in which they are made: a place's headquarters comes before it.</summary>
    public static readonly IReadOnlyList<Place> Places =
    [
        Platform,
        Helpdesk,
        Association,
        Dapplemarch,
        Orrinbourne,
        Thistledown,
        Larkmarch,
        Fernholt,
        Ashdene,
        Quillfield,
        Jorrelside,
    ];

    public static readonly IReadOnlyList<Person> People =
    [
        Leo,
        Priya,
        Grace,
        Amina,
        Joy,
        Tom,
        Ife,
        Helen,
        Gwen,
        Kit,
        Nadia,
        Tomasz,
        Orla,
        Jonah,
        Abe,
        Vera,
        Owen,
        Samir,
        Bea,
        Dilys,
        Marian,
        Rosa,
    ];

    /// <summary>The homes that receive mail from hospital, surgery, pharmacy and council.</summary>
    public static readonly IReadOnlyList<Place> Homes = [Thistledown, Fernholt, Ashdene, Quillfield];

    /// <summary>Who uses the shared mailbox of a place: everybody there who has started and has more than an own mailbox.</summary>
    public static IEnumerable<Person> SharersOf(Place place) =>
        People.Where(person => person.Place == place && !person.IsNew && person.Role is not Role.Person);

    /// <summary>Of those, who looks after it.</summary>
    public static bool Owns(Person person) => person.Role is not Role.Member;

    private static Place Home(string ods, string name, string town)
    {
        var address = "care." + ods.ToLowerInvariant();
        return new(ods, name, OrganisationKind.CareSite, town) { SharedAddress = address, SharedName = name };
    }
}
