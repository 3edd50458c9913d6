namespace CareMail.AddressBook;

/// <summary>How much of the directory one question may show and cost.</summary>
public static class DirectoryLimits
{
    public const int LongestQuestion = 60;

    /// <summary>Words of a question that are looked up.</summary>
    public const int Words = 3;

    /// <summary>One letter would begin half the names.</summary>
    public const int ShortestWord = 2;

    public const int Shown = 20;

    /// <summary>Words read for one list; several of them lead to the same address.</summary>
    public const int WordsRead = 4 * Shown;

    /// <summary>Addresses of the rarer word that are looked at for the other words.</summary>
    public const int Looked = 3_000;

    /// <summary>Fewer than this, and a slip of the finger is thought of.</summary>
    public const int Few = 3;

    /// <summary>Names close to what was typed that are looked up.</summary>
    public const int CloseNames = 6;

    public const int Contacts = 1_000;
    public const int Groups = 50;
    public const int GroupMembers = 200;
    public const int LongestName = 100;
    public const int LongestNote = 500;
}
