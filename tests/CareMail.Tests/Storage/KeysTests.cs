using System.Security.Cryptography;
using System.Text;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Storage;

public class KeysTests(TestStores stores) : IClassFixture<TestStores>
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_wrapped_key_unwraps_for_its_organisation_only(Engine engine)
    {
        var keys = (await stores.OnAsync(engine)).Keys;
        var (hospital, home) = (Ids.New(), Ids.New());
        var key = MessageKey.New();

        var wrapped = await keys.WrapAsync(hospital, key);
        await keys.WrapAsync(home, MessageKey.New());

        Assert.Equal(key.Bytes.ToArray(), (await keys.UnwrapAsync(hospital, wrapped)).Bytes.ToArray());
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await keys.UnwrapAsync(home, wrapped));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_wrapped_in_a_transaction_that_fails_leaves_no_organisation_key_behind(Engine engine)
    {
        var store = await stores.OnAsync(engine);
        var organisation = Ids.New();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            store.Database.WriteAsync(async tx =>
            {
                await store.Keys.WrapAsync(tx, organisation, MessageKey.New());
                throw new InvalidOperationException();
            })
        );
        var key = MessageKey.New();
        var wrapped = await store.Database.WriteAsync(async tx => await store.Keys.WrapAsync(tx, organisation, key));

        Assert.Equal(key.Bytes.ToArray(), (await store.Keys.UnwrapAsync(organisation, wrapped)).Bytes.ToArray());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Another_start_of_the_program_unwraps_the_same_keys(Engine engine)
    {
        var store = await stores.OnAsync(engine);
        var organisation = Ids.New();
        var key = MessageKey.New();
        var wrapped = await store.Keys.WrapAsync(organisation, key);

        var later = new OrganisationKeys(store.Database, MasterKey.Load(store.Options), TimeProvider.System);

        Assert.Equal(key.Bytes.ToArray(), (await later.UnwrapAsync(organisation, wrapped)).Bytes.ToArray());
    }

    [Fact]
    public void The_master_key_file_is_for_its_owner_only_and_stays_the_same()
    {
        var options = new StorageOptions { DataFolder = TestFolder.Make() };

        var first = MasterKey.Load(options);
        var second = MasterKey.Load(options);

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(options.DataFolder, "master.key"))
        );
    }

    [Fact]
    public void A_master_key_may_come_from_the_environment()
    {
        var bytes = RandomNumberGenerator.GetBytes(32);
        var options = new StorageOptions
        {
            DataFolder = "/nowhere",
            MasterKey = "base64:" + Convert.ToBase64String(bytes),
        };

        Assert.Equal(MasterKey.Load(options).Derive("one"), MasterKey.Load(options).Derive("one"));
        Assert.NotEqual(MasterKey.Load(options).Derive("one"), MasterKey.Load(options).Derive("two"));
    }

    [Fact]
    public void A_secret_for_a_purpose_is_the_standard_derivation()
    {
        // RFC 5869 §2.3, one block: HMAC(key, info | 0x01).
        var key = RandomNumberGenerator.GetBytes(32);
        var options = new StorageOptions
        {
            DataFolder = "/nowhere",
            MasterKey = "base64:" + Convert.ToBase64String(key),
        };

        var expected = HMACSHA256.HashData(key, (byte[])[.. Encoding.ASCII.GetBytes("caremail/audit"), 1]);

        Assert.Equal(expected, MasterKey.Load(options).Derive("audit"));
    }
}
