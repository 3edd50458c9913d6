namespace CareMail.Tests.Webmail;

/// <summary>Messages from outside, as they stand on the wire.</summary>
internal static class Letters
{
    public static string Plain(string subject, string text, string from = "Ruth Vale <ruth@postbox.example>") =>
        $"""
            From: {from}
            To: care@caremail.example
            Subject: {subject}
            Message-ID: <{Guid.NewGuid():N}@postbox.example>
            Date: Fri, 20 Nov 2026 02:47:00 +0000
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            {text}
            """;

    public static string Html(string html) =>
        $"""
            From: Ruth Vale <ruth@postbox.example>
            To: care@caremail.example
            Subject: Pictures
            Message-ID: <{Guid.NewGuid():N}@postbox.example>
            MIME-Version: 1.0
            Content-Type: text/html; charset=utf-8

            {html}
            """;

    /// <summary>The smallest picture there is.</summary>
    public static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    /// <summary>HTML with a picture in it: <c>cid:plan@postbox.example</c>.</summary>
    public static string WithPicture(string html, string from = "Ruth Vale <ruth@postbox.example>") =>
        $"""
            From: {from}
            To: care@caremail.example
            Subject: The plan
            Message-ID: <{Guid.NewGuid():N}@postbox.example>
            MIME-Version: 1.0
            Content-Type: multipart/related; boundary=xx

            --xx
            Content-Type: text/html; charset=utf-8

            {html}
            --xx
            Content-Type: image/png
            Content-Disposition: inline; filename="plan.png"
            Content-ID: <plan@postbox.example>
            Content-Transfer-Encoding: base64

            {Convert.ToBase64String(Png)}
            --xx--
            """;

    public static string WithFile(string name, string type, string content, string extra = "") =>
        $"""
            From: Ruth Vale <ruth@postbox.example>
            To: care@caremail.example
            Subject: A file
            Message-ID: <{Guid.NewGuid():N}@postbox.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=xx

            --xx
            Content-Type: text/plain

            See below.
            --xx
            Content-Type: {type}
            Content-Disposition: attachment; filename="{name}"
            {extra}
            {content}
            --xx--
            """;
}
