using CareMail.Access;
using CareMail.Eligibility;
using CareMail.Registers;
using CareMail.Registers.Importing;
using CareMail.Storage;
using CareMail.Tests.Registers;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Eligibility;

public class RegisterMemoryTests
{
    private static readonly DateOnly Day = new(2026, 11, 25);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task When_many_ask_the_registers_are_kept_in_memory_until_nobody_does(Engine engine)
    {
        var clock = new TestClock();
        await using var server = await StartAsync(engine, clock);
        var memory = server.Services.GetRequiredService<RegisterMemory>();
        var decide = server.Services.GetRequiredService<DecideEligibility>();

        await AskAsync(decide, 4);
        await memory.LoadedAsync();
        var afterFew = memory.IsHolding;
        await AskAsync(decide, 1);
        await memory.LoadedAsync();
        var afterMany = memory.IsHolding;
        memory.Forget();
        var soon = memory.IsHolding;
        clock.Advance(TimeSpan.FromMinutes(11));
        memory.Forget();

        Assert.False(afterFew);
        Assert.True(afterMany);
        Assert.True(soon);
        Assert.False(memory.IsHolding);
        Assert.Equal(EligibilityState.MayNotApply, (await AskAsync(decide, 1)).State);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_import_is_seen_by_the_next_question(Engine engine)
    {
        await using var server = await StartAsync(engine, new TestClock());
        var memory = server.Services.GetRequiredService<RegisterMemory>();
        var decide = server.Services.GetRequiredService<DecideEligibility>();
        var before = await AskAsync(decide, 5);
        await memory.LoadedAsync();
        Assert.True(memory.IsHolding);

        // The service renewed its toolkit, and the list of the 24th shows it.
        var renewed = RegisterWorld.Edited(
            Register.Dspt,
            text =>
                text.Replace(
                    "2024-25 Standards Met,20/06/2025,Domiciliary",
                    "2026-27 Standards Met,23/11/2026,Domiciliary",
                    StringComparison.Ordinal
                )
        );
        await ImportAsync(server, renewed, new(2026, 11, 24));

        Assert.Equal(EligibilityState.MayNotApply, before.State);
        Assert.Equal(EligibilityState.MayApply, (await AskAsync(decide, 1)).State);
        Assert.Equal(
            EligibilityState.MayNotApply,
            (await decide.ForAsync(EligibilityQuestion.AboutOds("VZRKM", new(2026, 11, 23)))).State
        );
    }

    private static Task<RunningServer> StartAsync(Engine engine, TestClock clock) =>
        RegisterServers.StartAsync(
            engine,
            replace: services =>
                services
                    .AddSingleton<TimeProvider>(clock)
                    .AddSingleton(EligibilityLimits.Default with { QuestionsToRemember = 5 })
        );

    private static async Task<EligibilityDecision> AskAsync(DecideEligibility decide, int times)
    {
        var decision = await decide.ForAsync(EligibilityQuestion.AboutOds("VZRKM", Day));
        for (var i = 1; i < times; i++)
        {
            decision = await decide.ForAsync(EligibilityQuestion.AboutOds("VZRKM", Day));
        }

        return decision;
    }

    private static async Task ImportAsync(RunningServer server, byte[] content, DateOnly asAt)
    {
        var imports = server.Services.GetRequiredService<ImportRegisters>();
        using var stream = new MemoryStream(content);
        var read = TestPeople.Done(
            await imports.ReadAsync(
                Actor.Operator("test"),
                new RegisterFile(Register.Dspt, "dspt_status.csv", stream, asAt)
            )
        );
        TestPeople.Done(await imports.ApplyAsync(Actor.Operator("test"), read.Number, endingsAccepted: true, "test"));
    }
}
