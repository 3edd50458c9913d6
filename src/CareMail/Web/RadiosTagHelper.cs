using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CareMail.Web;

/// <summary>One answer to choose.</summary>
public sealed record RadioOption(string Value, string Label, string? Hint = null);

/// <summary>
/// <c>&lt;cm-radios for="Way" legend="How will you prove it?" options="Model.Ways" /&gt;</c>: a question with one answer of
/// several. As the page's heading (<c>heading</c>), or as one question of a form.
/// </summary>
[HtmlTargetElement("cm-radios", TagStructure = TagStructure.WithoutEndTag)]
public sealed class RadiosTagHelper : TagHelper
{
    public ModelExpression For { get; set; } = null!;

    public string Legend { get; set; } = "";

    public string? Hint { get; set; }

    /// <summary>The legend is the page's heading.</summary>
    public bool Heading { get; set; }

    public IReadOnlyList<RadioOption> Options { get; set; } = [];

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
        var fieldset = Markup.Element("fieldset", "nhsuk-fieldset");
        fieldset.InnerHtml.AppendHtml(LegendOf());
        List<string> said = [];
        if (Hint is not null)
        {
            fieldset.InnerHtml.AppendHtml(Described("div", "nhsuk-hint", id + "-hint", Hint));
            said.Add(id + "-hint");
        }

        if (error is not null)
        {
            fieldset.InnerHtml.AppendHtml(Described("span", "nhsuk-error-message", id + "-error", error));
            said.Add(id + "-error");
        }

        if (said.Count > 0)
        {
            fieldset.Attributes["aria-describedby"] = string.Join(' ', said);
        }

        fieldset.InnerHtml.AppendHtml(Radios(id));
        output.Content.AppendHtml(fieldset);
    }

    private TagBuilder LegendOf()
    {
        var legend = Markup.Element(
            "legend",
            "nhsuk-fieldset__legend nhsuk-fieldset__legend--" + (Heading ? "l" : "s"),
            Heading ? null : Legend
        );
        if (Heading)
        {
            legend.InnerHtml.AppendHtml(Markup.Element("h1", "nhsuk-fieldset__heading", Legend));
        }

        return legend;
    }

    private TagBuilder Radios(string id)
    {
        var radios = Markup.Element("div", "nhsuk-radios");
        for (var i = 0; i < Options.Count; i++)
        {
            // The error summary leads to the first.
            radios.InnerHtml.AppendHtml(Item(i == 0 ? id : $"{id}-{i}", Options[i]));
        }

        return radios;
    }

    private TagBuilder Item(string id, RadioOption option)
    {
        var item = Markup.Element("div", "nhsuk-radios__item");
        var input = Markup.Element("input", "nhsuk-radios__input");
        input.TagRenderMode = TagRenderMode.SelfClosing;
        input.Attributes["id"] = id;
        input.Attributes["name"] = For.Name;
        input.Attributes["type"] = "radio";
        input.Attributes["value"] = option.Value;
        if (Convert.ToString(For.Model, System.Globalization.CultureInfo.InvariantCulture) == option.Value)
        {
            input.Attributes["checked"] = "checked";
        }

        if (option.Hint is not null)
        {
            input.Attributes["aria-describedby"] = id + "-hint-item";
        }

        var label = Markup.Element("label", "nhsuk-label nhsuk-radios__label", option.Label);
        label.Attributes["for"] = id;
        item.InnerHtml.AppendHtml(input);
        item.InnerHtml.AppendHtml(label);
        if (option.Hint is not null)
        {
            item.InnerHtml.AppendHtml(
                Described("div", "nhsuk-hint nhsuk-radios__hint", id + "-hint-item", option.Hint)
            );
        }

        return item;
    }

    private static TagBuilder Described(string element, string css, string id, string text)
    {
        var tag = Markup.Element(element, css, text);
        tag.Attributes["id"] = id;
        return tag;
    }
}
