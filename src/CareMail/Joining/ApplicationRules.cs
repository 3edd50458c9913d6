using CareMail.Access;

namespace CareMail.Joining;

/// <summary>What can be done to an application.</summary>
public enum ApplicationStep
{
    Change,
    Submit,
    Ask,
    Answer,
    Approve,
    Reject,
    Withdraw,
    EnterRegister,
    Expire,
}

/// <summary>The questions of an application, in their order.</summary>
public enum JoinQuestion
{
    Town,
    Declaration,
    Proof,
    People,
    Check,
}

/// <summary>What the next question depends on.</summary>
public sealed record ApplicationFacts
{
    public ApplicationRoute Route { get; init; }
    public bool NeedsDeclaration { get; init; }
    public bool Declared { get; init; }
    public bool IsProved { get; init; }

    /// <summary>The applicant can prove it in neither way, and a person will ring.</summary>
    public bool ProofByPerson { get; init; }
    public bool HasTown { get; init; }
    public bool PeopleAreComplete { get; init; }
}

/// <summary>The life of an application. Pure: no clock, no database.</summary>
public static class ApplicationRules
{
    /// <summary>Before us, so that no second one for the same home can be.</summary>
    public static bool IsOpen(ApplicationState state) =>
        state is ApplicationState.Submitted or ApplicationState.Asked or ApplicationState.Provisional;

    public static bool May(ApplicationState state, ApplicationStep step) =>
        step switch
        {
            ApplicationStep.Change or ApplicationStep.Submit or ApplicationStep.Expire => state
                is ApplicationState.Draft,
            ApplicationStep.Ask => state is ApplicationState.Submitted,
            ApplicationStep.Answer => state is ApplicationState.Asked,
            // A question that was never answered need not stand in the way.
            ApplicationStep.Approve => state is ApplicationState.Submitted or ApplicationState.Asked,
            ApplicationStep.Reject => IsOpen(state),
            ApplicationStep.Withdraw => state is ApplicationState.Draft || IsOpen(state),
            ApplicationStep.EnterRegister => state is ApplicationState.Provisional,
        };

    /// <summary>The first question that is not answered yet; nobody gets to a later one before an earlier one.</summary>
    public static JoinQuestion Next(ApplicationFacts facts) =>
        facts switch
        {
            { Route: ApplicationRoute.FastTrack, HasTown: false } => JoinQuestion.Town,
            { NeedsDeclaration: true, Declared: false } => JoinQuestion.Declaration,
            // The short form asked for no proof: a person rings before anything is made.
            { Route: not ApplicationRoute.FastTrack, IsProved: false, ProofByPerson: false } => JoinQuestion.Proof,
            { PeopleAreComplete: false } => JoinQuestion.People,
            _ => JoinQuestion.Check,
        };
}

/// <summary>Who may be named together. Pure.</summary>
public static class PeopleRules
{
    public const int Fewest = 2;
    public const int Most = 10;

    /// <summary>What stands in the way of sending these people in; null if nothing does.</summary>
    public static Refusal? Complete(IReadOnlyList<NamedPerson> people, ApplicationRoute route)
    {
        if (route is ApplicationRoute.FastTrack && people.Count != Fewest)
        {
            return new Refusal("Name exactly two people: the short form has room for two.", "People");
        }

        if (people.Count < Fewest)
        {
            return new Refusal("Name at least two people, so that one can always get in.", "People");
        }

        return people.Count > Most ? new Refusal("Name at most ten people.", "People")
            : !people.Any(person => person.IsOwner)
                ? new Refusal("Make at least one person an owner of the mailbox. Two are better.", "People")
            : null;
    }

    /// <summary>What makes this person another one's double; null if nothing does.</summary>
    public static Refusal? Twice(IEnumerable<NamedPerson> others, PersonContent person)
    {
        foreach (var other in others.Select(o => o.Content).OfType<PersonContent>())
        {
            if (Same(other.Email, person.Email))
            {
                return new Refusal($"{other.FirstName} has this e-mail address: each person needs their own", "Email");
            }

            if (Same(other.Mobile, person.Mobile))
            {
                return new Refusal($"{other.FirstName} has this mobile number: each person needs their own", "Mobile");
            }

            if (Same(other.Address, person.Address))
            {
                return new Refusal("You have named the person with this address already", "Address");
            }
        }

        return null;
    }

    private static bool Same(string? one, string? other) =>
        one is not null && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
