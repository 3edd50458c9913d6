using CareMail.Storage;

namespace CareMail.Campaigns;

/// <summary>How far a campaign had got on each day: what its chart is drawn from.</summary>
public sealed class CampaignCourse(Database database)
{
    /// <summary>One note a day; a later one of the same day replaces it.</summary>
    public Task NoteAsync(string campaign, DateOnly day, long people, long lacking, CancellationToken ct = default) =>
        database.WriteAsync(tx => CampaignTable.NoteProgressAsync(tx, campaign, day, people, lacking), ct);
}
