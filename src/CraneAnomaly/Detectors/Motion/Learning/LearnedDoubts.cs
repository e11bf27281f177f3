using System.Globalization;
using System.Runtime.InteropServices;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Features.Motion;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Detectors.Motion.Learning;

/// <summary>What somebody has to look at before what was learned is believed.</summary>
/// <param name="Kind">What it contradicts: <c>nameplate anchor neighbours itself</c>.</param>
/// <param name="Subject">Crane and axis.</param>
/// <param name="Text">What it does, in words.</param>
internal readonly record struct LearnedDoubt(string Kind, string Subject, string Text);

/// <summary>
/// Where a learning period contradicts what a crane's papers say, an independent source, the other cranes, or itself:
/// nothing is normal because it was so while learning.
/// </summary>
internal sealed class LearnedDoubts(MotionReference reference, IReadOnlyList<CraneSheet> sheets)
{
    // By its papers a crane may be a little slow; its neighbours are measured as it is.
    private const double BelowPapers = 0.05;
    private const double BelowNeighbours = 0.04;
    private const int FewestNeighbours = 2;
    private const double OffAnchor = 0.02;

    // Deviations of the difference of two medians (1.25 of that of a mean), and moves that each part needs.
    private const double Sure = 4;
    private const int FewestOfAPart = 10;

    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    /// <summary>All of them, by kind, crane and axis.</summary>
    public IEnumerable<LearnedDoubt> All() => [.. Papers(), .. Anchors(), .. Neighbours(), .. Itself()];

    private IEnumerable<LearnedDoubt> Papers()
    {
        foreach (var (id, axis, learned, rated) in Speeds())
        {
            if (!(learned < (1 - BelowPapers) * rated)) continue;
            yield return new("nameplate", $"{id} {Name(axis)}", string.Create(s_culture,
                $"goes {learned:0.00} m/s at full stick without load, {100 * learned / rated:0} % of the {rated:0.00} m/s of its papers"));
        }
    }

    private IEnumerable<LearnedDoubt> Anchors()
    {
        foreach (var (id, crane) in reference.Cranes)
        {
            foreach (var axis in Enum.GetValues<Axis>())
            {
                var move = new MotionObservation { Feature = MotionFeature.Way, Axis = axis, Direction = 1, Load = double.NaN };
                if (crane[CraneReference.SlotOf(MotionFeature.Way, axis)]?.TryExpect(move, out var usual) != true) continue;
                if (Math.Abs(usual.Location) <= OffAnchor) continue;
                yield return new("anchor", $"{id} {Name(axis)}", string.Create(s_culture,
                    $"covers {100 * Math.Exp(-usual.Location):0.0} % of the way that it reports, by its independent position"));
            }
        }
    }

    // Each against its own papers, as cranes of one quay need not be alike.
    private IEnumerable<LearnedDoubt> Neighbours()
    {
        foreach (var axis in Speeds().GroupBy(speed => speed.Axis))
        {
            var shares = axis.Select(speed => (speed.Id, Share: speed.Learned / speed.Rated)).Where(speed => speed.Share > 0).ToList();
            if (shares.Count <= FewestNeighbours) continue;
            foreach (var (id, share) in shares)
            {
                float[] others = [.. shares.Where(other => other.Id != id).Select(other => (float)other.Share)];
                double usual = Quantiles.SortedMedian(others);
                if (!(share < (1 - BelowNeighbours) * usual)) continue;
                yield return new("neighbours", $"{id} {Name(axis.Key)}", string.Create(s_culture,
                    $"goes {100 * share:0} % of the speed of its papers at full stick, the other {others.Length} cranes usually {100 * usual:0} %"));
            }
        }
    }

    private IEnumerable<LearnedDoubt> Itself()
    {
        foreach (var (id, crane) in reference.Cranes)
        {
            for (int slot = 0; slot < CraneReference.Slots; slot++)
            {
                var feature = CraneReference.FeatureAt(slot);
                if (feature is MotionFeature.Wait or MotionFeature.Cycle || Parts(crane, slot) is not { } change) continue;
                bool seconds = MotionTrait.Of(feature).IsSeconds;
                string size = seconds
                    ? string.Create(s_culture, $"{Math.Abs(change):0.00} s {(change > 0 ? "longer" : "shorter")}")
                    : string.Create(s_culture, $"{100 * Math.Abs(1 - Math.Exp(-change)):0.0} % {(change > 0 ? "less" : "more")}");
                yield return new("itself", $"{id} {Name(CraneReference.AxisAt(slot))} {MotionTrait.Of(feature).Name}",
                    $"{size} in the last third of the learning period than in the first: something changed while it was learned");
            }
        }
    }

    // How much slower the last third of the period is than the first; null where that is chance or nobody's business.
    private double? Parts(CraneReference crane, int slot)
    {
        var clean = crane.Clean.Span;
        List<float> first = [], last = [];
        for (int i = 0; i < clean.Length; i++)
        {
            ref readonly var observation = ref clean[i];
            bool isFirst = i < clean.Length / 3, isLast = i >= clean.Length - (clean.Length / 3);
            if (!(isFirst || isLast) || CraneReference.SlotOf(observation.Feature, observation.Axis) != slot) continue;
            if (!MotionCalibration.TryExpect(crane, reference.Physics, slot, observation, out var expected)) continue;
            (isFirst ? first : last).Add((float)(observation.Slowness - expected.Location));
        }

        if (first.Count < FewestOfAPart || last.Count < FewestOfAPart) return null;

        // Each part in its own spread: that of both together has the change in it.
        var (before, after) = (Spread(first), Spread(last));
        ref readonly var trait = ref MotionTrait.Of(CraneReference.FeatureAt(slot));
        double change = after.Location - before.Location, scale = Math.Max(trait.Floor, Math.Max(before.Scale, after.Scale));
        double error = 1.25 * scale * Math.Sqrt((1.0 / first.Count) + (1.0 / last.Count));
        return Math.Abs(change) > trait.Indifferent + (Sure * error) ? change : null;
    }

    private IEnumerable<(string Id, Axis Axis, double Learned, double Rated)> Speeds() =>
        from sheet in sheets.OrderBy(sheet => sheet.Id, StringComparer.Ordinal)
        let crane = reference.Find(sheet.Id)
        where crane is not null
        let plate = new Nameplate(sheet)
        from axis in Enum.GetValues<Axis>()
        let plateau = crane[CraneReference.SlotOf(MotionFeature.Plateau, axis)]
        where plateau is not null
        select (sheet.Id, axis, plateau.EmptySpeed, plate.Speed(axis, 0));

    private static ReferenceCell Spread(List<float> values) => ReferenceCell.Of(CollectionsMarshal.AsSpan(values));

    private static string Name(Axis axis) => Enum.GetName(axis)!.ToLowerInvariant();
}
