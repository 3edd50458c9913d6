using CareMail.Storage;

namespace CareMail.Identity.Tasks;

/// <summary>How many people of an organisation use their account, and how many of them lack something.</summary>
public sealed class LackCount
{
    public Guid OrganisationId { get; init; }
    public long People { get; init; }
    public long Lacking { get; init; }
}

/// <summary>Somebody who lacks something.</summary>
public sealed class LackingPerson
{
    public Guid Id { get; init; }
    public Guid OrganisationId { get; init; }
    public string UserName { get; init; } = "";
    public string DisplayName { get; init; } = "";
}

/// <summary>Who has not done what a campaign asks for. Only accounts in use count: new ones do every task anyway.</summary>
public sealed class TaskCensus
{
    private readonly Database _database;
    private readonly UsePolicies _policies;
    private readonly TimeProvider _time;

    internal TaskCensus(Database database, UsePolicies policies, TimeProvider time) =>
        (_database, _policies, _time) = (database, policies, time);

    /// <param name="role">Only who has one of these roles; null: everybody.</param>
    /// <param name="task">What is lacked.</param>
    /// <param name="ct">Gives up.</param>
    public Task<IReadOnlyList<LackCount>> CountAsync(
        DueTask task,
        IReadOnlyCollection<Access.Role> role,
        CancellationToken ct = default
    ) =>
        _database.QueryAsync<LackCount>(
            $"""
            SELECT a.organisation_id AS OrganisationId, count(*) AS People,
                sum(CASE WHEN {Lacks(task)} THEN 1 ELSE 0 END) AS Lacking
            FROM identity_account a WHERE {InUse} {OfRole(role)} GROUP BY a.organisation_id
            """,
            Values(),
            ct
        );

    /// <summary>Some of those who lack it, in the order of their ids.</summary>
    public Task<IReadOnlyList<LackingPerson>> LackingAsync(
        DueTask task,
        Guid after,
        int most,
        CancellationToken ct = default
    ) =>
        _database.QueryAsync<LackingPerson>(
            $"""
            SELECT a.id AS Id, a.organisation_id AS OrganisationId, a.user_name AS UserName, a.display_name AS DisplayName
            FROM identity_account a WHERE {InUse} AND {Lacks(task)} AND a.id > @after ORDER BY a.id LIMIT @most
            """,
            new
            {
                after,
                most,
                policy = Policy,
                active = AccountState.Active,
            },
            ct
        );

    /// <summary>Some of those of these organisations who lack it, by name.</summary>
    public Task<IReadOnlyList<LackingPerson>> LackingOfAsync(
        DueTask task,
        IReadOnlyCollection<Guid> organisations,
        int most,
        CancellationToken ct = default
    ) =>
        _database.QueryAsync<LackingPerson>(
            $"""
            SELECT a.id AS Id, a.organisation_id AS OrganisationId, a.user_name AS UserName, a.display_name AS DisplayName
            FROM identity_account a
            WHERE {InUse} AND {Lacks(task)} AND {SqlIds.In(_database.Engine, "a.organisation_id", "@list")}
            ORDER BY a.display_name, a.id LIMIT @most
            """,
            new
            {
                list = SqlIds.List(_database.Engine, organisations),
                most,
                policy = Policy,
                active = AccountState.Active,
            },
            ct
        );

    private const string InUse = "a.state = @active AND a.opened IS NOT NULL";

    private long Policy => _policies.InForce(_time.GetUtcNow()).Version;

    private object Values() => new { active = AccountState.Active, policy = Policy };

    private static string Lacks(DueTask task) =>
        task switch
        {
            DueTask.AccountSecret => "a.secret_set IS NULL",
            DueTask.AcceptPolicy => "(a.policy_version IS NULL OR a.policy_version < @policy)",
            DueTask.SecondFactor =>
                "((a.authenticator IS NULL AND NOT EXISTS (SELECT 1 FROM identity_passkey k WHERE k.account_id = a.id)) OR a.codes_kept IS NULL)",
            _ => throw new ArgumentOutOfRangeException(nameof(task), task, "No campaign asks for this."),
        };

    // Numbers of an enumeration of ours, never typed by anybody.
    private static string OfRole(IReadOnlyCollection<Access.Role> roles) =>
        roles.Count == 0
            ? ""
            : $"AND EXISTS (SELECT 1 FROM identity_role r WHERE r.account_id = a.id AND r.role IN ({string.Join(',', roles.Select(r => ((int)r).ToString(System.Globalization.CultureInfo.InvariantCulture)))}))";
}
