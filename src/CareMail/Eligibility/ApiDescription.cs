using Microsoft.AspNetCore.OpenApi;

namespace CareMail.Eligibility;

/// <summary>What <c>/openapi/v1.json</c> says of the interface: everything below /api/v1.</summary>
internal static class ApiDescription
{
    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = endpoint =>
            endpoint.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                document.Info.Title = "CareMail";
                document.Info.Version = "1";
                document.Info.Description =
                    "Errors are problem details. Names are in camelCase, identifiers of a decision in snake_case.";
                return Task.CompletedTask;
            }
        );
    }
}
