using CareMail.Storage;

namespace CareMail.Tests.Support;

/// <summary>Runs a theory on both databases: <c>[Theory, ClassData(typeof(BothEngines))]</c>.</summary>
public sealed class BothEngines : TheoryData<Engine>
{
    public BothEngines()
    {
        Add(Engine.Sqlite);
        Add(Engine.Postgres);
    }
}
