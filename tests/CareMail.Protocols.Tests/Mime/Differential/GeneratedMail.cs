using System.Buffers;
using System.Text;

namespace CareMail.Protocols.Tests.Mime.Differential;

/// <summary>Messages that keep to the rules, in every shape the rules allow. The same number gives the same message.</summary>
internal sealed class GeneratedMail(uint seed)
{
    private static readonly string[] Texts =
    [
        "Dear colleagues,\r\n\r\nthe transport comes at two.\r\n",
        "Gr\u00fc\u00dfe aus K\u00f6ln = \"sch\u00f6n\"",
        "\u0417\u0434\u0440\u0430\u0432\u0441\u0442\u0432\u0443\u0439\u0442\u0435",
        "\u65e5\u672c\u8a9e\u306e\u672c\u6587\r\n\u4e8c\u884c\u76ee",
        "",
        "--\r\n--almost a boundary\r\n-- \r\n",
        "trailing space \r\nand tab\t\r\n.\r\nFrom here\r\n",
        "\ud83d\ude00 emoji \u20ac",
    ];

    private static readonly string[] Kinds = ["mixed", "alternative", "related", "x-unknown"];

    private static readonly string[] Dispositions =
    [
        "Content-Disposition: attachment; filename=\"plan of care.pdf\"",
        "Content-Disposition: attachment; filename=plan.pdf",
        "Content-Disposition: attachment;\r\n filename*=utf-8''R%C3%A9sum%C3%A9%20%E2%82%AC.pdf",
        "Content-Disposition: attachment;\r\n filename*0*=utf-8''R%C3%A9;\r\n filename*1=\"sume and more\";\r\n filename*2*=%20%E2%82%AC.pdf",
        "Content-Disposition: attachment; filename*=iso-8859-1'en'%A3%20rates.txt",
    ];

    private static readonly string[] Subjects =
    [
        "Transport at two",
        "=?utf-8?q?Gr=C3=BC=C3=9Fe_aus?= K =?utf-8?b?w7Zsbg==?=",
        "=?iso-8859-1?Q?caf=E9?=\r\n =?iso-8859-1?Q?_au_lait?=",
        "=?koi8-r?B?8NLJ18XU?= (Privet)",
        "a very long subject that goes on\r\n and on over\r\n\tseveral lines",
        "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=",
    ];

    private static readonly string[] Names =
    [
        "Ward Seven",
        "\"Ward 7, Discharge\"",
        "=?utf-8?q?J=C3=B6rg?=",
        "=?utf-8?b?SsO2cmcgU3RyYcOfZQ==?=",
        "\"with \\\"quotes\\\"\"",
        "O'Neil",
    ];

    private static readonly (string Name, Encoding Encoding)[] Charsets =
    [
        ("utf-8", new UTF8Encoding(false)),
        ("iso-8859-1", Encoding.Latin1),
        ("koi8-r", CodePagesEncodingProvider.Instance.GetEncoding("koi8-r")!),
        ("shift_jis", CodePagesEncodingProvider.Instance.GetEncoding("shift_jis")!),
        ("iso-2022-jp", CodePagesEncodingProvider.Instance.GetEncoding("iso-2022-jp")!),
        ("gb18030", CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!),
    ];

    private readonly ArrayBufferWriter<byte> _message = new();
    private uint _state = seed * 2_654_435_761 + 1;

    public static byte[] Make(uint seed) => new GeneratedMail(seed).Message();

    private byte[] Message()
    {
        Line($"From: {Name()} <a{Next(90)}@home.example>");
        Line(
            "To: "
                + string.Join(",\r\n ", Enumerable.Range(0, 1 + Next(4)).Select(i => $"{Name()} <t{i}@home.example>"))
        );
        if (Next(2) == 0)
        {
            Line("Cc: plain@home.example, \"quo,ted\" <q@home.example>");
        }
        Line("Subject: " + Subject());
        Line(
            $"Date: {1 + Next(28)} Nov 2026 {Next(24):00}:{Next(60):00}:{Next(60):00} {(Next(2) == 0 ? "+" : "-")}{Next(12):00}30"
        );
        Line("MIME-Version: 1.0");
        Part(3);
        return _message.WrittenSpan.ToArray();
    }

    private void Part(int depth)
    {
        switch (depth == 0 ? 0 : Next(6))
        {
            case 0 or 1:
                Text();
                break;
            case 2:
                File();
                break;
            case 3:
                Line("Content-Type: message/rfc822");
                Line("");
                Line("Subject: " + Subject());
                Part(depth - 1);
                break;
            default:
                Multipart(depth);
                break;
        }
    }

    private void Multipart(int depth)
    {
        var boundary = (Next(3) == 0 ? "b" : "=_next part_") + _state % 1000;
        var kind = Kinds[Next(4)];
        Line($"Content-Type: multipart/{kind};\r\n\tboundary=\"{boundary}\"");
        Line("");
        if (Next(2) == 0)
        {
            Line("This is a message in several parts.");
        }
        var parts = 1 + Next(3);
        for (var i = 0; i < parts; i++)
        {
            Line("--" + boundary);
            Part(depth - 1);
            Line("");
        }
        Line($"--{boundary}--{(Next(3) == 0 ? "  " : "")}");
        if (Next(2) == 0)
        {
            Line("epilogue");
        }
    }

    private void Text()
    {
        var text = Texts[Next(Texts.Length)];
        var fitting = Charsets.Where(c => c.Encoding.GetString(c.Encoding.GetBytes(text)) == text).ToArray();
        var (name, encoding) = fitting[Next(fitting.Length)];
        Line(
            $"Content-Type: text/{(Next(3) == 0 ? "html" : "plain")}; charset={(Next(2) == 0 ? name : $"\"{name.ToUpperInvariant()}\"")}"
        );
        Body(encoding.GetBytes(text), Next(3));
    }

    private void File()
    {
        var bytes = new byte[Next(400)];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)Next(256);
        }
        Line("Content-Type: application/octet-stream");
        Line(Dispositions[Next(5)]);
        Body(bytes, 1);
    }

    private void Body(byte[] bytes, int encoding)
    {
        switch (encoding)
        {
            case 0 when !bytes.AsSpan().ContainsAny((byte)0, (byte)0x1b) && !bytes.AsSpan().EndsWith("\n"u8):
                Line("Content-Transfer-Encoding: 8bit");
                Line("");
                _message.Write(bytes);
                break;
            case 2:
                Line("Content-Transfer-Encoding: Quoted-Printable");
                Line("");
                QuotedPrintable(bytes);
                break;
            default:
                Line("Content-Transfer-Encoding: BASE64");
                Line("");
                Line(Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks));
                break;
        }
    }

    private void QuotedPrintable(byte[] bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i % 20 == 19)
            {
                Write("=\r\n");
            }
            Write(
                char.IsAsciiLetterOrDigit((char)bytes[i]) && Next(4) > 0
                    ? ((char)bytes[i]).ToString()
                    : $"={bytes[i]:X2}"
            );
        }
        Line("");
    }

    private string Subject() => Subjects[Next(6)];

    private string Name() => Names[Next(6)];

    // Any sequence will do, as long as it is the same everywhere.
    private int Next(int below)
    {
        _state = _state * 1_664_525 + 1_013_904_223;
        return (int)((_state >> 8) % (uint)below);
    }

    private void Line(string text) => Write(text + "\r\n");

    private void Write(string text) => _message.Write(Encoding.ASCII.GetBytes(text));
}
