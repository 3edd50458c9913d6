using System.Buffers.Binary;
using System.Numerics;

namespace CareMail.Storage;

/// <summary>CRC-32C, one processor instruction for eight bytes. Tells a torn or decayed record before any key is at hand.</summary>
internal struct Crc32C()
{
    private uint _state = uint.MaxValue;

    public readonly uint Value => ~_state;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = new Crc32C();
        crc.Add(bytes);
        return crc.Value;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            _state = BitOperations.Crc32C(_state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var b in bytes)
        {
            _state = BitOperations.Crc32C(_state, b);
        }
    }
}
