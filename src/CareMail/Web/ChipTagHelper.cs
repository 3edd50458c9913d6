using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CareMail.Web;

/// <summary><c>&lt;cm-chip kind="own" icon="lock"&gt;Own service&lt;/cm-chip&gt;</c>: a state; the colour repeats the word.</summary>
[HtmlTargetElement("cm-chip")]
public sealed class ChipTagHelper(WebAssets assets) : TagHelper
{
    public string? Kind { get; set; }

    public string? Icon { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Kind is null ? "cm-chip" : "cm-chip cm-chip--" + Kind);
        if (Icon is not null)
        {
            output.PreContent.AppendHtml(Markup.Icon(assets, Icon));
        }
    }
}
