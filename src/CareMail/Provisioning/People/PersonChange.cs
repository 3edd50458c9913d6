using CareMail.Access;
using CareMail.Identity;
using CareMail.Organisations;

namespace CareMail.Provisioning.People;

/// <summary>How somebody stands with the organisation, as a program says it.</summary>
internal enum Standing
{
    /// <summary>At work: whatever keeps them from it ends.</summary>
    AtWork,

    /// <summary>Back from an absence; whoever left is not.</summary>
    Back,

    /// <summary>"Not active": away or left, as the organisation decided.</summary>
    Inactive,
    Away,
    Left,
}

/// <summary>What is to become of somebody who is here; what is null stays.</summary>
internal sealed record PersonChange
{
    public Standing? Standing { get; init; }
    public string? GivenName { get; init; }
    public string? FamilyName { get; init; }
    public Organisation? Place { get; init; }

    /// <summary>A new temporary password goes to their mobile.</summary>
    public bool Resets { get; init; }
}

/// <summary>One thing that is done to somebody; each is a use case.</summary>
internal enum PersonStep
{
    Enable,
    TakeBack,
    Restore,
    Rename,
    Move,
    Resend,
    Reset,
    Disable,
    Leave,
}

/// <summary>What a change is made of, in the order it is done. Pure.</summary>
internal static class PersonSteps
{
    public static IReadOnlyList<PersonStep> Of(PersonChange change, AccountSummary person, InactiveMeans means)
    {
        var standing = change.Standing is { } wanted ? StepTo(wanted, person.State, means) : null;
        var steps = new List<PersonStep>();
        // Whoever comes back is back first; whoever goes, goes last.
        if (standing is { } opens && !Closes(opens))
        {
            steps.Add(opens);
        }

        if (NamesOf(change, person) != (person.FirstName, person.LastName))
        {
            steps.Add(PersonStep.Rename);
        }

        if (change.Place is { } place && place.Id != person.OrganisationId)
        {
            steps.Add(PersonStep.Move);
        }

        if (change.Resets)
        {
            steps.Add(person.State is AccountState.New ? PersonStep.Resend : PersonStep.Reset);
        }

        if (standing is { } closes && Closes(closes))
        {
            steps.Add(closes);
        }

        return steps;
    }

    /// <summary>Null: they stand there already.</summary>
    public static PersonStep? StepTo(Standing wanted, AccountState state, InactiveMeans means) =>
        (wanted, state) switch
        {
            (Standing.AtWork or Standing.Back, AccountState.Disabled) => PersonStep.Enable,
            (Standing.AtWork, AccountState.Left) => PersonStep.TakeBack,
            (Standing.AtWork, AccountState.Deleted) => PersonStep.Restore,
            // It is refused with a sentence.
            (Standing.Back, AccountState.Left or AccountState.Deleted) => PersonStep.Enable,
            // A lock is the helpdesk's: no program opens it.
            (Standing.AtWork or Standing.Back, _) => null,
            (_, AccountState.Left or AccountState.Deleted or AccountState.Gone) => null,
            (Standing.Left, _) => PersonStep.Leave,
            (Standing.Away, AccountState.Disabled) => null,
            (Standing.Away, _) => PersonStep.Disable,
            // Whoever never signed in has nothing to come back to: they are taken back as they were.
            (Standing.Inactive, AccountState.New) => PersonStep.Leave,
            (Standing.Inactive, AccountState.Disabled) => means is InactiveMeans.Left ? PersonStep.Leave : null,
            (Standing.Inactive, _) => means is InactiveMeans.Left ? PersonStep.Leave : PersonStep.Disable,
        };

    public static bool Closes(PersonStep step) => step is PersonStep.Disable or PersonStep.Leave;

    /// <summary>A lock is a matter of signing in: whoever is locked is at work all the same.</summary>
    public static bool IsAtWork(AccountState state) =>
        state is AccountState.New or AccountState.Active or AccountState.Locked;

    public static (string First, string Last) NamesOf(PersonChange change, AccountSummary person) =>
        (change.GivenName?.Trim() ?? person.FirstName, change.FamilyName?.Trim() ?? person.LastName);

    public static Act ActOf(PersonStep step) =>
        step switch
        {
            PersonStep.Enable => Act.EnableAccount,
            PersonStep.TakeBack => Act.TakeBackLeaver,
            PersonStep.Restore => Act.RestoreAccount,
            PersonStep.Rename => Act.RenamePerson,
            PersonStep.Move => Act.MovePerson,
            PersonStep.Resend => Act.InvitePerson,
            PersonStep.Reset => Act.ResetSignIn,
            PersonStep.Disable => Act.DisableAccount,
            PersonStep.Leave => Act.MarkLeaver,
        };
}
