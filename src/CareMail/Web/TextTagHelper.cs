using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CareMail.Web;

/// <summary><c>&lt;cm-text for="Words" label="Your answer" hint="…" rows="5" /&gt;</c>: a labelled field for some lines of words.</summary>
[HtmlTargetElement("cm-text", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TextTagHelper : TagHelper
{
    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    public int Rows { get; set; } = 5;

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var id = TagBuilder.CreateSanitizedId(For.Name, "_");
        var error = ViewContext.ViewData.ModelState[For.Name]?.Errors.FirstOrDefault()?.ErrorMessage;
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute(
            "class",
            error is null ? "nhsuk-form-group" : "nhsuk-form-group nhsuk-form-group--error"
        );
        var label = Markup.Element("label", "nhsuk-label", Label);
        label.Attributes["for"] = id;
        output.Content.AppendHtml(label);
        List<string> said = [];
        Say("div", "nhsuk-hint", "-hint", Hint);
        Say("span", "nhsuk-error-message", "-error", error);
        var text = Markup.Element("textarea", "nhsuk-textarea" + (error is null ? "" : " nhsuk-textarea--error"));
        text.Attributes["id"] = id;
        text.Attributes["name"] = For.Name;
        text.Attributes["rows"] = Rows.ToString(CultureInfo.InvariantCulture);
        if (said.Count > 0)
        {
            text.Attributes["aria-describedby"] = string.Join(' ', said);
        }

        if (error is not null)
        {
            text.Attributes["aria-invalid"] = "true";
        }

        // A browser drops the first line break of a textarea.
        text.InnerHtml.Append("\n" + Convert.ToString(For.Model, CultureInfo.InvariantCulture));
        output.Content.AppendHtml(text);

        void Say(string element, string css, string suffix, string? words)
        {
            if (words is null)
            {
                return;
            }

            var tag = Markup.Element(element, css, words);
            tag.Attributes["id"] = id + suffix;
            output.Content.AppendHtml(tag);
            said.Add(id + suffix);
        }
    }
}
