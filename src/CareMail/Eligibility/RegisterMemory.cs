using CareMail.Policies;
using CareMail.Registers;

namespace CareMail.Eligibility;

/// <summary>
/// The registers a question is decided by. A few questions are read from the database, each with what it needs. When many
/// come, everything in force today is kept in memory until nobody asks for a while: the country’s take 120 MB.
/// </summary>
internal sealed class RegisterMemory(
    RegisterReader registers,
    EligibilityLimits limits,
    TimeProvider time,
    ILogger<RegisterMemory> logger
) : IDisposable
{
    private static readonly RegisterRecords Nothing = new([], [], [], [], []);

    private readonly Lock _lock = new();
    private readonly Queue<long> _asked = new();
    private Whole? _held;
    private Task _loading = Task.CompletedTask;
    private ITimer? _forgetting;

    private sealed record Whole(string Edition, RegisterRecords Records);

    public async Task<RegisterRecords> AboutAsync(EligibilityQuestion question, CancellationToken ct)
    {
        if (question is { Code: null, LocationId: null })
        {
            // What is no code at all is in no register.
            return Nothing;
        }

        var edition = await registers.EditionAsync(question.Day, ct);
        if (Remembered(edition) is { } held)
        {
            return held;
        }

        // While everything is being read, reading some of it beside that for each of many questions only makes all wait.
        await LoadedAsync().WaitAsync(ct);
        return Held(edition) ?? await ReadAsync(question, ct);
    }

    /// <summary>Read from the database: for a question that is asked for many days of one edition.</summary>
    public Task<RegisterRecords> ReadAsync(EligibilityQuestion question, CancellationToken ct) =>
        question switch
        {
            { LocationId: { } id } => registers.AboutLocationAsync(id, question.Day, ct),
            { Code: { } code } => registers.AboutCodeAsync(code, question.Day, ct),
            _ => Task.FromResult(Nothing),
        };

    public Task<string> EditionAsync(DateOnly day, CancellationToken ct) => registers.EditionAsync(day, ct);

    internal bool IsHolding
    {
        get
        {
            lock (_lock)
            {
                return _held is not null;
            }
        }
    }

    /// <summary>Waits until what is being loaded has been.</summary>
    internal Task LoadedAsync()
    {
        lock (_lock)
        {
            return _loading;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _forgetting?.Dispose();
        }
    }

    private RegisterRecords? Held(string edition)
    {
        lock (_lock)
        {
            return _held?.Edition == edition ? _held.Records : null;
        }
    }

    /// <summary>What is held, if it answers for this edition; counts the question.</summary>
    private RegisterRecords? Remembered(string edition)
    {
        lock (_lock)
        {
            _asked.Enqueue(time.GetTimestamp());
            while (_asked.Count > limits.QuestionsToRemember)
            {
                _asked.Dequeue();
            }

            if (_held?.Edition == edition)
            {
                return _held.Records;
            }

            if (_loading.IsCompleted && AreMany())
            {
                _loading = Task.Run(LoadAsync);
            }

            return null;
        }
    }

    private bool AreMany() =>
        _asked.Count >= limits.QuestionsToRemember && time.GetElapsedTime(_asked.Peek()) < limits.ManyWithin;

    private bool AreFew() => _asked.Count == 0 || time.GetElapsedTime(_asked.Last()) > limits.ForgetAfter;

    private async Task LoadAsync()
    {
        try
        {
            var today = BritishDay.Today(time);
            var edition = await registers.EditionAsync(today);
            lock (_lock)
            {
                // Asked about another day than today's: that is not worth the memory.
                if (_held?.Edition == edition)
                {
                    return;
                }
            }

            var records = await registers.EverythingAsync(today);
            lock (_lock)
            {
                _held = new(edition, records);
                _forgetting ??= time.CreateTimer(_ => Forget(), null, limits.ForgetAfter, limits.ForgetAfter);
            }
        }
        catch (Exception failed) when (failed is System.Data.Common.DbException or InvalidOperationException)
        {
            // Questions go on being read one by one.
            EligibilityLog.NotRemembered(logger, failed);
        }
    }

    /// <summary>Lets go of the registers if nobody has asked for a while.</summary>
    internal void Forget()
    {
        lock (_lock)
        {
            if (AreFew())
            {
                _held = null;
                _forgetting?.Dispose();
                _forgetting = null;
            }
        }
    }
}
