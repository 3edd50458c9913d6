using System.CommandLine;
using CareMail.Hosting;
using CareMail.Identity;
using CareMail.Operations;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Operations;

public class AdminCommandsTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_operator_sets_up_a_service_from_nothing_to_a_first_mail_program(Engine engine)
    {
        await using var desk = await AdminDesk.OpenAsync(engine);

        var first = await desk.RunAsync(
            "first-administrator --ods 8ZZ01 --organisation Fictshire --town Fictmarket --first Una --last Platt"
        );
        Assert.StartsWith(
            "sign-in        una.platt@caremail.example\npassword       ",
            first,
            StringComparison.Ordinal
        );
        Assert.Contains("otpauth://totp/", first, StringComparison.Ordinal);

        Assert.Equal(
            "VZ001 Oakenmore, Utophythe\n",
            await desk.RunAsync(
                "organisation add --ods vz001 --name Oakenmore --kind care_site --town Utophythe --headquarters 8ZZ01 --reason joins"
            )
        );
        Assert.Equal(
            "ife.balogun@caremail.example\n",
            await desk.RunAsync("person add --ods VZ001 --first Ife --last Balogun --role local_admin --reason joins")
        );
        await desk.RunAsync("person activate ife.balogun@caremail.example --reason joins");
        Assert.Equal(
            "care.vz001@caremail.example\n",
            await desk.RunAsync("shared-mailbox add --ods VZ001 --owner ife.balogun@caremail.example --reason joins")
        );
        await desk.RunAsync("grant care.vz001@caremail.example una.platt@caremail.example --reason helps");
        var password = await desk.RunAsync("device-password ife.balogun@caremail.example --name Phone --reason test");

        var list = await desk.RunAsync("person list");
        Assert.Matches("ife.balogun@caremail.example +active +VZ001 +local_admin owner person", list);
        Assert.Equal(
            MailSignInOutcome.Accepted,
            await desk.SignInAsync("ife.balogun@caremail.example", password.Trim())
        );
        await desk.RunAsync("lock ife.balogun@caremail.example --reason lost");
        Assert.Equal(MailSignInOutcome.Closed, await desk.SignInAsync("ife.balogun@caremail.example", password.Trim()));
        await desk.RunAsync("unlock ife.balogun@caremail.example --reason found");
        var reset = await desk.RunAsync("reset ife.balogun@caremail.example --remove-devices --reason stolen");
        Assert.Matches("password       [a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\nruns out       ", reset);
        Assert.DoesNotContain("recovery code", reset, StringComparison.Ordinal);
        Assert.Equal(
            MailSignInOutcome.Refused,
            await desk.SignInAsync("ife.balogun@caremail.example", password.Trim())
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_operator_invites_somebody_again_and_again_until_they_have_signed_in(Engine engine)
    {
        await using var desk = await AdminDesk.OpenAsync(engine);
        await desk.RunAsync(
            "first-administrator --ods 8ZZ01 --organisation Fictshire --town Fictmarket --first Una --last Platt"
        );
        await desk.RunAsync("person add --ods 8ZZ01 --first Ife --last Balogun --reason joins");
        const string invite = "person invite ife.balogun@caremail.example --reason joins";

        var first = await desk.RunAsync(invite);
        var second = await desk.RunAsync(invite);

        Assert.StartsWith(
            "sign-in        ife.balogun@caremail.example\npassword       ",
            first,
            StringComparison.Ordinal
        );
        Assert.NotEqual(first, second);
        var refused = await Assert.ThrowsAsync<RefusedException>(() =>
            desk.RunAsync("person invite una.platt@caremail.example --reason joins")
        );
        Assert.Contains("signed in before", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_one_first_administrator()
    {
        await using var desk = await AdminDesk.OpenAsync(Engine.Sqlite);
        const string command =
            "first-administrator --ods 8ZZ01 --organisation Fictshire --town Fictmarket --first Una --last Platt";
        await desk.RunAsync(command);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => desk.RunAsync(command));

        Assert.Contains("accounts here already", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lock nobody@caremail.example --reason x", "Nobody signs in as nobody@caremail.example.")]
    [InlineData(
        "person add --ods VZ404 --first A --last B --reason x",
        "There is no organisation with the code VZ404."
    )]
    [InlineData("grant x@caremail.example y@caremail.example --reason x", "There is no mailbox x@caremail.example.")]
    public async Task What_is_not_there_is_said(string command, string sentence)
    {
        await using var desk = await AdminDesk.OpenAsync(Engine.Sqlite);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => desk.RunAsync(command));

        Assert.Equal(sentence, refused.Message);
    }

    [Theory]
    [InlineData("lock a@caremail.example")]
    [InlineData("reset a@caremail.example")]
    [InlineData("device-password a@caremail.example --name Phone")]
    public void A_reason_is_demanded(string command) =>
        Assert.Contains(
            AdminCommands.Build(() => throw new InvalidOperationException()).Parse(command).Errors,
            e => e.Message.Contains("--reason", StringComparison.Ordinal)
        );

    [Fact]
    public void No_secret_is_ever_an_argument() =>
        Assert.DoesNotContain(
            Everything(AdminCommands.Build(() => throw new InvalidOperationException())),
            option => option.ValueType == typeof(string) && option.Name.Contains("password", StringComparison.Ordinal)
        );

    private static IEnumerable<Option> Everything(Command command) =>
        command.Options.Concat(command.Subcommands.SelectMany(Everything));

    /// <summary>Runs admin verbs as the executable does, on a store of its own.</summary>
    private sealed class AdminDesk(CareMailSettings settings) : IAsyncDisposable
    {
        public static async Task<AdminDesk> OpenAsync(Engine engine)
        {
            var store = await TestStore.OptionsAsync(engine);
            return new AdminDesk(new CareMailSettings { DataFolder = store.DataFolder, Database = store.Database });
        }

        public async Task<string> RunAsync(string command)
        {
            using var output = new StringWriter { NewLine = "\n" };
            await AdminCommands
                .Build(Build)
                .Parse(command)
                .InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
            return output.ToString();
        }

        public async Task<MailSignInOutcome> SignInAsync(string name, string password)
        {
            await using var app = Build();
            var from = System.Net.IPAddress.Parse("192.0.2.77");
            return (
                await app.Services.GetRequiredService<MailSignIn>().AuthenticateAsync(name, password, from, "imap")
            ).Outcome;
        }

        public async ValueTask DisposeAsync()
        {
            if (settings.Database.Length > 0)
            {
                await TestPostgres.DropAsync(settings.Database);
            }

            TestFolder.Delete(settings.DataFolder);
        }

        private Microsoft.AspNetCore.Builder.WebApplication Build() =>
            App.Build(settings, services => services.AddSingleton(new IdentityLimits { PasswordIterations = 10_000 }));
    }
}
