using System.Runtime.InteropServices;
using CraneAnomaly.Detectors.Motion.Laws;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion.References;

/// <summary>What is normal for the moves of one crane.</summary>
internal sealed class CraneReference
{
    /// <summary>Six features of each of four axes, then those of the crane, then two that anchors show of each axis.</summary>
    public const int Slots = FirstAnchored + (4 * PerAnchor);

    /// <summary>The first of those that anchors show.</summary>
    public const int FirstAnchored = (4 * PerAxis) + 2;

    private const int PerAnchor = 2;

    // A group that was not seen while learning may come all the same.
    private const double Unseen = 12;

    /// <summary>Features of an axis.</summary>
    public const int PerAxis = 6;

    private readonly FeatureReference?[] _features = new FeatureReference?[Slots];
    private readonly double[] _leastLimit = [1, 1, 1, 1];
    private readonly long[] _seen = new long[MotionEvidence.Groups];

    /// <summary>Ways of driving that were seen, a bit each.</summary>
    public int Modes { get; private set; }

    /// <summary>What its clean moves come to; not known where they were too few.</summary>
    public EvidenceThreshold Threshold { get; set; }

    /// <summary>What its moves showed while learning.</summary>
    public CleanMoves Clean { get; } = new();

    /// <summary>The place of a feature.</summary>
    public static int SlotOf(MotionFeature feature, Axis axis) => feature switch
    {
        < MotionFeature.Wait => ((int)axis * PerAxis) + (int)feature,
        < MotionFeature.Way => (4 * PerAxis) + (int)feature - (int)MotionFeature.Wait,
        _ => FirstAnchored + ((int)axis * PerAnchor) + (int)feature - (int)MotionFeature.Way,
    };

    public static MotionFeature FeatureAt(int slot) => slot switch
    {
        < 4 * PerAxis => (MotionFeature)(slot % PerAxis),
        < FirstAnchored => (MotionFeature)(slot - (4 * PerAxis) + (int)MotionFeature.Wait),
        _ => (MotionFeature)(((slot - FirstAnchored) % PerAnchor) + (int)MotionFeature.Way),
    };

    public static Axis AxisAt(int slot) => slot switch
    {
        < 4 * PerAxis => (Axis)(slot / PerAxis),
        < FirstAnchored => Axis.Hoist,
        _ => (Axis)((slot - FirstAnchored) / PerAnchor),
    };

    /// <summary>The reference of a feature; null where nothing was seen of it.</summary>
    public FeatureReference? this[int slot] => _features[slot];

    /// <summary>The smallest speed limit that an axis stated without an alarm, share of rated.</summary>
    public double LeastLimit(Axis axis) => _leastLimit[(int)axis];

    /// <summary>
    /// What the threshold of a group of features is beyond that of the crane, a logarithm. A group has its part of the false
    /// alarms in time: one of which little is seen, as of a gantry, needs less evidence than one that moves all day.
    /// </summary>
    public double OffsetOf(int group)
    {
        long all = _seen.Sum();
        double share = all == 0 ? 1 : (_seen[group] + Unseen) / (all + (Unseen * MotionEvidence.Groups));
        return Math.Log(share / MotionEvidence.ShareOf(group));
    }

    /// <summary>Gathers a move.</summary>
    /// <param name="observation">What it shows.</param>
    /// <param name="alarm">Whether the crane told an alarm.</param>
    public FeatureReference Add(in MotionObservation observation, bool alarm)
    {
        Modes |= 1 << (int)observation.Mode;
        int slot = SlotOf(observation.Feature, observation.Axis);
        _seen[MotionEvidence.GroupOf(slot)]++;
        if (!alarm && observation.SpeedLimit < _leastLimit[(int)observation.Axis])
            _leastLimit[(int)observation.Axis] = observation.SpeedLimit;
        var feature = _features[slot] ??= new(observation.Feature, observation.Axis);
        if (!feature.IsReady) feature.Add(observation);
        return feature;
    }

    /// <summary>Makes references of all that was gathered.</summary>
    public void Fit()
    {
        for (int i = 0; i < Slots; i++)
        {
            if (_features[i] is not { } feature) continue;
            if (feature.Count >= ReferenceCell.FewestAtAll) Fit(i);
            else _features[i] = null;
        }
    }

    /// <summary>Makes the reference of one feature.</summary>
    public void Fit(int slot)
    {
        if (_features[slot] is not { IsReady: false } feature) return;
        int plateau = SlotOf(MotionFeature.Plateau, Axis.Hoist), clamp = SlotOf(MotionFeature.Clamp, Axis.Hoist);
        feature.Fit(
            slot == plateau || slot == clamp ? HoistLaw(_features[plateau], _features[clamp])
            : FeatureAt(slot) == MotionFeature.Power ? Law(feature, null, LoadLaw.FitPower)
            : default);
    }

    // Speed and reference of a full stick follow the same law: together they show it sooner.
    private static LoadLaw HoistLaw(FeatureReference? plateau, FeatureReference? clamp)
    {
        if (plateau is { IsReady: true }) return plateau.Law;
        if (clamp is { IsReady: true }) return clamp.Law;
        return Law(plateau, clamp, LoadLaw.Fit);
    }

    private static LoadLaw Law(
        FeatureReference? first, FeatureReference? second, Func<ReadOnlySpan<float>, ReadOnlySpan<float>, LoadLaw> fit)
    {
        List<float> loads = [], speeds = [];
        first?.AddSpeeds(loads, speeds);
        second?.AddSpeeds(loads, speeds);
        return fit(CollectionsMarshal.AsSpan(loads), CollectionsMarshal.AsSpan(speeds));
    }

    public void Save(StateWriter writer)
    {
        writer.WriteInt32(Modes);
        foreach (double limit in _leastLimit) writer.WriteDouble(limit);
        foreach (long seen in _seen) writer.WriteInt64(seen);
        Threshold.Save(writer);
        writer.WriteInt32(_features.Count(feature => feature is { IsReady: true }));
        for (int i = 0; i < Slots; i++)
        {
            if (_features[i] is not { IsReady: true } feature) continue;
            writer.WriteInt32(i);
            feature.Save(writer);
        }
    }

    public static CraneReference Load(ref StateReader reader, int version)
    {
        var crane = new CraneReference { Modes = reader.ReadInt32() };
        for (int i = 0; i < crane._leastLimit.Length; i++) crane._leastLimit[i] = reader.ReadDouble();
        for (int i = 0; version >= 6 && i < crane._seen.Length; i++) crane._seen[i] = TableState.ReadNonNegative(ref reader);
        if (version >= 2) crane.Threshold = EvidenceThreshold.Load(ref reader);
        int count = reader.ReadCount(60), last = -1;
        for (int i = 0; i < count; i++)
        {
            int slot = reader.ReadInt32();
            if (slot <= last || slot >= Slots) throw reader.Damaged($"a feature has the number {slot}");
            last = slot;
            var feature = new FeatureReference(FeatureAt(slot), AxisAt(slot));
            feature.Load(ref reader, version);

            // Another measure of power, later of lifts: what was learned of it says nothing of it now.
            int since = FeatureAt(slot) switch { MotionFeature.Power => 4, MotionFeature.Cycle => 9, _ => 0 };
            if (version >= since) crane._features[slot] = feature;
        }

        // Formerly one threshold for all groups, later an equal share for each; that of lifts, which held it up, stays where it was.
        if (version < 6) crane.Threshold = crane.Threshold.Moved(-Math.Log(MotionEvidence.Groups));
        if (version < 8) crane.Threshold = crane.Threshold.Moved(Math.Log(MotionEvidence.Groups * MotionEvidence.ShareOf(MotionEvidence.Crane)));

        return crane;
    }
}
