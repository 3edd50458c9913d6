using System.Globalization;
using CareMail.Access;
using CareMail.Storage;

namespace CareMail.Campaigns;

/// <summary>All campaigns, their days and the exemptions that hold: a few rows, read often.</summary>
public sealed record CampaignSet(
    IReadOnlyList<Campaign> Campaigns,
    IReadOnlyList<StageDay> Days,
    IReadOnlyList<Exemption> Exemptions
)
{
    public Campaign? Find(string key) => Campaigns.FirstOrDefault(c => c.Key == key);
}

/// <summary>The SQL of campaigns. What was read is remembered for a moment, and read anew after a change in this process.</summary>
internal sealed class CampaignTable(Database database)
{
    private static readonly long Remembered = 10_000;

    private long _changes;
    private volatile Read? _read;

    public async ValueTask<CampaignSet> AllAsync(CancellationToken ct)
    {
        if (
            _read is { } read
            && read.Changes == Interlocked.Read(ref _changes)
            && Environment.TickCount64 - read.At < Remembered
        )
        {
            return read.Set;
        }

        // Counted before the rows are read: a change in between is seen the next time.
        var changes = Interlocked.Read(ref _changes);
        var set = await ReadAsync(ct);
        _read = new Read(set, changes, Environment.TickCount64);
        return set;
    }

    public static Task<int> InsertAsync(WriteTransaction tx, Campaign campaign) =>
        tx.ExecuteAsync(
            """
            INSERT INTO campaigns_campaign (key, title, asks, roles, organisations, letters_days, soft_letters_days)
            VALUES (@Key, @Title, @asks, @roles, @organisations, @LettersDays, @SoftLettersDays) ON CONFLICT DO NOTHING
            """,
            new
            {
                campaign.Key,
                campaign.Title,
                asks = Asked.Spell(campaign.Asks),
                roles = string.Join(' ', campaign.Roles.Select(r => r.Spell())),
                organisations = string.Join(' ', campaign.Organisations),
                campaign.LettersDays,
                campaign.SoftLettersDays,
            }
        );

    /// <summary>Null: the stage has no day.</summary>
    public static Task<int> SetDayAsync(
        WriteTransaction tx,
        string campaign,
        Guid? organisationId,
        CampaignStage stage,
        DateOnly? day
    ) =>
        tx.ExecuteAsync(
            day is null
                ? "DELETE FROM campaigns_stage WHERE campaign = @campaign AND organisation = @organisation AND stage = @stage"
                : """
                INSERT INTO campaigns_stage (campaign, organisation, stage, from_day)
                VALUES (@campaign, @organisation, @stage, @day)
                ON CONFLICT (campaign, organisation, stage) DO UPDATE SET from_day = @day
                """,
            new
            {
                campaign,
                organisation = organisationId?.ToString() ?? "",
                stage,
                day = day is { } at ? Spell(at) : null,
            }
        );

    public static Task<int> ExemptAsync(WriteTransaction tx, Exemption exemption, Guid? by, DateTimeOffset now) =>
        tx.ExecuteAsync(
            """
            INSERT INTO campaigns_exemption (id, campaign, account_id, organisation_id, reason, until_day, recorded, recorded_by)
            VALUES (@Id, @Campaign, @AccountId, @OrganisationId, @Reason, @until, @now, @by)
            """,
            new
            {
                exemption.Id,
                exemption.Campaign,
                exemption.AccountId,
                exemption.OrganisationId,
                exemption.Reason,
                until = Spell(exemption.Until),
                now,
                by,
            }
        );

    public static Task<int> EndAsync(WriteTransaction tx, Guid exemptionId, DateTimeOffset now) =>
        tx.ExecuteAsync(
            "UPDATE campaigns_exemption SET ended = @now WHERE id = @exemptionId AND ended IS NULL",
            new { exemptionId, now }
        );

    /// <summary>True for whoever may write the letter: once in so many days, whoever asks.</summary>
    public static async Task<bool> MayWriteAsync(
        WriteTransaction tx,
        string campaign,
        Guid accountId,
        DateTimeOffset now,
        TimeSpan every
    ) =>
        await tx.ExecuteAsync(
            """
            INSERT INTO campaigns_letter (campaign, account_id, last_sent, sent) VALUES (@campaign, @accountId, @now, 1)
            ON CONFLICT (campaign, account_id) DO UPDATE SET last_sent = @now, sent = campaigns_letter.sent + 1
                WHERE campaigns_letter.last_sent <= @before
            """,
            new
            {
                campaign,
                accountId,
                now,
                before = now - every,
            }
        ) == 1;

    public static Task<int> NoteProgressAsync(
        WriteTransaction tx,
        string campaign,
        DateOnly day,
        long people,
        long lacking
    ) =>
        tx.ExecuteAsync(
            """
            INSERT INTO campaigns_progress (campaign, day, people, lacking) VALUES (@campaign, @day, @people, @lacking)
            ON CONFLICT (campaign, day) DO UPDATE SET people = @people, lacking = @lacking
            """,
            new
            {
                campaign,
                day = Spell(day),
                people,
                lacking,
            }
        );

    public async Task<IReadOnlyList<Progress>> ProgressAsync(string campaign, int most, CancellationToken ct) =>
        [
            .. (
                await database.QueryAsync<ProgressRow>(
                    "SELECT day AS Day, people AS People, lacking AS Lacking FROM campaigns_progress WHERE campaign = @campaign ORDER BY day DESC LIMIT @most",
                    new { campaign, most },
                    ct
                )
            )
                .Select(row => new Progress(Day(row.Day), row.People, row.Lacking))
                .Reverse(),
        ];

    public Task<long> LettersAsync(string campaign, CancellationToken ct) =>
        database.QuerySingleOrDefaultAsync<long>(
            "SELECT coalesce(sum(sent), 0) FROM campaigns_letter WHERE campaign = @campaign",
            new { campaign },
            ct
        );

    /// <summary>What is remembered is old when this transaction commits.</summary>
    public void ChangedBy(WriteTransaction tx) => tx.AfterCommit(() => Interlocked.Increment(ref _changes));

    private async Task<CampaignSet> ReadAsync(CancellationToken ct)
    {
        var campaigns = await database.QueryAsync<CampaignRow>(
            """
            SELECT key AS Key, title AS Title, asks AS Asks, roles AS Roles, organisations AS Organisations,
                letters_days AS LettersDays, soft_letters_days AS SoftLettersDays
            FROM campaigns_campaign ORDER BY key
            """,
            null,
            ct
        );
        var days = await database.QueryAsync<DayRow>(
            "SELECT campaign AS Campaign, organisation AS Organisation, stage AS Stage, from_day AS FromDay FROM campaigns_stage ORDER BY campaign, organisation, stage",
            null,
            ct
        );
        var exemptions = await database.QueryAsync<ExemptionRow>(
            """
            SELECT id AS Id, campaign AS Campaign, account_id AS AccountId, organisation_id AS OrganisationId,
                reason AS Reason, until_day AS UntilDay
            FROM campaigns_exemption WHERE ended IS NULL ORDER BY id
            """,
            null,
            ct
        );
        return new CampaignSet(
            [.. campaigns.Select(Of)],
            [
                .. days.Select(d => new StageDay(
                    d.Campaign,
                    d.Organisation.Length == 0 ? null : Guid.Parse(d.Organisation),
                    d.Stage,
                    Day(d.FromDay)
                )),
            ],
            [
                .. exemptions.Select(e => new Exemption(
                    e.Id,
                    e.Campaign,
                    e.AccountId,
                    e.OrganisationId,
                    e.Reason,
                    Day(e.UntilDay)
                )),
            ]
        );
    }

    private static Campaign Of(CampaignRow row) =>
        new(
            row.Key,
            row.Title,
            Asked.Read(row.Asks) ?? throw new InvalidOperationException($"Campaign {row.Key} asks for {row.Asks}."),
            [.. Words(row.Roles).Select(RoleNames.Read).OfType<Role>()],
            [.. Words(row.Organisations).Select(Guid.Parse)],
            (int)row.LettersDays,
            (int)row.SoftLettersDays
        );

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Spell(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly Day(string spelled) =>
        DateOnly.ParseExact(spelled, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Read(CampaignSet Set, long Changes, long At);

    private sealed class CampaignRow
    {
        public string Key { get; init; } = "";
        public string Title { get; init; } = "";
        public string Asks { get; init; } = "";
        public string Roles { get; init; } = "";
        public string Organisations { get; init; } = "";
        public long LettersDays { get; init; }
        public long SoftLettersDays { get; init; }
    }

    private sealed class DayRow
    {
        public string Campaign { get; init; } = "";
        public string Organisation { get; init; } = "";
        public CampaignStage Stage { get; init; }
        public string FromDay { get; init; } = "";
    }

    private sealed class ExemptionRow
    {
        public Guid Id { get; init; }
        public string Campaign { get; init; } = "";
        public Guid? AccountId { get; init; }
        public Guid? OrganisationId { get; init; }
        public string Reason { get; init; } = "";
        public string UntilDay { get; init; } = "";
    }

    private sealed class ProgressRow
    {
        public string Day { get; init; } = "";
        public long People { get; init; }
        public long Lacking { get; init; }
    }
}

/// <summary>How far a campaign had got on a day.</summary>
internal sealed record Progress(DateOnly Day, long People, long Lacking)
{
    public long Done => People - Lacking;

    public int Percent => People == 0 ? 100 : (int)(Done * 100 / People);
}
