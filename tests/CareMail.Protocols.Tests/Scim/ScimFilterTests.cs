using System.Text.Json.Nodes;
using CareMail.Protocols.Scim;

namespace CareMail.Protocols.Tests.Scim;

/// <summary>RFC 7644 §3.4.2.2 and §3.5.2, figure 7.</summary>
public class ScimFilterTests
{
    private const string Long =
        "urn:ietf:params:scim:schemas:core:2.0:User:name.familyName co \"O'M\\\"alley\\u00e9\" and not (emails[type eq \"work\" and primary eq true] or meta.x lt -1.5e3 or y eq null)";

    [Fact]
    public void And_binds_closer_than_or_and_brackets_closest()
    {
        var filter = ScimFilter.Parse("a pr or b pr and (c pr or not (d pr))");

        var or = Assert.IsType<ScimFilter.Or>(filter);
        var and = Assert.IsType<ScimFilter.And>(or.Right);
        Assert.IsType<ScimFilter.Not>(Assert.IsType<ScimFilter.Or>(and.Right).Right);
    }

    [Fact]
    public void Every_beginning_of_a_filter_is_read_or_refused()
    {
        Assert.NotNull(ScimFilter.Parse(Long));
        for (var length = 0; length < Long.Length; length++)
        {
            AssertReadOrRefused(Long[..length]);
            AssertReadOrRefused(Long[length..]);
        }
    }

    [Fact]
    public void Any_jumble_of_its_pieces_is_read_or_refused()
    {
        string[] pieces =
        [
            "a",
            ".",
            "[",
            "]",
            "(",
            ")",
            " ",
            "eq",
            "not",
            "and",
            "or",
            "pr",
            "\"",
            "\\",
            ":",
            "1",
            "urn:x",
            "\0",
            "é",
            "$ref",
        ];
        // The same numbers each time: a generator of the oldest kind.
        var state = 7u;
        int Next(int below) => (int)((state = (state * 1_664_525) + 1_013_904_223) >> 8) % below;
        for (var i = 0; i < 20_000; i++)
        {
            AssertReadOrRefused(
                string.Concat(Enumerable.Range(0, 1 + Next(13)).Select(_ => pieces[Next(pieces.Length)]))
            );
        }
    }

    [Theory]
    [InlineData("name not eq \"x\"")]
    [InlineData("a eq 1 2")]
    [InlineData("a..b pr")]
    [InlineData("a.b.c pr")]
    [InlineData("[type eq 1]")]
    public void What_is_no_filter_is_refused(string text) =>
        Assert.Equal(ScimFaultType.InvalidFilter, Assert.Throws<ScimFaultException>(() => ScimFilter.Parse(text)).Type);

    [Fact]
    public void A_path_chooses_among_values_and_within_them()
    {
        var path = ScimPath.Parse("urn:a:2.0:User:emails[type eq \"work\"].value");

        Assert.Equal(("urn:a:2.0:User", "emails", "value"), (path.Schema, path.Attribute, path.Sub));
        Assert.IsType<ScimFilter.Compare>(path.Filter);
        Assert.Throws<ScimFaultException>(() => ScimPath.Parse("emails[type eq \"work\"]value"));
        Assert.Throws<ScimFaultException>(() => ScimPath.Parse("emails.value[type eq \"work\"]"));
    }

    [Fact]
    public void A_value_added_as_primary_is_the_only_one()
    {
        var type = Type();
        var resource = new JsonObject
        {
            ["mails"] = new JsonArray(new JsonObject { ["value"] = "a", ["primary"] = true }),
        };
        var add = new JsonObject
        {
            ["op"] = "add",
            ["path"] = "mails",
            ["value"] = new JsonArray(new JsonObject { ["value"] = "b", ["primary"] = true }),
        };

        ScimPatch.Apply(resource, [ScimOperation.Read(add), ScimOperation.Read(add)], type);

        var mails = resource["mails"]!.AsArray();
        Assert.Equal(["a", "b"], mails.Select(m => m!["value"]!.GetValue<string>()));
        Assert.Equal("b", mails.Single(m => m!["primary"] is not null)!["value"]!.GetValue<string>());
    }

    [Fact]
    public void A_value_that_is_missing_is_made_from_the_filter_that_names_it()
    {
        var resource = new JsonObject();
        var add = new JsonObject
        {
            ["op"] = "replace",
            ["path"] = "mails[type eq \"home\"].value",
            ["value"] = "a@b",
        };

        ScimPatch.Apply(resource, [ScimOperation.Read(add)], Type());

        Assert.Equal("""{"mails":[{"type":"home","value":"a@b"}]}""", resource.ToJsonString());
    }

    private static ScimResourceType Type() =>
        new(
            "T",
            "/T",
            new ScimSchema(
                "urn:t",
                "T",
                "",
                [
                    new("mails", "", ScimKind.Complex)
                    {
                        Many = true,
                        Subs = [new("value", ""), new("type", ""), new("primary", "", ScimKind.Boolean)],
                    },
                ]
            ),
            []
        );

    private static void AssertReadOrRefused(string text)
    {
        try
        {
            _ = ScimFilter.Parse(text);
        }
        catch (ScimFaultException)
        {
            // Refused.
        }

        try
        {
            _ = ScimPath.Parse(text);
        }
        catch (ScimFaultException)
        {
            // Refused.
        }
    }
}
