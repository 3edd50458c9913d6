using System.CommandLine;
using CareMail.Access;
using CareMail.Hosting;

namespace CareMail.Operations;

/// <summary>The words of the admin verbs that several of them share. No secret is ever one of them: arguments are seen by others.</summary>
internal static class AdminOptions
{
    public static Option<string> Text(string name, string says) => new(name) { Required = true, Description = says };

    public static Option<string?> Perhaps(string name, string says) => new(name) { Description = says };

    public static Option<string[]> Many(string name, string says) =>
        new(name)
        {
            Description = says,
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };

    public static Argument<string> Person() => new("address") { Description = "The person’s e-mail address." };

    public static Option<string> Reason() => Text("--reason", "Why: it is kept in the audit trail.");

    public static Option<string> Ods() => Text("--ods", "The organisation’s ODS code.");

    public static T With<T>(this T command, params ReadOnlySpan<Symbol> symbols)
        where T : Command
    {
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    command.Add(argument);
                    break;
                case Option option:
                    command.Add(option);
                    break;
                case Command child:
                    command.Add(child);
                    break;
            }
        }

        return command;
    }

    public static Role RoleOf(string spelled) =>
        RoleNames.Read(spelled)
        ?? throw new RefusedException(
            $"There is no role {spelled}. Roles: {string.Join(' ', Enum.GetValues<Role>().Select(r => r.Spell()))}."
        );
}
