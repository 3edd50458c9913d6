namespace CareMail.AddressBook;

public static class AddressBookModule
{
    public static IServiceCollection AddAddressBook(this IServiceCollection services) =>
        services.AddSingleton<Addresses>();
}
