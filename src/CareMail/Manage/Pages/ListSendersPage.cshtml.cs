using System.Globalization;
using CareMail.Access;
using CareMail.AddressBook.Lists;
using CareMail.Manage.Lists;
using CareMail.Web;
using Microsoft.AspNetCore.Mvc;

namespace CareMail.Manage.Pages;

/// <summary>Who may write to a list, what becomes of mail of others, and how people become members.</summary>
[Allows(Act.ManageList)]
internal sealed class ListSendersModel(ManagedLists managed, MailingLists lists) : ListPageModel(managed)
{
    public static IReadOnlyList<RadioOption> SenderOptions { get; } =
    [.. Enum.GetValues<ListSenders>().Select(one => new RadioOption(Spell((int)one), ListWords.Of(one)))];

    public static IReadOnlyList<RadioOption> OtherOptions { get; } =
    [.. Enum.GetValues<ListOthers>().Select(one => new RadioOption(Spell((int)one), ListWords.Of(one)))];

    public static IReadOnlyList<RadioOption> JoiningOptions { get; } =
    [.. Enum.GetValues<ListJoining>().Select(one => new RadioOption(Spell((int)one), ListWords.Of(one)))];

    public IReadOnlyList<ListPerson> Named { get; private set; } = [];

    [BindProperty]
    public string? Senders { get; set; }

    [BindProperty]
    public string? Others { get; set; }

    [BindProperty]
    public string? Joining { get; set; }

    [BindProperty]
    public bool TakesOutsiders { get; set; }

    [BindProperty]
    public string? Description { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid list, CancellationToken ct)
    {
        if (!await LoadAsync(list, ct))
        {
            return NotFound();
        }

        Fill();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid list, CancellationToken ct)
    {
        if (!await LoadAsync(list, ct))
        {
            return NotFound();
        }

        if (Read<ListSenders>(Senders) is not { } senders)
        {
            return Refused(new Refusal("Choose who may write to it", nameof(Senders)));
        }

        if (Read<ListOthers>(Others) is not { } others)
        {
            return Refused(new Refusal("Choose what becomes of other mail", nameof(Others)));
        }

        var settings = new ListSettings(
            Description ?? "",
            senders,
            others,
            Read<ListJoining>(Joining) ?? List.Joining,
            !List.HasRule && TakesOutsiders
        );
        if (!(await Managed.ChangeAsync(Actor, list, settings, ct)).IsDone(out _, out var no))
        {
            return Refused(no);
        }

        Said = "It is changed, and counts from now on.";
        return Redirect($"/manage/lists/{list}");
    }

    public Task<IActionResult> OnPostAddAsync(Guid list, CancellationToken ct) =>
        DoAsync(list, () => Managed.AddSenderAsync(Actor, list, Address ?? "", ct), "They may write to it.", ct);

    public Task<IActionResult> OnPostRemoveAsync(Guid list, [FromForm] Guid id, CancellationToken ct) =>
        DoAsync(list, () => Managed.RemoveSenderAsync(Actor, list, id, ct), "They are no named sender any more.", ct);

    private async Task<IActionResult> DoAsync(
        Guid list,
        Func<Task<Outcome<MailingList>>> act,
        string done,
        CancellationToken ct
    )
    {
        if (!await LoadAsync(list, ct))
        {
            return NotFound();
        }

        if (!(await act()).IsDone(out _, out var no))
        {
            Fill();
            return Refused(no);
        }

        Said = done;
        return Redirect($"/manage/lists/{list}/senders");
    }

    private void Fill()
    {
        (Senders, Others, Joining) = (Spell((int)List.Senders), Spell((int)List.Others), Spell((int)List.Joining));
        (TakesOutsiders, Description) = (List.TakesOutsiders, List.Description);
    }

    private async Task<bool> LoadAsync(Guid list, CancellationToken ct)
    {
        if (!await FindAsync(list, ct))
        {
            return false;
        }

        Named = await lists.SendersAsync(list, ct);
        return true;
    }

    private static string Spell(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static T? Read<T>(string? typed)
        where T : struct, Enum =>
        int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && Enum.IsDefined(typeof(T), number)
            ? (T)Enum.ToObject(typeof(T), number)
            : null;
}
