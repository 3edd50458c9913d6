namespace CareMail.Tests.Mailboxes;

/// <summary>Numbers that look random and are the same in every run: a failure can be seen again.</summary>
internal sealed class Dice(int seed)
{
    private uint _state = (uint)seed * 2654435761 + 12345;

    public int Next(int below)
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(_state % (uint)below);
    }
}
