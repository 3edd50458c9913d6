using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace CareMail.Web;

/// <summary><c>&lt;cm-errors /&gt;</c>: the error summary of a form, each sentence a link to its field. Nothing when all is well.</summary>
[HtmlTargetElement("cm-errors", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorsTagHelper : TagHelper
{
    /// <summary>The fields in the order they stand on the page. Fields not named come after; alone they are alphabetical.</summary>
    public string Fields { get; set; } = "";

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var order = Fields.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var errors = ViewContext
            .ViewData.ModelState.OrderBy(field => (uint)Array.IndexOf(order, field.Key))
            .SelectMany(field => field.Value!.Errors, (field, e) => (field.Key, e.ErrorMessage))
            .ToList();
        if (errors.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "nhsuk-error-summary");
        output.Attributes.SetAttribute("data-module", "nhsuk-error-summary");
        var alert = Markup.Element("div");
        alert.Attributes["role"] = "alert";
        alert.InnerHtml.AppendHtml(Markup.Element("h2", "nhsuk-error-summary__title", "There is a problem"));
        var body = Markup.Element("div", "nhsuk-error-summary__body");
        var list = Markup.Element("ul", "nhsuk-list nhsuk-error-summary__list");
        foreach (var (field, sentence) in errors)
        {
            list.InnerHtml.AppendHtml(Item(field, sentence));
        }

        body.InnerHtml.AppendHtml(list);
        alert.InnerHtml.AppendHtml(body);
        output.Content.AppendHtml(alert);
    }

    private static TagBuilder Item(string field, string sentence)
    {
        var item = new TagBuilder("li");
        if (field.Length == 0)
        {
            item.InnerHtml.Append(sentence);
            return item;
        }

        var link = Markup.Element("a", null, sentence);
        link.Attributes["href"] = "#" + TagBuilder.CreateSanitizedId(field, "_");
        item.InnerHtml.AppendHtml(link);
        return item;
    }
}
