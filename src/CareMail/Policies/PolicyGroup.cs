namespace CareMail.Policies;

/// <summary>The settings of one subject, in the order in which they are shown, and the rows the program comes with.</summary>
/// <param name="Title">As the page of the policy calls the subject: "Who may join".</param>
public sealed record PolicyGroup(string Title, IReadOnlyList<PolicySetting> Settings, IReadOnlyList<PolicyRow> Seeds);

/// <summary>Every setting of the service, subject by subject.</summary>
public sealed class PolicyCatalogue
{
    private readonly Dictionary<string, PolicySetting> _settings;

    public PolicyCatalogue(IEnumerable<PolicyGroup> groups)
    {
        Groups = [.. groups];
        _settings = Groups.SelectMany(group => group.Settings).ToDictionary(setting => setting.Key);
    }

    public IReadOnlyList<PolicyGroup> Groups { get; }

    public PolicySetting? Find(string key) => _settings.GetValueOrDefault(key);

    internal IEnumerable<PolicyRow> Seeds => Groups.SelectMany(group => group.Seeds);
}
