using CareMail.Outbound;

namespace CareMail.Tests.Outbound;

/// <summary>Design §4: which way each recipient's copy goes.</summary>
public class RoutingTests
{
    private static readonly RoutingFacts Outside = new() { HasRelay = true, IsRelaySecure = true };

    [Fact]
    public void Our_own_domain_never_leaves() =>
        AssertRoute(
            MailRoute.Internal,
            Outside with
            {
                IsOwnDomain = true,
                IsSecureAsked = true,
                HasPersonalData = true,
            }
        );

    [Fact]
    public void A_secure_domain_needs_no_marking_and_takes_personal_data() =>
        AssertRoute(
            MailRoute.Secure,
            Outside with
            {
                IsSecureDomain = true,
                IsSecureAsked = true,
                HasPersonalData = true,
            }
        );

    [Fact]
    public void Without_a_relay_that_promises_security_mail_for_a_secure_domain_comes_back() =>
        AssertReturned(ReturnReason.RelayNotSecure, Outside with { IsSecureDomain = true, IsRelaySecure = false });

    [Fact]
    public void What_was_to_be_secure_never_goes_out_ordinarily()
    {
        AssertReturned(ReturnReason.SecureAsked, Outside with { IsSecureAsked = true });
        AssertReturned(ReturnReason.PersonalData, Outside with { HasPersonalData = true });
    }

    [Fact]
    public void Ordinary_mail_needs_a_relay()
    {
        AssertRoute(MailRoute.Ordinary, Outside);
        AssertReturned(ReturnReason.NoRelay, Outside with { HasRelay = false });
        AssertReturned(ReturnReason.NoRelay, Outside with { HasRelay = false, IsSecureDomain = true });
    }

    [Theory]
    [InlineData("999 077 7713", true)]
    [InlineData("9990777713", true)]
    [InlineData("999-077-7713", true)]
    [InlineData("NHS no. 999\u00a0077\u00a07713.", true)]
    [InlineData("x9990777713x", true)]
    [InlineData("999 077 7715", false)]
    [InlineData("99907777131", false)]
    [InlineData("0000000000", false)]
    [InlineData("9990 777 714", false)]
    [InlineData("+44 7700 900123", false)]
    [InlineData("07700 900123", false)]
    [InlineData("tel. 01632 960 001, room 7", false)]
    [InlineData("", false)]
    public void A_valid_nhs_number_is_found_and_a_telephone_number_is_none(string text, bool expected) =>
        Assert.Equal(expected, NhsNumbers.AreIn(text));

    [Fact]
    public void A_secure_domain_counts_by_name_or_below_it_and_between_its_dates()
    {
        var now = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
        var exact = new SecureDomain { Domain = "nhs.net", ValidFrom = now.AddDays(-1) };
        var suffix = exact with { Domain = "gov.uk", Suffix = true, ValidUntil = now.AddDays(1) };

        Assert.True(exact.Covers("NHS.net", now));
        Assert.False(exact.Covers("mail.nhs.net", now));
        Assert.True(suffix.Covers("leeds.gov.uk", now));
        Assert.True(suffix.Covers("gov.uk", now));
        Assert.False(suffix.Covers("evilgov.uk", now));
        Assert.False(suffix.Covers("leeds.gov.uk", now.AddDays(1)));
        Assert.False((exact with { ValidFrom = null }).Covers("nhs.net", now));
        Assert.False(exact.Covers("nhs.net", now.AddDays(-2)));
    }

    [Fact]
    public void Retries_wait_twice_as_long_each_time_up_to_an_hour()
    {
        var waits = Enumerable.Range(1, 9).Select(n => RetryRules.Wait(n, OutboundLimits.Default).TotalMinutes);

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60, 60], waits);
    }

    private static void AssertRoute(MailRoute route, RoutingFacts facts) =>
        Assert.Equal((route, ReturnReason.None), MailRouting.Decide(facts));

    private static void AssertReturned(ReturnReason reason, RoutingFacts facts) =>
        Assert.Equal((MailRoute.Returned, reason), MailRouting.Decide(facts));
}
