using CareMail.Protocols.Mime;

namespace CareMail.Webmail.Reading;

/// <summary>The parts that a message's HTML shows by their Content-ID (RFC 2392 §2: <c>cid:</c> names it without its brackets).</summary>
internal sealed class InlinePictures(MimePart root)
{
    private readonly Dictionary<string, MimePart> _parts = Named(root);

    public MimePart? Find(string id) => _parts.GetValueOrDefault(id);

    private static Dictionary<string, MimePart> Named(MimePart root)
    {
        Dictionary<string, MimePart> parts = [];
        foreach (var part in root.All().Where(p => p.ContentId is not null && !p.IsMultipart))
        {
            parts.TryAdd(part.ContentId!.Trim().Trim('<', '>'), part);
        }

        return parts;
    }
}
