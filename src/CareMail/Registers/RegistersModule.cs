using CareMail.Access;
using CareMail.Audit;
using CareMail.Registers.Importing;
using CareMail.Storage;
using CareMail.Web;

namespace CareMail.Registers;

/// <summary>
/// The public registers of care providers, with history: what ODS, CQC and the toolkit publish, read from their files
/// (<c>Reading</c>), compared with what is here and switched over (<c>Importing</c>). <see cref="RegisterReader"/> answers
/// as of a day; <see cref="PlaceSearch"/> finds a home; <see cref="ContactRegister"/> keeps what is personal apart.
/// </summary>
public static class RegistersModule
{
    public static IServiceCollection AddRegisters(this IServiceCollection services)
    {
        services.AddSingleton<RegisterLimits>();
        services.AddSingleton<ContactKeys>();
        services.AddSingleton<ImportTable>();
        services.AddSingleton<RowStore>();
        services.AddSingleton(s => new ImportRegisters(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<Leases>(),
            s.GetRequiredService<ImportTable>(),
            s.GetRequiredService<RowStore>(),
            s.GetRequiredService<ContactKeys>(),
            s.GetRequiredService<AuditTrail>(),
            s.GetRequiredService<RegisterLimits>(),
            s.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(s => new ImportHistory(
            s.GetRequiredService<ImportTable>(),
            s.GetRequiredService<Database>(),
            s.GetRequiredService<ImportRegisters>()
        ));
        services.AddSingleton<RegisterReader>();
        services.AddSingleton<PlaceSearch>();
        services.AddSingleton<AccreditedDomains>();
        services.AddSingleton(s => new ContactRegister(
            s.GetRequiredService<Database>(),
            s.GetRequiredService<ContactKeys>()
        ));
        services.AddStaffPage("Registers", "/registers", Act.ImportRegisters, place: 50);
        return services;
    }
}
