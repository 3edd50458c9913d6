using CareMail.Identity;
using CareMail.Identity.Devices;
using CareMail.Tests.Support;

namespace CareMail.Tests.Identity;

public class MailAttemptsTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void Ten_different_wrong_passwords_end_the_tries_of_that_name_at_that_network_for_a_while()
    {
        var attempts = new MailAttempts(new IdentityLimits(), _clock);
        for (var i = 0; i < 10; i++)
        {
            Assert.True(attempts.MayTry("ife", "192.0.2.1"));
            attempts.Wrong("ife", "192.0.2.1", Password(i));
        }

        Assert.False(attempts.MayTry("ife", "192.0.2.1"));
        Assert.True(attempts.MayTry("ife", "198.51.100.7"));
        Assert.True(attempts.MayTry("sam", "192.0.2.1"));
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.True(attempts.MayTry("ife", "192.0.2.1"));
    }

    [Fact]
    public void A_phone_that_repeats_an_old_password_is_not_guessing()
    {
        var attempts = new MailAttempts(new IdentityLimits(), _clock);
        for (var i = 0; i < 1000; i++)
        {
            attempts.Wrong("ife", "192.0.2.1", Password(7));
        }

        Assert.True(attempts.MayTry("ife", "192.0.2.1"));
    }

    [Fact]
    public void One_network_that_tries_many_names_is_stopped_for_all()
    {
        var attempts = new MailAttempts(new IdentityLimits(), _clock);
        for (var i = 0; i < 200; i++)
        {
            attempts.Wrong($"name {i}", "192.0.2.1", Password(i));
        }

        Assert.False(attempts.MayTry("somebody", "192.0.2.1"));
        Assert.True(attempts.MayTry("somebody", "192.0.2.2"));
    }

    [Fact]
    public void What_is_remembered_has_a_bound()
    {
        var attempts = new MailAttempts(new IdentityLimits { MailMemory = 100 }, _clock);
        for (var i = 0; i < 10_000; i++)
        {
            attempts.Wrong($"name {i}", $"network {i}", Password(i));
        }

        Assert.InRange(attempts.Remembered, 1, 100);
    }

    private static byte[] Password(int i) => BitConverter.GetBytes((long)i);
}
