using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Tasks;

namespace CareMail.Accounts.Passwords;

/// <summary>What a page says of a new password while it is typed.</summary>
/// <param name="Names">What must not be in it.</param>
public sealed record PasswordNeeds(int Shortest, string Names)
{
    public string Hint =>
        $"At least {Shortest} characters. Three words that have nothing to do with each other are easy to keep.";
}

/// <summary>Whether somebody may have the password they chose: by the rules, by what was breached, by what they had before.</summary>
public sealed class PasswordCheck(OwnSignIn own, BreachedPasswords breached)
{
    public async Task<PasswordNeeds> NeedsAsync(Guid accountId, CancellationToken ct = default)
    {
        var profile = await own.ProfileAsync(accountId, ct);
        return new PasswordNeeds(
            await own.ShortestPasswordAsync(accountId, ct),
            profile is null ? "" : $"{profile.FirstName} {profile.LastName}"
        );
    }

    internal async Task<Refusal?> RunAsync(
        AccountSummary person,
        string password,
        string again,
        CancellationToken ct = default
    )
    {
        var shortest = await own.ShortestPasswordAsync(person.Id, ct);
        if (PasswordRules.Check(password, person.FirstName, person.LastName, shortest) is { } weak)
        {
            return weak;
        }

        if (!string.Equals(password, again, StringComparison.Ordinal))
        {
            return new Refusal("The two passwords differ. Type the same one twice.", "Again");
        }

        if (await breached.HoldsAsync(password, ct))
        {
            return new Refusal(
                "That password was stolen from some other service, and is on the lists that thieves try. Choose another one.",
                "Password"
            );
        }

        return await own.WasUsedAsync(person.Id, password, ct)
            ? new Refusal("You have, or had, that password. Choose one you have not used here.", "Password")
            : null;
    }
}
