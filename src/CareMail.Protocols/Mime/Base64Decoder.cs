using System.Buffers;
using System.Buffers.Text;

namespace CareMail.Protocols.Mime;

/// <summary>RFC 2045 §6.8, as mail has it: anything that is no base64 letter is passed over, padding may be missing or in the middle.</summary>
internal sealed class Base64Decoder : TransferDecoder
{
    private static readonly SearchValues<byte> Letters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8
    );

    private readonly byte[] _quantum = new byte[4];
    private int _held;

    public override void Decode(ReadOnlySpan<byte> input, IBufferWriter<byte> output)
    {
        while (!input.IsEmpty)
        {
            var run = input.IndexOfAnyExcept(Letters);
            run = run < 0 ? input.Length : run;
            DecodeLetters(input[..run], output);
            input = input[run..];
            var junk = input.IndexOfAny(Letters);
            junk = junk < 0 ? input.Length : junk;
            if (input[..junk].Contains((byte)'='))
            {
                // The end of one encoding; some senders put several after each other.
                Complete(output);
            }
            input = input[junk..];
        }
    }

    public override void Complete(IBufferWriter<byte> output)
    {
        if (_held >= 2)
        {
            _quantum.AsSpan(_held).Fill((byte)'A');
            DecodeWhole(_quantum, output, _held - 1);
        }
        _held = 0;
    }

    private void DecodeLetters(ReadOnlySpan<byte> letters, IBufferWriter<byte> output)
    {
        if (_held > 0)
        {
            var taken = Math.Min(4 - _held, letters.Length);
            letters[..taken].CopyTo(_quantum.AsSpan(_held));
            _held += taken;
            letters = letters[taken..];
            if (_held < 4)
            {
                return;
            }
            DecodeWhole(_quantum, output, 3);
            _held = 0;
        }
        var whole = letters.Length & ~3;
        if (whole > 0)
        {
            DecodeWhole(letters[..whole], output, whole / 4 * 3);
        }
        letters[whole..].CopyTo(_quantum);
        _held = letters.Length - whole;
    }

    private static void DecodeWhole(ReadOnlySpan<byte> letters, IBufferWriter<byte> output, int keep)
    {
        _ = Base64.DecodeFromUtf8(letters, output.GetSpan(letters.Length / 4 * 3), out _, out _);
        output.Advance(keep);
    }
}
