using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CareMail.Web;

/// <summary>
/// <c>&lt;cm-input for="UserName" label="E-mail address" hint="…" type="email" autocomplete="username" width="20" /&gt;</c>:
/// a labelled field with its hint and error. A password's value is never written back.
/// </summary>
[HtmlTargetElement("cm-input", TagStructure = TagStructure.WithoutEndTag)]
public sealed class InputTagHelper : TagHelper
{
    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    public string Type { get; set; } = "text";

    public string? Autocomplete { get; set; }

    public string? Inputmode { get; set; }

    public int? Width { get; set; }

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
        if (Hint is not null)
        {
            output.Content.AppendHtml(Described("div", "nhsuk-hint", id + "-hint", Hint));
        }

        if (error is not null)
        {
            output.Content.AppendHtml(Described("span", "nhsuk-error-message", id + "-error", error));
        }

        output.Content.AppendHtml(Field(id, error is not null));
    }

    private static TagBuilder Described(string element, string css, string id, string text)
    {
        var tag = Markup.Element(element, css, text);
        tag.Attributes["id"] = id;
        return tag;
    }

    private TagBuilder Field(string id, bool wrong)
    {
        var width = Width is { } w ? " nhsuk-input--width-" + w.ToString(CultureInfo.InvariantCulture) : "";
        var input = Markup.Element("input", "nhsuk-input" + width + (wrong ? " nhsuk-input--error" : ""));
        input.TagRenderMode = TagRenderMode.SelfClosing;
        input.Attributes["id"] = id;
        input.Attributes["name"] = For.Name;
        input.Attributes["type"] = Type;
        input.Attributes["spellcheck"] = "false";
        if (Type != "password")
        {
            input.Attributes["value"] = Convert.ToString(For.Model, CultureInfo.InvariantCulture) ?? "";
        }

        if (Autocomplete is not null)
        {
            input.Attributes["autocomplete"] = Autocomplete;
        }

        if (Inputmode is not null)
        {
            input.Attributes["inputmode"] = Inputmode;
        }

        string[] said = [.. Hint is null ? [] : (string[])[id + "-hint"], .. wrong ? (string[])[id + "-error"] : []];
        if (said.Length > 0)
        {
            input.Attributes["aria-describedby"] = string.Join(' ', said);
        }

        if (wrong)
        {
            input.Attributes["aria-invalid"] = "true";
        }

        return input;
    }
}
