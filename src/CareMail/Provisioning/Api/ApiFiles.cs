using CareMail.Access;
using CareMail.Identity.Doors;
using CareMail.Provisioning.Bulk;
using CareMail.Provisioning.Scim;

namespace CareMail.Provisioning.Api;

/// <summary>Files of people.</summary>
internal static class ApiFiles
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/bulk", UploadAsync)
            .Told(Act.UseBulk, "readFile", "Send a CSV file of people; nothing happens before it is started")
            .Accepts<string>("text/csv")
            .Produces<ApiBulk>(StatusCodes.Status202Accepted);
        api.MapGet("/bulk/{bulk:guid}", FileAsync)
            .Told(Act.UseBulk, "file", "How far a file is, and what is wrong with its rows")
            .Produces<ApiBulk>();
        api.MapPost("/bulk/{bulk:guid}/start", StartAsync)
            .Told(Act.UseBulk, "startFile", "Do the good rows of a file")
            .Produces<ApiBulk>(StatusCodes.Status202Accepted);
        api.MapGet("/bulk/{bulk:guid}/result", ResultAsync)
            .Told(Act.UseBulk, "fileResult", "The file with what came of each row")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv");
    }

    private static async Task<IResult> UploadAsync(
        HttpContext context,
        UploadPeople upload,
        BulkTable bulks,
        string? name
    )
    {
        if (context.Request.ContentLength > BulkLimits.Bytes)
        {
            throw new ScimRefusedException(
                StatusCodes.Status413PayloadTooLarge,
                $"A file has at most {BulkLimits.Bytes >> 20} MB."
            );
        }

        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        var program = context.User.Program()!;
        var file = ApiCaller.Done(
            await upload.RunAsync(
                context.ProgramActor(),
                new UploadedPeople(program.OrganisationId, name ?? "people.csv", bytes.ToArray(), program.TokenId),
                context.RequestAborted
            )
        );
        return await ShowAsync(context, file, bulks, StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> FileAsync(Guid bulk, HttpContext context, StartBulk start, BulkTable bulks) =>
        await ShowAsync(context, await FindAsync(bulk, context, start), bulks, StatusCodes.Status200OK);

    private static async Task<IResult> StartAsync(Guid bulk, HttpContext context, StartBulk start, BulkTable bulks)
    {
        await FindAsync(bulk, context, start);
        var started = await start.RunAsync(context.ProgramActor(), bulk, context.RequestAborted);
        return started.IsDone(out var file, out var no)
            ? await ShowAsync(context, file, bulks, StatusCodes.Status202Accepted)
            : throw new ScimRefusedException(StatusCodes.Status409Conflict, no.Sentence);
    }

    private static async Task<IResult> ResultAsync(Guid bulk, HttpContext context, StartBulk start, BulkTable bulks)
    {
        var file = await FindAsync(bulk, context, start);
        return Results.Stream(
            stream => BulkEndpoints.WriteAsync(stream, file, bulks, context.RequestAborted),
            "text/csv; charset=utf-8"
        );
    }

    private static async Task<BulkFile> FindAsync(Guid bulk, HttpContext context, StartBulk start) =>
        (await start.FindAsync(context.ProgramActor(), bulk, context.RequestAborted)).IsDone(out var file, out _)
            ? file
            : throw ScimRefusedException.NotFound(bulk.ToString());

    private static async Task<IResult> ShowAsync(HttpContext context, BulkFile file, BulkTable bulks, int status)
    {
        var counts = await bulks.CountAsync(file.Id, context.RequestAborted);
        var wrong = await bulks.RowsAsync(file.Id, RowState.Wrong, 0, BulkLimits.Slice, context.RequestAborted);
        return Results.Json(ApiBulk.Of(file, counts, wrong), statusCode: status);
    }
}
