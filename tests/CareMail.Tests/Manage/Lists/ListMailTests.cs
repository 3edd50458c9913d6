using CareMail.AddressBook.Lists;
using CareMail.Delivery;
using CareMail.Mailboxes;
using CareMail.Manage.Lists;
using CareMail.Storage;
using CareMail.Tests.Support;

namespace CareMail.Tests.Manage.Lists;

/// <summary>What becomes of mail to a list, from the wire to the inboxes: RFC 2919, RFC 2369 and RFC 3463 §3.8.</summary>
public sealed class ListMailTests
{
    private const string Ok = "250 2.1.5 OK";
    private const string NotForYou = "550 5.7.2 You may not write to this list. Ask its owners";
    private const string Large = "550 5.7.2 This list is large: only senders its owners have named may write to it";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_list_of_six_hundred_is_written_to_by_named_senders_only(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var boxes = await world.MailboxesAsync(600);
        var list = await world.ListAsync([.. boxes.Select(box => box.Address)]);

        await world.SubmitAsync(world.Home.Carer, Large, list.Address);
        await world.SubmitAsync(world.Home.Nurse, Large, list.Address);
        TestPeople.Done(await world.Managed.AddSenderAsync(world.Nurse, list.Id, world.Home.Nurse.Address));
        await world.SubmitAsync(world.Home.Nurse, Ok, list.Address);

        foreach (var (id, _) in boxes)
        {
            Assert.Single(await world.InboxAsync(id));
        }

        var copy = (await world.InboxAsync(boxes[0].Id))[0];
        var local = list.EmailAddress.LocalPart;
        Assert.StartsWith(
            $"List-Id: <{local}.caremail.example>\r\nList-Post: <mailto:{local}@caremail.example>\r\nPrecedence: list\r\nReceived: ",
            copy,
            StringComparison.Ordinal
        );
        Assert.Contains("\r\nAuto-Submitted: no\r\n", copy, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_lists_in_each_other_and_a_name_beside_them_make_one_copy_each(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var boxes = await world.MailboxesAsync(2);
        var first = await world.ListAsync(boxes[0].Address, world.Home.Carer.Address);
        var second = await world.ListAsync(boxes[0].Address, boxes[1].Address, first.Address);
        TestPeople.Done(await world.Managed.AddAsync(world.Nurse, first.Id, second.Address));

        await world.SubmitAsync(world.Home.Nurse, Ok, first.Address, second.Address, world.Home.Carer.Address);

        Assert.Single(await world.InboxAsync(boxes[0].Id));
        Assert.Single(await world.InboxAsync(boxes[1].Id));
        // Whoever is named beside the list gets the message as it was sent to them.
        var direct = Assert.Single(await world.InboxAsync(world.Home.Carer.MailboxId));
        Assert.DoesNotContain("List-Id", direct, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task From_outside_a_list_takes_nothing_unseen_and_passes_no_report_on(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var list = await world.ListAsync(world.Home.Carer.Address);
        await world.SetAsync(list, ListSenders.Service);

        await world.ArriveAsync("someone@other.example", NotForYou, list.Address);
        // An address of ours on the envelope proves nothing.
        await world.ArriveAsync(world.Home.Nurse.Address, NotForYou, list.Address);
        await world.ArriveAsync("", Ok, list.Address);
        await world.SetAsync(list, ListSenders.Service, ListOthers.EverybodyWaits);
        await world.ArriveAsync(world.Home.Nurse.Address, Ok, list.Address);

        Assert.Empty(await world.InboxAsync(world.Home.Carer.MailboxId));
        Assert.Single(await world.Get<ListApprovals>().ReturnedAsync(list.Id));
        var waiting = Assert.Single(await world.Get<ListApprovals>().OfAsync(list.Id));
        Assert.Null(waiting.Post.MailboxId);
        await world.Get<ListApprovals>().ClearAsync(list.Id);
        Assert.Empty(await world.Get<ListApprovals>().ReturnedAsync(list.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_waits_is_let_through_by_one_owner_once(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var box = (await world.MailboxesAsync(1))[0];
        var list = await world.ListAsync(box.Address);
        await world.SetAsync(list, ListSenders.Named, ListOthers.ColleaguesWait);

        await world.SubmitAsync(world.Home.Carer, Ok, list.Address);
        Assert.Empty(await world.InboxAsync(box.Id));
        var waiting = Assert.Single(await world.Get<ListApprovals>().OfAsync(list.Id));
        Assert.Equal((world.Home.Carer.Address, "Rota"), (waiting.From, waiting.Subject));
        Assert.Single(await world.NoticesAsync(world.Home.Carer.MailboxId, "waits for an owner"));
        Assert.Single(await world.NoticesAsync(world.Home.Nurse.MailboxId, "waits for you"));
        var decisions = world.Get<ListDecisions>();
        var carer = await ListWorld.ActorAsync(world.Home, world.Home.Carer);
        TestPeople.Refused(await decisions.ApproveAsync(carer, list.Id, waiting.Post.Id));

        var outcomes = await Task.WhenAll(
            decisions.ApproveAsync(world.Nurse, list.Id, waiting.Post.Id),
            decisions.ApproveAsync(world.Nurse, list.Id, waiting.Post.Id)
        );

        Assert.Single(outcomes, outcome => outcome.IsDone(out _, out _));
        Assert.Contains("List-Id", Assert.Single(await world.InboxAsync(box.Id)), StringComparison.Ordinal);
        Assert.Empty(await world.Get<ListApprovals>().OfAsync(list.Id));
        Assert.Empty(await world.Get<MailboxCheck>().FaultsAsync());
        Assert.Contains(
            await new TestPeople(world.Server.Services).ActsOnAsync(list.Id),
            act => act is { Act: "list.manage", NewValue: "let through" }
        );
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_not_let_through_goes_back_with_the_reason(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var box = (await world.MailboxesAsync(1))[0];
        var list = await world.ListAsync(box.Address);
        await world.SetAsync(list, ListSenders.Named, ListOthers.ColleaguesWait);
        await world.SubmitAsync(world.Home.Carer, Ok, list.Address);
        var waiting = Assert.Single(await world.Get<ListApprovals>().OfAsync(list.Id));
        var decisions = world.Get<ListDecisions>();

        TestPeople.Refused(await decisions.RefuseAsync(world.Nurse, list.Id, waiting.Post.Id, " "));
        TestPeople.Refused(await world.Managed.CloseAsync(world.Nurse, list.Id, "not needed"));
        TestPeople.Done(await decisions.RefuseAsync(world.Nurse, list.Id, waiting.Post.Id, "Ask the office first."));

        Assert.Single(await world.NoticesAsync(world.Home.Carer.MailboxId, "Ask the office first."));
        Assert.Empty(await world.InboxAsync(box.Id));
        Assert.Empty(await world.Get<ListApprovals>().OfAsync(list.Id));
        Assert.Empty(await world.Get<MailboxCheck>().FaultsAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Members_outside_are_written_to_by_the_list_and_failures_come_back_to_it(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var list = await world.ListAsync();
        TestPeople.Refused(await world.Managed.AddAsync(world.Nurse, list.Id, "family@home.example"));
        await world.SetAsync(list, ListSenders.Organisation, takesOutsiders: true);
        TestPeople.Done(await world.Managed.AddAsync(world.Nurse, list.Id, "Family <family@home.example>"));

        // Without a relay nothing leaves: the failure is the list's, not the sender's.
        await world.SubmitAsync(world.Home.Nurse, Ok, list.Address);

        var report = Assert.Single(await world.Get<ListApprovals>().ReturnedAsync(list.Id));
        Assert.Contains("Rota", report.Subject, StringComparison.Ordinal);
        Assert.Empty(await world.InboxAsync(world.Home.Nurse.MailboxId));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_closed_list_takes_no_mail_and_its_address_is_nobodys(Engine engine)
    {
        await using var world = await ListWorld.OnAsync(engine);
        var list = await world.ListAsync(world.Home.Carer.Address);

        TestPeople.Done(await world.Managed.CloseAsync(world.Nurse, list.Id, "not needed"));

        await world.SubmitAsync(world.Home.Nurse, "550 5.1.1 No such mailbox here", list.Address);
        TestPeople.Refused(
            await world.Managed.CreateAsync(
                world.Nurse,
                new NewList(world.Home.OrganisationId, list.EmailAddress.LocalPart, "Again")
            )
        );
        Assert.Null(await world.Managed.FindAsync(world.Nurse, list.Id));
    }
}
