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
