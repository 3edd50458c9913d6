namespace CareMail.Identity.Tablets;

/// <summary>What a PIN may be. Pure.</summary>
public static class PinRules
{
    private const int Shortest = 4;
    private const int Longest = 8;

    /// <summary>Why it may not be; null if it may.</summary>
    public static string? Check(string? pin) =>
        pin is null || pin.Length is < Shortest or > Longest || !pin.All(char.IsAsciiDigit)
            ? "Choose a PIN of 4 to 8 digits"
        : pin.Distinct().Count() < 3 || IsRun(pin, 1) || IsRun(pin, -1)
            ? "Choose a PIN that is not the first to be tried, such as 1234 or 1122"
        : null;

    private static bool IsRun(string pin, int step) =>
        pin.Zip(pin.Skip(1)).All(pair => pair.Second - pair.First == step);
}
