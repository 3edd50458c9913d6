using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CareMail.Web;

/// <summary>
/// <c>&lt;cm-avatar name="Joy Okafor" seed="joy@…" /&gt;</c>: initials on one of five colours. Round is a person, <c>place</c>
/// is square, <c>me</c> is the lamp. Hidden from screen readers: the name stands beside it.
/// </summary>
[HtmlTargetElement("cm-avatar", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AvatarTagHelper : TagHelper
{
    public string Name { get; set; } = "";

    public string? Seed { get; set; }

    public bool Place { get; set; }

    public bool Me { get; set; }

    public bool Small { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        var css = new StringBuilder("cm-av ").Append(Me ? "cm-av--me" : Colour(Seed ?? Name));
        css.Append(Place ? " cm-av--place" : "").Append(Small ? " cm-av--s" : "");
        output.Attributes.SetAttribute("class", css.ToString());
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Content.Append(Initials(Name));
    }

    /// <summary>The first letters of the first and last word: "Amina Yusuf" is AY, "Tarnholt Pharmacy" is TP.</summary>
    internal static string Initials(string name)
    {
        var words = name.Split([' ', ',', '.', '-', '_', '@'], StringSplitOptions.RemoveEmptyEntries)
            .Where(w => char.IsLetterOrDigit(w[0]))
            .ToList();
        return words.Count switch
        {
            0 => "?",
            1 => First(words[0], 2),
            _ => First(words[0], 1) + First(words[^1], 1),
        };
    }

    private static string First(string word, int letters)
    {
        var text = new StringInfo(word);
        var taken = text.SubstringByTextElements(0, Math.Min(letters, text.LengthInTextElements));
        return taken.ToUpperInvariant();
    }

    private static string Colour(string seed)
    {
        var sum = seed.ToUpperInvariant().Aggregate(17u, (hash, c) => (hash * 31) + c);
        return "cm-av--" + ((sum % 5) + 1).ToString(CultureInfo.InvariantCulture);
    }
}
