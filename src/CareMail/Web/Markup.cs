using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace CareMail.Web;

/// <summary>The few pieces of markup that tag helpers put together; text in them is always encoded.</summary>
internal static class Markup
{
    public static IHtmlContent Use(string href)
    {
        var use = new TagBuilder("use");
        use.Attributes["href"] = href;
        return use;
    }

    public static IHtmlContent Icon(WebAssets assets, string name)
    {
        var svg = new TagBuilder("svg");
        svg.Attributes["class"] = "cm-i";
        svg.Attributes["aria-hidden"] = "true";
        svg.Attributes["focusable"] = "false";
        svg.InnerHtml.AppendHtml(Use(assets.Url("icons.svg") + "#" + name));
        return svg;
    }

    public static TagBuilder Element(string name, string? css = null, string? text = null)
    {
        var element = new TagBuilder(name);
        if (css is not null)
        {
            element.Attributes["class"] = css;
        }

        if (text is not null)
        {
            element.InnerHtml.Append(text);
        }

        return element;
    }
}
