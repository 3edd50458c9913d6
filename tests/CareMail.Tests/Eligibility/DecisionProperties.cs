using CareMail.Eligibility;
using CareMail.Registers;
using FsCheck;
using FsCheck.Fluent;

namespace CareMail.Tests.Eligibility;

/// <summary>What must hold for any registers and any question at all.</summary>
public class DecisionProperties
{
    private static readonly string[] Codes = ["A1", "A2", "S1", "S2", "S3", "H1", "X1"];
    private static readonly string[] Ids = ["1-100000001", "1-100000002", "1-100000003", "1-200000001"];
    private static readonly string[] Names = ["The Oaks", "Oaks", "Elm House Ltd", "ELM HOUSE LIMITED", ""];
    private static readonly string[] Typed =
    [
        "a1",
        " S1\t",
        "S2 ",
        "S3",
        "H1",
        "X1",
        "",
        "ſ1",
        "TOO LONG A CODE",
        "\u00A0A2",
        "S1\0",
        "💊",
    ];
    private static readonly string[] Statuses =
    [
        "2025-26 Standards Met",
        "24/25 Standards Met",
        "2025-26 Standards Not Met",
        "20/21 Entry Level",
        "2025-26 Approaching Standards",
        "Standards Mostly Met",
        "Not Published",
        "",
    ];
    private static readonly string[] Sectors = ["Care Home", "GP", "Company", "Charity / Hospice", "Circus", ""];
    private static readonly string[][] Types =
    [
        ["Residential homes"],
        ["Hospice"],
        ["Dentist"],
        [],
        ["Homecare agencies", "Home hospice care"],
    ];

    private static readonly Gen<DateOnly> Days = Gen.Elements<DateOnly>(
        new(2019, 3, 21),
        new(2020, 4, 30),
        new(2020, 5, 1),
        new(2021, 6, 30),
        new(2021, 7, 31),
        new(2024, 2, 29),
        new(2025, 2, 28),
        new(2026, 6, 30),
        new(2026, 7, 1),
        new(2026, 11, 20)
    );

    private static readonly Gen<DateOnly?> MaybeDays = Gen.Frequency(
        (1, Gen.Constant<DateOnly?>(null)),
        (2, Days.Select(d => (DateOnly?)d))
    );

    private static readonly Gen<OdsRow> OdsRows =
        from level in Gen.Elements(OdsLevel.Site, OdsLevel.Headquarters)
        from code in Gen.Elements(Codes)
        from name in Gen.Elements(Names)
        from opened in MaybeDays
        from closed in MaybeDays
        from parent in Gen.Elements<string?>("A1", "A2", "A9", null)
        from joined in MaybeDays
        from left in MaybeDays
        from country in Gen.Elements<int?>(1, 1, 1, 2, 3, null)
        select new OdsRow
        {
            Level = level,
            Code = code,
            Name = name,
            Postcode = "ZA1 1AA",
            Opened = opened,
            Closed = closed,
            Parent = parent,
            JoinedParent = joined,
            LeftParent = left,
            Country = country,
        };

    private static readonly Gen<CqcLocation> Locations =
        from id in Gen.Elements(Ids)
        from provider in Gen.Elements<string?>("1-200000001", null)
        from code in Gen.Elements<string?>([.. Codes, null])
        from brand in Gen.Elements<string?>("B1", null)
        from status in Gen.Elements("Registered", "Deregistered")
        from registered in MaybeDays
        from deregistered in MaybeDays
        from dormant in Gen.Elements(true, false)
        from asleep in MaybeDays
        from awake in MaybeDays
        from name in Gen.Elements(Names)
        from owner in Gen.Elements(Names)
        from types in Gen.Elements(Types)
        from parts in Gen.Choose(1, 3)
        select new CqcLocation(
            id,
            (parts & 1) == 0
                ? null
                : new CqcFacts
                {
                    LocationId = id,
                    ProviderId = provider,
                    OdsCode = code,
                    BrandId = brand,
                    Status = status,
                    Registered = registered,
                    Deregistered = deregistered,
                    Dormant = dormant,
                    DormantFrom = asleep,
                    DormantUntil = awake,
                },
            (parts & 2) == 0
                ? null
                : new CqcEntry
                {
                    LocationId = id,
                    ProviderId = provider,
                    Name = name,
                    Postcode = "za11aa",
                    ServiceTypes = types,
                    ProviderName = owner,
                }
        );

    private static readonly Gen<DsptRow> ToolkitRows =
        from code in Gen.Elements(Codes)
        from status in Gen.Elements(Statuses)
        from published in MaybeDays
        from sector in Gen.Elements(Sectors)
        select new DsptRow
        {
            Code = code,
            Name = "The Oaks",
            Status = status,
            Published = published,
            Sector = sector,
        };

    private static readonly Gen<Succession> Successions =
        from before in Gen.Elements(Codes)
        from after in Gen.Elements(Codes)
        from effective in MaybeDays
        select new Succession
        {
            From = before,
            To = after,
            Effective = effective,
        };

    private sealed record World(
        IReadOnlyList<OdsRow> Ods,
        IReadOnlyList<Succession> Successions,
        IReadOnlyList<CqcLocation> Locations,
        IReadOnlyList<DsptRow> Toolkit,
        EligibilityQuestion Question
    )
    {
        public EligibilityDecision Decide() => Decide(Ods, Successions, Locations, Toolkit);

        public EligibilityDecision DecideBackwards() =>
            Decide([.. Ods.Reverse()], [.. Successions.Reverse()], [.. Locations.Reverse()], [.. Toolkit.Reverse()]);

        /// <summary>Without every row whose own day is after the day asked about.</summary>
        public EligibilityDecision DecideWithoutTheFuture() =>
            Decide(Ods, [.. Successions.Where(s => s.IsInForce(Question.Day))], Locations, [.. Toolkit.Select(Known)]);

        private DsptRow Known(DsptRow row) =>
            row.Published > Question.Day ? row with { Status = "Not Published", Published = row.Published } : row;

        private EligibilityDecision Decide(
            IReadOnlyList<OdsRow> ods,
            IReadOnlyList<Succession> successions,
            IReadOnlyList<CqcLocation> locations,
            IReadOnlyList<DsptRow> toolkit
        ) =>
            EligibilityRules.Decide(
                new RegisterRecords(ods, successions, locations, toolkit, []),
                PolicySettings.AsDelivered.On(Question.Day),
                Question
            );
    }

    private static readonly Arbitrary<World> Worlds = (
        from ods in OdsRows.ListOf()
        from successions in Successions.ListOf()
        from locations in Locations.ListOf()
        from toolkit in ToolkitRows.ListOf()
        from day in Days
        from code in Gen.Elements(Typed)
        from id in Gen.Elements([.. Ids, "1-999999999", "1-12345", "x"])
        from byLocation in Gen.Elements(true, false)
        select new World(
            // Some codes twice, so that they contradict each other; most once.
            [.. ods.Take(9).Distinct()],
            [.. successions.Take(4)],
            [.. locations.DistinctBy(l => l.Id)],
            [.. toolkit.Take(6)],
            byLocation ? EligibilityQuestion.AboutLocation(id, day) : EligibilityQuestion.AboutOds(code, day)
        )
    ).ToArbitrary();

    [Fact]
    public void Every_decision_is_sound() =>
        Holds(world =>
        {
            var decision = world.Decide();
            var review = decision.Reasons.Any(r => r.Reason.KindWhenRefused() == ReasonKind.Review);
            var refuses = decision.Reasons.Any(r => r.Reason.KindWhenRefused() is ReasonKind.Stop or ReasonKind.Review);
            return decision.Eligible == decision.Routes.Count > 0
                && decision.Reasons.Count > 0
                && decision.Reasons.Select(r => r.Reason).Distinct().Count() == decision.Reasons.Count
                && (decision.Eligible || refuses)
                && (decision.State == EligibilityState.ManualReview) == (!decision.Eligible && review)
                && (
                    decision.Eligible
                        ? decision.CoveredBy != ToolkitCover.None
                        : decision.CoveredBy == ToolkitCover.None
                )
                && (decision.Eligible || decision.Notices.Count == 0)
                && (decision.State == EligibilityState.MayApplyProvisional)
                    == (decision.Eligible && decision.Has(Reason.ProvisionalOdsMissing));
        });

    [Fact]
    public void Every_refusal_says_what_would_change_it() =>
        Holds(world =>
        {
            var decision = world.Decide();
            return decision.Sentences.Count() == decision.Reasons.Count + decision.Notices.Count
                && decision.Sentences.All(s => s.EndsWith('.') && !s.Contains("  ", StringComparison.Ordinal))
                && decision
                    .Reasons.Where(r =>
                        !decision.Eligible && r.Reason.KindWhenRefused() is ReasonKind.Stop or ReasonKind.Review
                    )
                    .All(r => r.Change is { Length: > 0 });
        });

    [Fact]
    public void The_order_of_rows_means_nothing() => Holds(world => Same(world.Decide(), world.DecideBackwards()));

    [Fact]
    public void What_is_dated_after_the_day_is_not_known_yet() =>
        Holds(world => Same(world.Decide(), world.DecideWithoutTheFuture()));

    [Fact]
    public void Under_the_waiver_nobody_is_refused_for_the_toolkit() =>
        Holds(world =>
            world.Question.Day < new DateOnly(2020, 5, 1)
            || world.Question.Day > new DateOnly(2021, 6, 30)
            || !world
                .Decide()
                .Reasons.Any(r =>
                    r.Reason.Spell().Contains("dspt_", StringComparison.Ordinal)
                    && r.Reason is not (Reason.DsptWaived or Reason.SelfManagedNeedsHqDspt)
                )
        );

    // The same thousand worlds every time: a test that fails on some days only helps nobody.
    private static void Holds(Func<World, bool> property) =>
        Prop.ForAll(Worlds, property).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithReplay(20261120, 8101));

    private static bool Same(EligibilityDecision one, EligibilityDecision other) =>
        one.State == other.State
        && one.CoveredBy == other.CoveredBy
        && one.Routes.ToHashSet().SetEquals(other.Routes)
        && one.Reasons.Select(r => r.Reason).ToHashSet().SetEquals(other.Reasons.Select(r => r.Reason))
        && one.Notices.Select(n => n.Notice).ToHashSet().SetEquals(other.Notices.Select(n => n.Notice));
}
