using System.Runtime.CompilerServices;
using CraneAnomaly.Detectors.Motion.References;
using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Detectors.Motion;

/// <summary>
/// The evidence that one crane has become slower. Each feature of each axis has an e-detector for all its moves and
/// beside it one for each class of load and each direction, because a throttle may only act on some; their mean is the
/// feature's, and the mean of the features of an axis is the axis's. Means of e-detectors are e-detectors: a change that several
/// features show is found sooner, and none has to pay for how many are looked at. Each axis has a threshold of its own.
/// </summary>
internal sealed class MotionEvidence
{
    /// <summary>Four axes, what concerns the crane as a whole, and what anchors show.</summary>
    public const int Groups = 6;

    /// <summary>The group of what concerns the crane as a whole: lifts, and waits within them.</summary>
    public const int Crane = Groups - 2;

    /// <summary>The group of what anchors show.</summary>
    public const int Anchors = Groups - 1;

    private const double ShareOfCrane = 0.5;

    private const int Streams = 7;
    private const int FirstDirection = 5;

    private readonly EDetector[]?[] _streams = new EDetector[]?[CraneReference.Slots];
    private readonly double[] _slots = new double[CraneReference.Slots];

    /// <summary>The group that a feature belongs to.</summary>
    public static int GroupOf(int slot) => slot < CraneReference.FirstAnchored ? slot / CraneReference.PerAxis : Anchors;

    /// <summary>
    /// The part of a crane's false alarms that a group may have. No two lifts are the same, and clean ones come near their threshold;
    /// drives repeat themselves and hardly do: what they leave over is for lifts.
    /// </summary>
    public static double ShareOf(int group) => group == Crane ? ShareOfCrane : (1 - ShareOfCrane) / (Groups - 1);

    /// <summary>Logarithm of the evidence of the group that is furthest beyond its offset, without that.</summary>
    /// <param name="offsets">By group, logarithms.</param>
    public double Beyond(ReadOnlySpan<double> offsets)
    {
        double most = double.NegativeInfinity;
        for (int group = 0; group < Groups; group++) most = Math.Max(most, OfGroup(group) - offsets[group]);
        return most;
    }

    /// <summary>Logarithm of the evidence of a feature.</summary>
    public double Of(int slot) => EvidencePath.Log(_slots[slot]);

    /// <summary>Logarithm of the evidence of an axis, or of the crane as a whole.</summary>
    public double OfGroup(int group)
    {
        int first = group < Anchors ? group * CraneReference.PerAxis : CraneReference.FirstAnchored;
        int end = group < Anchors
            ? Math.Min(first + CraneReference.PerAxis, CraneReference.FirstAnchored)
            : CraneReference.Slots;
        return EvidencePath.Log(EValueMean.Of(_slots.AsSpan(first, end - first)));
    }

    /// <summary>Takes a move.</summary>
    /// <param name="slot">The feature.</param>
    /// <param name="bet">How rarely it is as slow while nothing changes.</param>
    /// <param name="load">Class of load, 0 to 3.</param>
    /// <param name="direction">Below zero for minus.</param>
    /// <param name="at">When it was measured.</param>
    public void Add(int slot, in EBet bet, int load, int direction, long at)
    {
        var streams = _streams[slot] ??= new EDetector[Streams];
        streams[0].Update(bet, at);
        streams[1 + load].Update(bet, at);
        streams[FirstDirection + (direction < 0 ? 0 : 1)].Update(bet, at);
        All evidence = default;
        for (int i = 0; i < Streams; i++) evidence[i] = streams[i].ShiryaevRoberts;
        _slots[slot] = EValueMean.Of(evidence);
    }

    /// <summary>Forgets the evidence of a feature: it was told, or it is over.</summary>
    public void Clear(int slot)
    {
        if (_streams[slot] is { } streams) Array.Clear(streams);
        _slots[slot] = 0;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        for (int slot = 0; slot < _streams.Length; slot++) Clear(slot);
    }

    [InlineArray(Streams)]
    private struct All
    {
        private double _first;
    }
}
