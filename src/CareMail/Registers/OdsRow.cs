namespace CareMail.Registers;

/// <summary>Which of the two social care files of ODS a row stands in: the code's shape tells nothing.</summary>
public enum OdsLevel
{
    /// <summary>The legal body that provides care ("HQ").</summary>
    Headquarters = 1,
    Site = 2,
}

/// <summary>The country of a row, as ODS numbers them.</summary>
public static class OdsCountry
{
    public const int England = 1;
    public const int Scotland = 2;
    public const int Wales = 3;
    public const int NorthernIreland = 4;
    public const int IsleOfMan = 5;
    public const int ChannelIslands = 10;
}

/// <summary>A headquarters or a site, as one row of the ODS files has it. Names and addresses as written there.</summary>
public sealed record OdsRow
{
    /// <summary>The row's own: an unchanged row keeps it from import to import.</summary>
    public Guid Id { get; init; }
    public OdsLevel Level { get; init; }

    /// <summary>Upper case.</summary>
    public string Code { get; init; } = "";
    public string Name { get; init; } = "";
    public string Address1 { get; init; } = "";
    public string Address2 { get; init; } = "";
    public string Address3 { get; init; } = "";
    public string Town { get; init; } = "";
    public string County { get; init; } = "";
    public string Postcode { get; init; } = "";
    public DateOnly? Opened { get; init; }

    /// <summary>The first day it is closed.</summary>
    public DateOnly? Closed { get; init; }

    /// <summary>The headquarters' code; null if the row names none that is a code.</summary>
    public string? Parent { get; init; }
    public DateOnly? JoinedParent { get; init; }
    public DateOnly? LeftParent { get; init; }
    public string Telephone { get; init; } = "";

    /// <summary>One of <see cref="OdsCountry"/>, or null if the row does not say.</summary>
    public int? Country { get; init; }

    public bool IsOpen(DateOnly day) => !(Opened > day) && !(Closed <= day);

    /// <summary>Whose site it is on a day, if anybody's.</summary>
    public string? ParentOn(DateOnly day) => JoinedParent > day || LeftParent <= day ? null : Parent;

    /// <summary>The lines of its address that hold something, the postcode last.</summary>
    public IReadOnlyList<string> AddressLines =>
        [.. new[] { Address1, Address2, Address3, Town, County, Postcode }.Where(line => line.Length > 0)];
}

/// <summary>One code was followed by another.</summary>
public sealed record Succession
{
    public Guid Id { get; init; }
    public string From { get; init; } = "";
    public string To { get; init; } = "";

    /// <summary>R, F or O, as written.</summary>
    public string Reason { get; init; } = "";
    public DateOnly? Effective { get; init; }

    /// <summary>Empty: final; F: goes further; X: closed.</summary>
    public string Indicator { get; init; } = "";

    public bool IsInForce(DateOnly day) => !(Effective > day);
}
