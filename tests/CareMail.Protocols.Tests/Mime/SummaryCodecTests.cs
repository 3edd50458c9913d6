using CareMail.Protocols.Mime;

namespace CareMail.Protocols.Tests.Mime;

public class SummaryCodecTests
{
    // Written by version 1 and never changed since: what is stored must stay readable. A new version gets a line of its own.
    private const string VersionOne =
        "AR5GcmksIDIwIE5vdiAyMDI2IDEwOjAxOjAyIEdNVAG86YCwDQBCPT91dGYtOD9CP1VtVTZJTU9jWW1WeVoyRmlaU0RpZ0pNZ1Ft"
        + "VjNiMmh1WlE9PT89ID0/dXRmLTg/Qj9jbWx1Pz0dUmU6IMOcYmVyZ2FiZSDigJMgQmV3b2huZXJpbgEgPT9XaW5kb3dzLTEyNTI/"
        + "UT9CPUY4cmdlXz1DNXM/PQZib3JnZRFob3NwaXRhbC5leGFtcGxlAAACCidNYW5hZ2VyJwhtYW5hZ2VyEXJvc2V3b29kLmV4YW1w"
        + "bGUABm51cnNlEXJvc2V3b29kLmV4YW1wbGUAAAAhPEFNMFBSMDFNQjAwMDFAZXVycHJkMDEuZXhhbXBsZT63CzQAGUtpbmQgcmVn"
        + "YXJkcywgQsO4cmdlIOKCrB9BTTBQUjAxTUIwMDAxQGV1cnByZDAxLmV4YW1wbGUAGcOcYmVyZ2FiZSDigJMgQmV3b2huZXJpbgEK"
        + "bXVsdGlwYXJ0Bm1peGVkAQlib3VuZGFyeQpfMDA0X0FNMF8AAAAABTdiaXQAAAEGZW4tR0IBAADeBpAQKAACCm11bHRpcGFydAhy"
        + "ZWxhdGVkAglib3VuZGFyeQpfMDAzX0FNMF8FdHlwZRZtdWx0aXBhcnQvYWx0ZXJuYXRpdmUAAAAABTdiaXQAAAACMQAargHqChwA"
        + "AgptdWx0aXBhcnQMYWx0ZXJuYXRpdmUBCWJvdW5kYXJ5Cl8wMDBfQU0wXwAAAAAFN2JpdAAAAAQxLjEAGnrOBQ4AAgV0ZXh0BnBs"
        + "YWluAQhjaGFyc2V0BnV0Zi04AAAAABFxdW90ZWQtcHJpbnRhYmxlAAAABjEuMS4xABq0AUoCAAAFdGV4dAVodG1sAQhjaGFyc2V0"
        + "BnV0Zi04AAAAAAdiYXNlNjQAAAAGMS4xLjIAtgKeAdgBAgAABmltYWdlBHBuZwEFbmFtZQ1pbWFnZTAwMS5wbmcUPGltYWdlMDAx"
        + "LnBuZ0AwMUQ2Pg1pbWFnZTAwMS5wbmcAAAdiYXNlNjQHaW5saW5lAglmaWxlbmFtZQ1pbWFnZTAwMS5wbmcFc2l6ZQM2OAAEMS4y"
        + "DWltYWdlMDAxLnBuZ4AHrAMcAQAADGFwcGxpY2F0aW9uBHBkZgEFbmFtZRPDnGJlcmdhYmUgMjAyNi5wZGYAAAAAB2Jhc2U2NAth"
        + "dHRhY2htZW50AQlmaWxlbmFtZRPDnGJlcmdhYmUgMjAyNi5wZGYAAjITw5xiZXJnYWJlIDIwMjYucGRm0AyGAxwBAAA=";

    [Fact]
    public void A_summary_stored_by_version_1_is_still_read()
    {
        var expected = MessageScanner.Scan(Corpus.All["outlook"]);

        var stored = MessageSummary.Deserialize(Convert.FromBase64String(VersionOne));

        Assert.Equal(expected.Envelope.Subject, stored.Envelope.Subject);
        Assert.Equal(expected.Envelope.Sent, stored.Envelope.Sent);
        Assert.Equal(expected.Envelope.From, stored.Envelope.From);
        Assert.Equal(expected.Envelope.To, stored.Envelope.To);
        Assert.Equal(expected.Threads.References, stored.Threads.References);
        Assert.Equal(expected.Preview, stored.Preview);
        Assert.Equal((expected.Size, expected.Lines, expected.Defects), (stored.Size, stored.Lines, stored.Defects));
        Assert.Equal(Trees.Outline(expected.Root), Trees.Outline(stored.Root));
        Assert.Equal(
            expected.Attachments.Select(file => file.FileName),
            stored.Attachments.Select(file => file.FileName)
        );
    }

    [Theory]
    [MemberData(nameof(Corpus.Names), MemberType = typeof(Corpus))]
    public void The_envelope_can_be_read_alone(string name)
    {
        var summary = MessageScanner.Scan(Corpus.All[name]);

        var envelope = MessageSummary.DeserializeEnvelope(summary.Serialize());

        Assert.Equal(summary.Envelope.Subject, envelope.Subject);
        Assert.Equal(summary.Envelope.RawSubject, envelope.RawSubject);
        Assert.Equal(summary.Envelope.From, envelope.From);
        Assert.Equal(summary.Envelope.Cc, envelope.Cc);
        Assert.Equal(summary.Envelope.MessageId, envelope.MessageId);
        Assert.Equal(summary.Envelope.Sent, envelope.Sent);
    }

    [Fact]
    public void An_ordinary_message_takes_a_few_hundred_bytes() =>
        Assert.InRange(MessageScanner.Scan(Corpus.All["plain"]).Serialize().Length, 100, 600);

    [Fact]
    public void A_newer_version_and_damaged_bytes_are_refused_rather_than_misread()
    {
        var bytes = MessageScanner.Scan(Corpus.All["outlook"]).Serialize();

        Assert.Throws<InvalidDataException>(() => MessageSummary.Deserialize([2, .. bytes.AsSpan(1)]));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => MessageSummary.Deserialize(bytes.AsSpan(0, length)));
        }
    }
}
