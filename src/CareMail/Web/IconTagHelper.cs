using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CareMail.Web;

/// <summary><c>&lt;cm-icon name="lock" size="s" /&gt;</c>: a drawing from icons.svg; always stands beside its word.</summary>
[HtmlTargetElement("cm-icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper(WebAssets assets) : TagHelper
{
    public string Name { get; set; } = "";

    public string? Size { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Size is null ? "cm-i" : "cm-i cm-i--" + Size);
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Attributes.SetAttribute("focusable", "false");
        output.Content.AppendHtml(Markup.Use(assets.Url("icons.svg") + "#" + Name));
    }
}
