using System.Globalization;
using System.Text;
using CareMail.Hosting;

namespace CareMail.Demo;

/// <summary>What the console says: that this is a demo, and how to get in.</summary>
internal static class DemoGreeting
{
    public static string Text(CareMailSettings settings, DateTimeOffset now)
    {
        var people = SignInFile.Read(DemoPeople.FileOf(settings));
        var home = settings.Url.ToString().TrimEnd('/');
        var text = new StringBuilder();
        text.AppendLine("=====================================================================================");
        text.AppendLine("  THIS IS A DEMO. Everybody in it is invented, and every password is public.");
        text.AppendLine("  Never put real mail or real people here.");
        text.AppendLine("=====================================================================================");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  In it, it is {now:yyyy-MM-dd HH:mm} UTC. Move its clock at {home}/demo"
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  Open       {home}   (by this name: passkeys do not work on 127.0.0.1)"
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  Codes      {home}/demo   shows everybody's authenticator code, live"
        );
        text.AppendLine(CultureInfo.InvariantCulture, $"  Mail out   {home}/demo/outbox   what left the service");
        text.AppendLine(CultureInfo.InvariantCulture, $"  Everything {DemoPeople.FileOf(settings)}");
        text.AppendLine();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"  {"name", -20} {"role", -14} {"sign in as", -38} {"password", -26} organisation"
        );
        foreach (var person in people)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {person.Name, -20} {person.Role, -14} {person.Email, -38} {person.Password, -26} {person.Organisation}"
            );
        }

        return text.ToString();
    }
}
