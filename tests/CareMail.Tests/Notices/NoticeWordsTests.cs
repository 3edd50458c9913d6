using CareMail.Notices;

namespace CareMail.Tests.Notices;

public class NoticeWordsTests
{
    private static readonly Dictionary<string, string> Values = new()
    {
        ["home"] = "Wethergarth Lodge",
        ["reference"] = "A-7K4M2Q",
        ["code"] = "482913",
        ["minutes"] = "10",
        ["helpdesk"] = "01632 960100",
        ["password"] = "qkzt-29fm-hwxa-77cd-prs4",
        ["username"] = "gwen.ashdown@caremail.example",
        ["name"] = "Gwen Ashdown",
        ["link"] = "https://care.example/join/back/abc",
        ["until"] = "20 December 2026",
        ["words"] = "CQC and ODS name different owners.",
        ["mailbox"] = "care.vz05a@caremail.example",
        ["right"] = "an owner",
        ["ods"] = "VZ05A",
        ["ending"] = "118",
        ["subject"] = "Choose an Account Secret",
        ["list"] = "Night staff",
        ["address"] = "kit.rowe@caremail.example",
        ["from"] = "1 December 2026",
        ["reason"] = "It is for the day staff.",
        ["sentence"] = "You are a member now.",
        ["left"] = "in 18 days",
        ["day"] = "20 September 2026",
        ["since"] = "Monday 14 September",
        ["what"] = "will be deleted",
        ["help"] = "Sign in once and it goes on.",
        ["browser"] = "Samsung Internet on Android",
        ["done"] = "unlocked",
        ["delegate"] = "Kit Rowe",
        ["place"] = "Wethergarth Lodge",
        ["answer"] = "Wethergarth Lodge agrees: your CareMail account is deleted on 20 December 2026.",
        ["why"] = "You can take it back until then.",
    };

    public static TheoryData<NoticeKind> Kinds => [.. Enum.GetValues<NoticeKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void Every_notice_has_words(NoticeKind kind)
    {
        var (subject, body) = NoticeWords.Write(kind, Values);

        Assert.Equal(NoticeWords.ChannelOf(kind) is NoticeChannel.Text, subject.Length == 0);
        Assert.Contains("CareMail", body, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_text_message_fits_into_three_parts_and_holds_no_link(NoticeKind kind)
    {
        var body = NoticeWords.Write(kind, Values).Body;
        if (NoticeWords.ChannelOf(kind) is NoticeChannel.Text)
        {
            // 3GPP TS 23.038: three joined parts have 153 characters each.
            Assert.True(body.Length <= 3 * 153, body);
            Assert.DoesNotContain("://", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void User_name_and_password_never_travel_together()
    {
        Assert.DoesNotContain(
            Values["username"],
            NoticeWords.Write(NoticeKind.TemporaryPassword, Values).Body,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            Values["password"],
            NoticeWords.Write(NoticeKind.UserName, Values).Body,
            StringComparison.Ordinal
        );
    }
}
