using System.Diagnostics;
using CareMail.Hosting;

namespace CareMail.Demo;

/// <summary>Seeds the world once, before any door opens, and says loudly what this is.</summary>
internal sealed class DemoStart(
    CareMailSettings settings,
    DemoPeople people,
    DemoRegisters registers,
    DemoApplications applications,
    DemoCases cases,
    DemoMail mail,
    DemoLives lives,
    ProgrammeClock clock
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!DemoFolder.IsSeeded(settings))
        {
            var began = Stopwatch.GetTimestamp();
            // On its own core: bytes need nobody's mailbox yet.
            var writing = Task.Run(() => mail.StoreAsync(cancellationToken), cancellationToken);
            var settled = await people.SettleAsync(cancellationToken);
            var letters = await writing;
            await registers.ImportAsync(cancellationToken);
            await applications.SendAsync(cancellationToken);
            await cases.OpenAsync(cancellationToken);
            await mail.FileAsync(letters, settled.Mailboxes, cancellationToken);
            await lives.SettleAsync(cancellationToken);
            DemoFolder.MarkSeeded(settings);
            // What making it took is not needed again: the machine gets it back before anybody comes.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            await Console.Out.WriteLineAsync(
                $"Made a world of {settled.SignIns.Count} people and {letters.Count} letters in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s."
            );
        }

        await Console.Out.WriteLineAsync(DemoGreeting.Text(settings, clock.GetUtcNow()));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
