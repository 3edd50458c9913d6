using System.Globalization;

namespace CareMail.Demo.World.Letters;

/// <summary>How mail programs repeat the letter they answer.</summary>
internal static class Quoting
{
    public static string Of(Letter letter)
    {
        var when = letter.At.ToString("d MMMM yyyy, HH:mm", CultureInfo.GetCultureInfo("en-GB"));
        var quoted = letter.Text.Split('\n').Select(line => "> " + line.TrimEnd());
        return $"On {when}, {letter.From.Name} wrote:\n{string.Join("\n", quoted)}";
    }
}
