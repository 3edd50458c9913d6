using CareMail.AddressBook;
using CareMail.Manage;
using CareMail.Organisations;
using CareMail.Registers;

namespace CareMail.Providers;

/// <summary>Everything there is to find, on a moment: who is listed, and which sites the registers know besides.</summary>
internal sealed class BookPage(IReadOnlyList<Provider> listed, IReadOnlyList<KnownSite> known)
{
    private readonly ILookup<string, KnownSite> _byName = known.ToLookup(s => RegisterNames.Key(s.Name));
    private readonly ILookup<string, KnownSite> _byPostcode = known.ToLookup(s =>
        RegisterNames.PostcodeKey(s.Postcode)
    );
    private readonly Dictionary<string, KnownSite> _byCode = known
        .DistinctBy(s => s.Ods)
        .ToDictionary(s => s.Ods, StringComparer.Ordinal);
    private readonly ILookup<string, Provider> _listedByCode = listed.ToLookup(p => p.Ods);

    public IReadOnlyList<Provider> Listed => listed;

    public IReadOnlyList<Provider> ListedUnder(string ods) => [.. _listedByCode[ods]];

    public KnownSite? ByCode(string code) => _byCode.GetValueOrDefault(code);

    public IReadOnlyList<KnownSite> ByPostcode(string key) => [.. _byPostcode[key]];

    public IReadOnlyList<KnownSite> ByName(string key) => [.. _byName[key]];
}

/// <summary>
/// The list in memory: a search looks at all of it and asks no database. It is at most half a minute old; a consent
/// given or taken back in this process counts at once.
/// </summary>
internal sealed class ProviderBook(
    Listings listings,
    OrganisationTable organisations,
    RegisterReader registers,
    Addresses addresses,
    OpenAlarms alarms,
    Postcodes postcodes,
    TimeProvider time
) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _one = new(1);
    private (string Edition, IReadOnlyList<KnownSite> Sites) _known = ("", []);
    private (BookPage Page, DateTimeOffset Made, int Changes)? _last;

    public async Task<BookPage> OpenAsync(CancellationToken ct)
    {
        if (Current() is { } page)
        {
            return page;
        }

        await _one.WaitAsync(ct);
        try
        {
            return Current() ?? await MakeAsync(ct);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private BookPage? Current() =>
        _last is { } last && last.Changes == listings.Changes && time.GetUtcNow() - last.Made < Fresh
            ? last.Page
            : null;

    private async Task<BookPage> MakeAsync(CancellationToken ct)
    {
        var (changes, now) = (listings.Changes, time.GetUtcNow());
        var open = await listings.AllAsync(ct);
        var places = (
            await organisations.FindAsync([.. open.Select(l => l.OrganisationId).Distinct()], ct)
        ).ToDictionary(o => o.Id);
        var known = await KnownAsync(places.Values, ct);
        var emails = await addresses.OfMailboxesAsync([.. open.Select(l => l.MailboxId)], ct);
        var accepting = (await addresses.ResolveAsync([.. emails.Values], ct))
            .Values.Where(r => r.State is RecipientState.Accepts)
            .Select(r => r.MailboxId)
            .ToHashSet();
        var waiting = await alarms.MailboxesAsync(ct);
        var byCode = known.DistinctBy(s => s.Ods).ToDictionary(s => s.Ods, StringComparer.Ordinal);
        var at = await postcodes.FindAsync(
            places.Values.Select(o => RegisterNames.PostcodeKey(byCode[o.Ods].Postcode)),
            ct
        );
        Provider[] listed =
        [
            .. open.Where(l => accepting.Contains(l.MailboxId) && places.ContainsKey(l.OrganisationId))
                .Select(l => (Listing: l, Site: byCode[places[l.OrganisationId].Ods]))
                .Select(l =>
                    new Provider
                    {
                        Ods = l.Site.Ods,
                        Name = l.Site.Name,
                        Town = l.Site.Town,
                        Postcode = l.Site.Postcode,
                        Council = l.Site.Council,
                        Board = l.Site.Board,
                        Services = l.Site.Services,
                        Email = emails[l.Listing.MailboxId].ToString(),
                        Verified = l.Listing.ConfirmedAt,
                        IsWatched = !waiting.Contains(l.Listing.MailboxId),
                        At = at.TryGetValue(RegisterNames.PostcodeKey(l.Site.Postcode), out var there) ? there : null,
                    }.Searchable()
                )
                .OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(p => p.Email, StringComparer.Ordinal),
        ];
        var page = new BookPage(listed, known);
        _last = (page, now, changes);
        return page;
    }

    /// <summary>The sites open today, and whoever is listed and in no register.</summary>
    private async Task<IReadOnlyList<KnownSite>> KnownAsync(IEnumerable<Organisation> here, CancellationToken ct)
    {
        var today = RegisterDays.Today(time);
        var edition = $"{today:O} {await registers.EditionAsync(today, ct)}";
        if (_known.Edition != edition)
        {
            var records = await registers.EverythingAsync(today, ct);
            _known = (
                edition,
                [
                    .. records
                        .OdsCodes.Select(records.Site)
                        .OfType<OdsRow>()
                        .Where(site => site.IsOpen(today))
                        .Select(site => Of(site, records)),
                ]
            );
        }

        var codes = _known.Sites.Select(s => s.Ods).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _known.Sites,
            .. here.Where(o => !codes.Contains(o.Ods))
                .Select(o => new KnownSite(o.Ods, o.Name, o.Town, "", "", "", [])),
        ];
    }

    private static KnownSite Of(OdsRow site, RegisterRecords records)
    {
        var entry = records.LocationsWithCode(site.Code).Select(l => l.Entry).OfType<CqcEntry>().FirstOrDefault();
        return new(
            site.Code,
            site.Name,
            site.Town,
            site.Postcode,
            entry?.LocalAuthority ?? "",
            records.Dspt(site.Code).Select(d => d.Board).FirstOrDefault(b => b.Length > 0) ?? "",
            entry?.ServiceTypes ?? []
        );
    }
}
