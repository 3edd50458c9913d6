using CareMail.Access;
using CareMail.Webmail.Folders;
using CareMail.Webmail.Live;
using CareMail.Webmail.Reading;
using CareMail.Webmail.Writing;

namespace CareMail.Webmail;

/// <summary>
/// Mail in a browser, at /mail. <see cref="Desk"/> says what an account may open and every page asks it first.
/// <c>Reading</c> makes lists and letters and hands out files, <c>Writing</c> drafts and sends, <c>Folders</c> arranges
/// folders, <c>Live</c> tells browsers that something changed, <c>SafeHtml</c> tames what strangers wrote. Works without
/// JavaScript; wwwroot/mail.js adds to it.
/// </summary>
public static class WebmailModule
{
    public static IServiceCollection AddWebmail(this IServiceCollection services)
    {
        services.AddSingleton<Desk>();
        services.AddSingleton<Names>();
        services.AddSingleton<Actions>();
        services.AddSingleton<Origins>();
        services.AddSingleton<Lists>();
        services.AddSingleton<Letters>();
        services.AddSingleton<Finding>();
        services.AddSingleton<PictureAddresses>();
        services.AddSingleton(_ => new RemotePictures());
        services.AddSingleton<CreateFolder>();
        services.AddSingleton<ChangeFolder>();
        services.AddSingleton<DeleteFolder>();
        services.AddSingleton<EmptyBin>();
        services.AddSingleton<Routes>();
        services.AddSingleton<ChosenRecipients>();
        services.AddSingleton<Drafts>();
        services.AddSingleton<Sending>();
        services.AddSingleton<WriteViews>();
        services.AddSingleton<LargeUploads>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<MailEvents>();
        return services;
    }

    public static WebApplication MapWebmail(this WebApplication app)
    {
        // The start page is the mail; who is not signed in is led to the door from there.
        app.MapGet("/", () => Results.Redirect("/mail")).Allows(Act.SeePublicPages);
        var uploads = app.Services.GetRequiredService<LargeUploads>();
        app.Use(uploads.InvokeAsync);
        var mail = app.MapGroup("/mail").Allows(Act.UseMail);
        mail.MapGet("/{folder:guid}/{uid:long}/letter", LetterEndpoint.GetAsync);
        mail.MapGet("/{folder:guid}/{uid:long}/file/{path}", FileEndpoints.FileAsync);
        mail.MapGet("/{folder:guid}/{uid:long}/picture/{path}", FileEndpoints.PictureAsync);
        mail.MapGet("/{folder:guid}/{uid:long}/original", FileEndpoints.OriginalAsync);
        mail.MapGet("/picture/{address}", RemotePictureEndpoint.GetAsync);
        mail.MapGet("/suggest", SuggestEndpoint.GetAsync);
        mail.MapGet(
            "/events",
            (HttpContext http, MailEvents events, IHostApplicationLifetime life) =>
                events.RunAsync(http, life.ApplicationStopping)
        );
        return app;
    }
}
