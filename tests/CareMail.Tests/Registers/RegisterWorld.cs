using System.Text;
using CareMail.Access;
using CareMail.Demo;
using CareMail.Registers;
using CareMail.Registers.Importing;
using CareMail.Storage;
using CareMail.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CareMail.Tests.Registers;

/// <summary>A store with registers, and files for it: the demo's, changed ones, or written by the test.</summary>
internal sealed class RegisterWorld : IAsyncDisposable
{
    public static readonly DateOnly SampleDay = new(2026, 11, 20);
    public static readonly Actor Operator = Actor.Operator("test");

    private static readonly Encoding Latin1 = Encoding.Latin1;

    private readonly TestStore _store;

    private RegisterWorld(TestStore store) => _store = store;

    public Engine Engine => _store.Engine;

    public ImportRegisters Imports => _store.Get<ImportRegisters>();

    public ImportHistory History => _store.Get<ImportHistory>();

    public RegisterReader Reader => _store.Get<RegisterReader>();

    public TestStore Store => _store;

    public T Get<T>()
        where T : notnull => _store.Get<T>();

    public static async Task<RegisterWorld> OpenAsync(Engine engine, RegisterLimits? limits = null)
    {
        var store = await TestStore.OpenAsync(
            engine,
            services =>
            {
                services.AddRegisters();
                services.AddSingleton(limits ?? new RegisterLimits());
            }
        );
        return new RegisterWorld(store);
    }

    /// <summary>With all sample files imported.</summary>
    public static async Task<RegisterWorld> SampleAsync(Engine engine)
    {
        var world = await OpenAsync(engine);
        foreach (var register in Enum.GetValues<Register>())
        {
            await world.ImportAsync(register, Sample(register), SampleDay);
        }

        return world;
    }

    /// <summary>The bytes of a sample file.</summary>
    public static byte[] Sample(Register register)
    {
        using var content = DemoRegisters.Open(register);
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A sample file after an edit of its text, every byte a character.</summary>
    public static byte[] Edited(Register register, Func<string, string> edit)
    {
        var before = Latin1.GetString(Sample(register));
        var after = edit(before);
        Assert.NotEqual(before, after);
        return Latin1.GetBytes(after);
    }

    /// <summary>The same without the line that begins so.</summary>
    public static Func<string, string> Without(string beginning) =>
        text => string.Concat(Lines(text).Where(line => !line.StartsWith(beginning, StringComparison.Ordinal)));

    public static IEnumerable<string> Lines(string text)
    {
        for (var at = 0; at < text.Length; )
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found + 1 : text.Length;
            yield return text[at..end];
            at = end;
        }
    }

    public Task<ImportReport> ReadAsync(Register register, string text, DateOnly? asAt = null) =>
        ReadAsync(register, Encoding.UTF8.GetBytes(text), asAt);

    public async Task<ImportReport> ReadAsync(Register register, byte[] content, DateOnly? asAt = null)
    {
        using var bytes = new MemoryStream(content);
        var outcome = await Imports.ReadAsync(
            Operator,
            new RegisterFile(register, RegisterFiles.NameOf(register), bytes, asAt)
        );
        Assert.True(outcome.IsDone(out var report, out var refusal), refusal?.Sentence);
        return report!;
    }

    public Task<ImportReport> ImportAsync(Register register, string text, DateOnly? asAt = null) =>
        ImportAsync(register, Encoding.UTF8.GetBytes(text), asAt);

    public async Task<ImportReport> ImportAsync(Register register, byte[] content, DateOnly? asAt = null)
    {
        var read = await ReadAsync(register, content, asAt);
        Assert.Null(read.Fault);
        var outcome = await Imports.ApplyAsync(Operator, read.Number, endingsAccepted: false, "test");
        Assert.True(outcome.IsDone(out var applied, out var refusal), refusal?.Sentence);
        return applied!;
    }

    /// <summary>A row of ecarehomesite.csv.</summary>
    public static string Site(
        string code,
        string name = "ROSEWOOD HOUSE",
        string parent = "AZ01",
        string closed = "",
        string postcode = "ZA1 1AB"
    ) =>
        Quoted([
            code,
            name,
            "Y58",
            "QVV",
            "1 TEST LANE",
            "",
            "",
            "FICTWICK",
            "LAKESHIRE",
            postcode,
            "20150101",
            closed,
            "",
            "",
            parent,
            "20150101",
            "",
            "01632960001",
            "",
            "",
            "",
            "0",
            "",
            "99D",
            "",
            "",
            "1",
        ]);

    public static string Quoted(IEnumerable<string> fields) =>
        string.Join(',', fields.Select(field => $"\"{field}\"")) + "\r\n";

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
