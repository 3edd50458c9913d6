using CareMail.Registers.Importing;

namespace CareMail.Registers.Pages;

/// <summary>An import in the words of its pages.</summary>
internal static class ImportWords
{
    public static string State(ImportReport import) =>
        import.State switch
        {
            ImportState.Reading => "Broken off",
            ImportState.Waiting => "Waiting",
            ImportState.Applied => "In the register",
            ImportState.Refused => "Refused",
            ImportState.Discarded => "Given up",
        };

    public static string? Kind(ImportReport import) =>
        import.State switch
        {
            ImportState.Applied => "good",
            ImportState.Waiting => "warn",
            ImportState.Refused => "bad",
            ImportState.Reading or ImportState.Discarded => null,
        };

    public static string? Icon(ImportReport import) =>
        import.State switch
        {
            ImportState.Applied => "check",
            ImportState.Waiting => "clock",
            ImportState.Refused => "alert",
            ImportState.Reading or ImportState.Discarded => null,
        };

    public static string Counts(ImportReport import) =>
        import.Fault is { } fault ? fault
        : import.ChangesNothing ? "nothing changes" + Refused(import)
        : $"{import.Added:N0} added, {import.Changed:N0} changed, {import.Ended:N0} ended" + Refused(import);

    private static string Refused(ImportReport import) =>
        import.Refused == 0 ? "" : $", {import.Refused:N0} {(import.Refused == 1 ? "row" : "rows")} refused";
}
