using Microsoft.AspNetCore.Identity;

namespace CareMail.Identity.SignIn;

/// <summary>
/// ASP.NET Core Identity's authenticator codes, with what its own provider lacks: a code is taken once. Time is real time
/// always, because phones know no other.
/// </summary>
internal sealed class AuthenticatorCodes(AccountTable accounts, RealTime real) : IUserTwoFactorTokenProvider<Account>
{
    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<Account> manager, Account user) =>
        await manager.GetAuthenticatorKeyAsync(user) is not null;

    public Task<string> GenerateAsync(string purpose, UserManager<Account> manager, Account user) =>
        throw new NotSupportedException("The app on the person's phone makes the code.");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<Account> manager, Account user) =>
        await manager.GetAuthenticatorKeyAsync(user) is { } key
        && Base32.Decode(key) is { } seed
        && Authenticator.StepOf(token, seed, real.Clock.GetUtcNow()) is { } step
        && await accounts.UseStepAsync(user.Id, step);
}

/// <summary>The clock on the wall, also where the program's own clock was moved.</summary>
internal sealed record RealTime(TimeProvider Clock);
