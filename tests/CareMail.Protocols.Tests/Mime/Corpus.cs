using System.Text;

namespace CareMail.Protocols.Tests.Mime;

/// <summary>Messages written by hand after what real programs send, some of them broken. Each character is one byte.</summary>
internal static class Corpus
{
    /// <summary>RFC 2049 Appendix A: a complex multipart.</summary>
    public const string Rfc2049 = """
        MIME-Version: 1.0
        From: Nathaniel Borenstein <nsb@nsb.fv.example>
        To: Ned Freed <ned@innosoft.example>
        Date: Fri, 07 Oct 1994 16:15:05 -0700 (PDT)
        Subject: A multipart example
        Content-Type: multipart/mixed;
                      boundary=unique-boundary-1

        This is the preamble area of a multipart message.
        Mail readers that understand multipart format
        should ignore this preamble.

        --unique-boundary-1

          ... Some text appears here ...

        --unique-boundary-1
        Content-type: text/plain; charset=US-ASCII

        This could have been part of the previous part, but
        illustrates explicit versus implicit typing of body
        parts.

        --unique-boundary-1
        Content-Type: multipart/parallel; boundary=unique-boundary-2

        --unique-boundary-2
        Content-Type: audio/basic
        Content-Transfer-Encoding: base64

        YmFzZTY0

        --unique-boundary-2
        Content-Type: image/jpeg
        Content-Transfer-Encoding: base64

        YmFzZTY0

        --unique-boundary-2--

        --unique-boundary-1
        Content-type: text/enriched

        This is <bold><italic>enriched.</italic></bold>

        --unique-boundary-1
        Content-Type: message/rfc822

        From: (mailbox in US-ASCII)
        To: (address in US-ASCII)
        Subject: (subject in US-ASCII)
        Content-Type: Text/plain; charset=ISO-8859-1
        Content-Transfer-Encoding: Quoted-printable

          ... Additional text in ISO-8859-1 goes here ...

        --unique-boundary-1--
        """;

    public const string Plain = """
        Return-Path: <ward@hospital.example>
        Received: from relay.example by mx.example; Fri, 20 Nov 2026 09:00:00 +0000
        From: "Ward 7, Discharge" <ward7@hospital.example>
        To: care.vz001@home.example, Office <office@rosewood.example>
        Subject: Discharge of a resident
        Date: Fri, 20 Nov 2026 08:59:30 +0000
        Message-ID: <1@hospital.example>
        In-Reply-To: <0@rosewood.example>
        References: <00@rosewood.example>
         <0@rosewood.example>

        Dear colleagues,

        the transport comes at two.
        > an older line
        --
        Ward 7
        """;

    /// <summary>Outlook: related within alternative within mixed, cid picture, RFC 2047 names in quotes.</summary>
    public const string Outlook = """
        From: =?Windows-1252?Q?B=F8rge_=C5s?= <borge@hospital.example>
        To: "'Manager'" <manager@rosewood.example>; nurse@rosewood.example
        Subject: =?utf-8?B?UmU6IMOcYmVyZ2FiZSDigJMgQmV3b2huZQ==?=
         =?utf-8?B?cmlu?=
        Thread-Topic: x
        Date: Fri, 20 Nov 2026 10:01:02 GMT
        Message-ID: <AM0PR01MB0001@eurprd01.example>
        MIME-Version: 1.0
        Content-Language: en-GB
        X-MS-Has-Attach: yes
        Content-Type: multipart/mixed; boundary="_004_AM0_"

        --_004_AM0_
        Content-Type: multipart/related; boundary="_003_AM0_"; type="multipart/alternative"

        --_003_AM0_
        Content-Type: multipart/alternative; boundary="_000_AM0_"

        --_000_AM0_
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: quoted-printable

        Kind regards=2C
        B=C3=B8rge =E2=82=AC
        --_000_AM0_
        Content-Type: text/html; charset="utf-8"
        Content-Transfer-Encoding: base64

        PGh0bWw+PGJvZHk+PHA+S2luZCByZWdhcmRzPC9wPjxpbWcgc3JjPSJjaWQ6aW1hZ2UwMDEucG5n
        QDAxRDYiPjwvYm9keT48L2h0bWw+

        --_000_AM0_--

        --_003_AM0_
        Content-Type: image/png; name="image001.png"
        Content-Description: image001.png
        Content-Disposition: inline; filename="image001.png"; size=68
        Content-ID: <image001.png@01D6>
        Content-Transfer-Encoding: base64

        iVBORw0KGgo=

        --_003_AM0_--

        --_004_AM0_
        Content-Type: application/pdf; name="=?iso-8859-1?Q?=DCbergabe_2026.pdf?="
        Content-Disposition: attachment; filename="=?iso-8859-1?Q?=DCbergabe_2026.pdf?="
        Content-Transfer-Encoding: base64

        JVBERi0xLjQK

        --_004_AM0_--
        """;

    /// <summary>Gmail with an RFC 2231 name in pieces, and a message in a message.</summary>
    public const string Forward = """
        MIME-Version: 1.0
        From: Nurse <nurse@rosewood.example>
        To: undisclosed-recipients:;
        Cc: The Team: "A, B" <ab@rosewood.example>, c@rosewood.example;, d@rosewood.example
        Subject: Fwd: [home] Re: results (fwd)
        Date: 20 Nov 26 10:00 EST
        Message-ID: <2@rosewood.example>
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain; charset=utf-8; format=flowed; delsp=no

        This line flows 
        on to the next.

        --b
        Content-Type: message/rfc822
        Content-Disposition: attachment; filename*0*=utf-8''R%C3%A9sultats%20d; filename*1*="u%20jour"; filename*2=.eml

        From: lab@hospital.example
        To: nurse@rosewood.example
        Subject: results
        Date: Thu, 19 Nov 2026 08:00:00 +0100
        Content-Type: multipart/alternative; boundary="b-inner"

        --b-inner
        Content-Type: text/plain

        inner text
        --b-inner
        Content-Type: text/html

        <b>inner</b>
        --b-inner--
        --b
        Content-Type: message/rfc822

        Subject: single

        only text
        --b--
        epilogue
        """;

    /// <summary>Broken in many ways at once.</summary>
    public const string Broken = """
        From ward@hospital.example Fri Nov 20 09:00:00 2026
        From : Ward <ward@hospital.example
        no colon here
        Subject: caf\u00e9 =?utf-8?q?broken =E9 word?= =?x-unknown?b?/////w==?= =?utf-8?q?unfinished
        Date: yesterday
        Content-Type: multipart/mixed; boundary="x

        preamble
        --x
        Content-Type: text/html; charset=utf-7
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename="../../x\r\nSet-Cookie: a"

        PGI+!!aGVsbG8=PC9iPg
        --x
        Content-Type: multipart/alternative; boundary=xx

        --xx
        no blank line
        --x
        Content-Type: nonsense

        --xx--
        -- x
        --xy
        -
        --
        Content-Type: multipart/mixed

        --x
        Content-Type: multipart/mixed

        text without boundary
        --x
        Content-Type: multipart/mixed; boundary=never

        nothing of it
        --x
        """;

    public const string Digest = """
        From: list@lists.example
        Subject: digest
        Content-Type: multipart/digest; boundary="----next message----"

        ------next message----

        From: someone-else@one.example
        Subject: my opinion

         ...body goes here ...

        ------next message----

        From: another@two.example
        Subject: my different opinion

         ... another body goes here ...

        ------next message------
        """;

    public static readonly IReadOnlyDictionary<string, byte[]> All = new Dictionary<string, string>
    {
        ["rfc2049"] = Rfc2049,
        ["plain"] = Plain,
        ["outlook"] = Outlook,
        ["forward"] = Forward,
        ["broken"] = Broken,
        ["digest"] = Digest,
        ["header only"] = "Subject: a\n",
        ["no line end"] = "Subject: a",
        ["body only"] = "\nbody",
        ["empty"] = "",
        ["one line feed"] = "\n",
        ["boundary at once"] = "Content-Type: multipart/mixed; boundary=a\n\n--a",
        ["empty parts"] = "Content-Type: multipart/mixed; boundary=a\n\n--a\n--a\n\n--a\n\n\n--a--\n--a\n",
        ["same boundary twice"] =
            "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n\n--a\n\ny\n--a--\n",
        ["message of a message"] =
            "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\nSubject: 2\n\nSubject: 3\n\nx",
        ["encoded message"] = "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKeA==",
        ["hyphens"] =
            "Content-Type: multipart/mixed; boundary=a\n\n--a\n\n-\n--\n-- \n---\n--aa\n--a b\n- a\n--A\n-\n--a  \n\nx\n--a--  \n-",
        ["8-bit header"] = "From: J\u00f8rgen <j@home.example>\nSubject: \u00c3\u00a9t\u00c3\u00a9\n\nx",
        ["cut header"] =
            "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: message/rfc822\n--a\nContent-Type: multipart/mixed; boundary=b\n--a\nContent-Type: message/rfc822\n\nSubject: x\n--a--\n",
    }.ToDictionary(pair => pair.Key, pair => Bytes(pair.Value));

    public static TheoryData<string> Names => new(All.Keys);

    /// <summary>One byte a character, CRLF line ends.</summary>
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));
}
