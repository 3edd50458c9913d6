using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Identity;
using CareMail.Lifecycle;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Provisioning.People;

/// <summary>A change that was asked about: what it is made of, and that it may be done.</summary>
/// <param name="Prepared">Stands in until a text message brings a temporary password; nobody learns it.</param>
internal sealed record PersonPlan(
    AccountSummary Person,
    PersonChange Change,
    IReadOnlyList<PersonStep> Steps,
    EmailAddress? Address,
    PreparedPassword? Prepared
)
{
    public bool IsEmpty => Steps.Count == 0;
}

/// <summary>What programs do to people who are here, by the use cases that pages call too.</summary>
internal sealed class PeopleActs(
    Database database,
    Lives lives,
    EnableAccount enable,
    TakeBackLeaver takeBack,
    RestoreAccount restore,
    RenamePerson rename,
    MovePerson move,
    ResendActivation resend,
    HelpSignIn help,
    DisableAccount disable,
    MarkLeaver leave,
    AccountRecords accounts,
    PeopleSync sync,
    FeedBrake brake
)
{
    /// <summary>The field of a refusal that stops everything that program does.</summary>
    public const string FeedStopped = "feed stopped";

    private static readonly Refusal Nobody = new("There is no such person of yours.");

    /// <summary>Why nothing may be changed now; null if it may.</summary>
    public Task<Refusal?> StoppedAsync(Guid feedId, CancellationToken ct) => brake.StoppedAsync(feedId, ct);

    /// <summary>
    /// Asks the permission table for each step, and the brake before anything is closed: it may stop the feed, which stays
    /// so whatever becomes of the change.
    /// </summary>
    public async Task<Outcome<PersonPlan>> PlanAsync(
        ProgramReach who,
        PersonRow row,
        PersonChange change,
        CancellationToken ct
    )
    {
        if (await accounts.FindAsync(row.AccountId, ct) is not { } person)
        {
            return Nobody;
        }

        var feed = await FeedTable.FindAsync(database, who.FeedId, ct);
        var steps = PersonSteps.Of(change, person, feed.InactiveMeans);
        foreach (var step in steps)
        {
            var found = await lives.OnAsync(who.Actor, PersonSteps.ActOf(step), person.Id, who.Reason, ct);
            if (!found.IsDone(out _, out var no))
            {
                return no;
            }
        }

        if (!(await NewAddressAsync(steps, change, person, ct)).IsDone(out var address, out var bad))
        {
            return bad;
        }

        var closes = steps.Any(PersonSteps.Closes) && PersonSteps.IsAtWork(person.State);
        if (closes && await brake.CloseAsync(who, ct) is { } stopped)
        {
            return stopped;
        }

        var prepared = steps.Contains(PersonStep.Reset) ? await accounts.PrepareTemporaryAsync(ct: ct) : null;
        return new PersonPlan(person, change, steps, address.Chosen, prepared);
    }

    /// <summary>Inside the transaction that also writes what the program says of the person: all steps, or a refusal.</summary>
    public async Task<Refusal?> DoAsync(WriteTransaction tx, ProgramReach who, PersonPlan plan)
    {
        foreach (var step in plan.Steps)
        {
            if (await DoAsync(tx, who, plan, step) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>A change and nothing else; the person as they are then.</summary>
    public async Task<Outcome<PersonRow>> ChangeAsync(
        ProgramReach who,
        PersonRow row,
        PersonChange change,
        CancellationToken ct
    )
    {
        if (!(await PlanAsync(who, row, change, ct)).IsDone(out var plan, out var no))
        {
            return no;
        }

        return plan.IsEmpty
            ? row
            : await database.WriteUnlessRefusedAsync<PersonRow>(
                async tx => await DoAsync(tx, who, plan) is { } refusal ? refusal : await AgainAsync(tx, row),
                ct
            );
    }

    /// <summary>The person as they are within the transaction.</summary>
    public async Task<PersonRow> AgainAsync(WriteTransaction tx, PersonRow row) =>
        await sync.RefreshAsync(tx, row.AccountId) ?? row;

    private async Task<Refusal?> DoAsync(WriteTransaction tx, ProgramReach who, PersonPlan plan, PersonStep step)
    {
        var (actor, id, why) = (who.Actor, plan.Person.Id, who.Reason);
        var (first, last) = PersonSteps.NamesOf(plan.Change, plan.Person);
        return step switch
        {
            PersonStep.Enable => (await enable.RunAsync(tx, actor, id, why)).Refusal,
            PersonStep.TakeBack => (await takeBack.RunAsync(tx, actor, id, why)).Refusal,
            PersonStep.Restore => (await restore.RunAsync(tx, actor, id, why)).Refusal,
            PersonStep.Rename => (await rename.RunAsync(tx, actor, id, first, last, plan.Address, why)).Refusal,
            PersonStep.Move => (await move.RunAsync(tx, actor, id, plan.Change.Place!, why)).Refusal,
            PersonStep.Resend => (await resend.RunAsync(tx, actor, plan.Person, why)).Refusal,
            PersonStep.Reset => (await help.ResetAsync(tx, actor, id, plan.Prepared!, why)).Refusal,
            PersonStep.Disable => (await disable.RunAsync(tx, actor, id, null, why)).Refusal,
            PersonStep.Leave => (await leave.RunAsync(tx, actor, id, removeSharedAccess: false, why)).Refusal,
        };
    }

    private sealed record NewAddress(EmailAddress? Chosen);

    /// <summary>The first free address of a new name; none if the one they have is made of it already.</summary>
    private async Task<Outcome<NewAddress>> NewAddressAsync(
        IReadOnlyList<PersonStep> steps,
        PersonChange change,
        AccountSummary person,
        CancellationToken ct
    )
    {
        if (!steps.Contains(PersonStep.Rename))
        {
            return new NewAddress(null);
        }

        var (first, last) = PersonSteps.NamesOf(change, person);
        if (NameRules.OfPerson(first, last) is { } bad)
        {
            return bad;
        }

        var stem = AddressRules.ForPerson(first, last, 1);
        var now = EmailAddress.Parse(person.UserName).LocalPart;
        return now.StartsWith(stem, StringComparison.Ordinal) && now[stem.Length..].All(char.IsAsciiDigit)
            ? new NewAddress(null)
            : new NewAddress(await rename.ChoicesAsync(first, last, ct) is [var free, ..] ? free : null);
    }
}
