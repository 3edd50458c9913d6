using CareMail.Access;
using CareMail.Mailboxes;

namespace CareMail.Webmail.Folders;

/// <summary>How many messages went.</summary>
internal sealed record EmptiedBin(int Messages);

/// <summary>Removes for good what is in Deleted: no more than the person saw there when they were asked.</summary>
internal sealed class EmptyBin(FolderView view)
{
    /// <param name="folder">Deleted; the caller has looked at the person's right to it.</param>
    /// <param name="before">Its next UID when the person was asked: what a colleague deletes meanwhile stays.</param>
    /// <param name="ct">Stops waiting.</param>
    public async Task<Outcome<EmptiedBin>> RunAsync(Folder folder, uint before, CancellationToken ct = default)
    {
        if (folder.Use != SpecialUse.Deleted || before == 0)
        {
            return FolderRules.Refused(FolderOutcome.Protected)!;
        }

        var removed = await view.RemoveAsync(folder.Id, UidSet.Of([new UidRange(1, before - 1)]), ct);
        return new EmptiedBin(removed.Uids.Count);
    }
}
