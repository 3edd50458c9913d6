using System.CommandLine;
using CareMail.Hosting;
using CareMail.Organisations;

namespace CareMail.Operations;

/// <summary><c>caremail admin organisation …</c></summary>
internal static class AdminOrganisations
{
    private static readonly Dictionary<string, OrganisationKind> Kinds = new(StringComparer.Ordinal)
    {
        ["care_provider"] = OrganisationKind.CareProvider,
        ["care_site"] = OrganisationKind.CareSite,
        ["hospital"] = OrganisationKind.Hospital,
        ["general_practice"] = OrganisationKind.GeneralPractice,
        ["association"] = OrganisationKind.Association,
        ["sponsor"] = OrganisationKind.Sponsor,
        ["authority"] = OrganisationKind.Authority,
        ["other"] = OrganisationKind.Other,
    };

    public static Command Build(Func<WebApplication> build) =>
        new Command("organisation", "Organisations of the service.").With(Add(build), List(build));

    private static Command Add(Func<WebApplication> build)
    {
        var ods = AdminOptions.Ods();
        var name = AdminOptions.Text("--name", "Its name.");
        var kind = AdminOptions.Text("--kind", "One of: " + string.Join(' ', Kinds.Keys));
        var town = AdminOptions.Text("--town", "Its town.");
        var above = AdminOptions.Perhaps("--headquarters", "The ODS code of the organisation above it.");
        var reason = AdminOptions.Reason();
        var command = new Command("add", "Take an organisation in.").With(ods, name, kind, town, above, reason);
        AdminSession.Set(
            command,
            build,
            async (admin, words) =>
            {
                var wanted = new NewOrganisation(
                    words.GetRequiredValue(ods),
                    words.GetRequiredValue(name),
                    KindOf(words.GetRequiredValue(kind)),
                    words.GetRequiredValue(town)
                )
                {
                    HeadquartersId = words.GetValue(above) is { } code
                        ? (await admin.OrganisationAsync(code)).Id
                        : null,
                };
                var made = AdminSession.Done(
                    await admin
                        .Get<CreateOrganisation>()
                        .RunAsync(admin.Operator, wanted, words.GetRequiredValue(reason))
                );
                await admin.Output.WriteLineAsync($"{made.Ods} {made.Place}");
            }
        );
        return command;
    }

    private static Command List(Func<WebApplication> build)
    {
        var command = new Command("list", "All organisations.");
        AdminSession.Set(
            command,
            build,
            async (admin, _) =>
            {
                foreach (var organisation in await admin.Get<OrganisationTable>().ListAsync())
                {
                    await admin.Output.WriteLineAsync(
                        $"{organisation.Ods, -9} {Spell(organisation.Kind), -16} {organisation.Place}"
                    );
                }
            }
        );
        return command;
    }

    private static OrganisationKind KindOf(string spelled) =>
        Kinds.TryGetValue(spelled, out var kind)
            ? kind
            : throw new RefusedException($"There is no kind {spelled}. Kinds: {string.Join(' ', Kinds.Keys)}.");

    private static string Spell(OrganisationKind kind) => Kinds.Single(k => k.Value == kind).Key;
}
