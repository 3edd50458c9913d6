using System.Globalization;
using System.Text;

namespace CareMail.EndToEnd.Durability;

/// <summary>Messages that can be made again from their number, so that what is read back can be compared byte for byte.</summary>
internal static class NumberedMail
{
    private const string Field = "X-Number: ";

    /// <summary>Every hundredth is longer than what the server keeps in memory.</summary>
    public static byte[] Make(int number)
    {
        var random = new Lcg((uint)number);
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Field}{number}\r\nFrom: load@outside.example\r\nSubject: {number}\r\n\r\n"
        );
        var length = number % 100 == 99 ? 1_300_000 : 200 + random.Below(6_000);
        while (text.Length < length)
        {
            // Lines of dots and of nothing: what a careless server loses.
            text.Append('.', random.Below(3)).Append('x', random.Below(70)).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>The number of a message as it was read, and the message without what a server put before it; null for others' mail.</summary>
    public static (int Number, ReadOnlyMemory<byte> Message)? Read(byte[] stored)
    {
        var start = stored.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Field));
        if (start < 0 || start > 2_000)
        {
            return null;
        }

        var digits = stored.AsSpan(start + Field.Length);
        digits = digits[..digits.IndexOf((byte)'\r')];
        return (int.Parse(digits, CultureInfo.InvariantCulture), stored.AsMemory(start));
    }
}

/// <summary>The same numbers from the same seed, on every machine.</summary>
internal sealed class Lcg(uint seed)
{
    private uint _state = (seed * 2654435761u) + 12345u;

    public int Below(int limit)
    {
        _state = (_state * 1664525u) + 1013904223u;
        return (int)((_state >> 8) % (uint)limit);
    }
}
