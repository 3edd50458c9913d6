using CareMail.Hosting;

namespace CareMail.EndToEnd.Support;

/// <summary>
/// A block of ports for one server, the same over its restarts. Below what the system hands out for port 0,
/// so that nobody's outgoing connection takes one between a kill and a restart.
/// </summary>
internal sealed class Ports(int first)
{
    private const int Lowest = 15_000;
    private const int BlockSize = 8;
    private const int Blocks = 2_000;

    // Test runs on one machine begin at different places.
    private static int _last = Environment.ProcessId * 31 % Blocks;

    public int this[Door door] => first + (int)door;

    public static Ports Next() => new(Lowest + (BlockSize * (Interlocked.Increment(ref _last) % Blocks)));
}
