using System.CommandLine;
using System.Globalization;
using CareMail.Access;
using CareMail.Accounts;
using CareMail.AddressBook;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Organisations;
using CareMail.Protocols.Addresses;
using CareMail.Storage;

namespace CareMail.Operations;

/// <summary>
/// One run of an admin verb: the application without an open door, who does it, and where the answer goes. It may run
/// beside the service.
/// </summary>
internal sealed class AdminSession(IServiceProvider services, TextWriter output, TextReader input)
{
    public Actor Operator { get; } = Actor.Operator(Environment.UserName);

    public TextWriter Output => output;

    public TextReader Input => input;

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Makes the command do this, in a session of its own.</summary>
    public static void Set(Command command, Func<WebApplication> build, Func<AdminSession, ParseResult, Task> work) =>
        command.SetAction(
            async (parsed, ct) =>
            {
                await using var app = build();
                await app.Services.GetRequiredService<Migrations>().ApplyAsync(ct);
                await work(new AdminSession(app.Services, parsed.InvocationConfiguration.Output, Console.In), parsed);
                return 0;
            }
        );

    public static T Done<T>(Outcome<T> outcome)
        where T : class => outcome.IsDone(out var value, out var no) ? value : throw new RefusedException(no.Sentence);

    public async Task<Organisation> OrganisationAsync(string ods) =>
        await Get<OrganisationTable>().FindByOdsAsync(ods)
        ?? throw new RefusedException($"There is no organisation with the code {ods}.");

    public async Task<AccountSummary> PersonAsync(string address) =>
        await Get<AccountRecords>().FindByNameAsync(address)
        ?? throw new RefusedException($"Nobody signs in as {address}.");

    public async Task<Recipient> MailboxAsync(string address) =>
        EmailAddress.TryParse(address, out var parsed) && await Get<Addresses>().ResolveAsync(parsed) is { } found
            ? found
            : throw new RefusedException($"There is no mailbox {address}.");

    /// <summary>The one time these are told.</summary>
    public async Task TellAsync(SignInSecrets secrets)
    {
        await output.WriteLineAsync($"sign-in        {secrets.UserName}");
        await output.WriteLineAsync($"password       {secrets.Password}");
        await output.WriteLineAsync($"authenticator  {secrets.AuthenticatorSecret}");
        await output.WriteLineAsync($"               {secrets.AuthenticatorUri}");
        foreach (var code in secrets.RecoveryCodes)
        {
            await output.WriteLineAsync($"recovery code  {code}");
        }

        await output.WriteLineAsync($"account secret {secrets.AccountSecret}");
    }

    public async Task TellAsync(TemporarySignIn temporary)
    {
        await output.WriteLineAsync($"sign-in        {temporary.UserName}");
        await output.WriteLineAsync($"password       {temporary.Password}");
        await output.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"runs out       {temporary.RunsOut:yyyy-MM-dd HH:mm} UTC")
        );
    }
}
