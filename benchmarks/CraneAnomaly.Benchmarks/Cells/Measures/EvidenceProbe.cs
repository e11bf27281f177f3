using System.Runtime.CompilerServices;
using CraneAnomaly.Detectors.Motion;
using CraneAnomaly.Detectors.Sequential;

namespace CraneAnomaly.Benchmarks.Cells.Measures;

/// <summary>
/// How often the evidence of motion passes each of some levels, by group, whatever the threshold of an alarm. It reads what
/// the judge keeps to itself: nothing in the product is there for it.
/// </summary>
internal sealed class EvidenceProbe
{
    /// <summary>Levels of evidence, natural logarithms; the e-detector promises a run length of their exponential.</summary>
    public static readonly double[] Levels = [0, 1, 2, 3, 4, 5, 6, 7];

    // An alarm begins anew; here, what has not lost so much since is the same one.
    private const double Apart = 1;

    private readonly Dictionary<int, CraneWatch> _watches;
    private readonly Dictionary<int, bool[,]> _above = [];

    public EvidenceProbe(DetectionPipeline pipeline) => _watches = WatchesOf(CranesOf(pipeline).Motion);

    /// <summary>Passages, by group and level.</summary>
    public long[,] Passages { get; } = new long[MotionEvidence.Groups, Levels.Length];

    /// <summary>Features that were bet on, by group.</summary>
    public long[] Features()
    {
        long[] features = new long[MotionEvidence.Groups];
        foreach (var watch in _watches.Values)
        {
            var streams = StreamsOf(EvidenceOf(watch));
            for (int slot = 0; slot < streams.Length; slot++)
                features[MotionEvidence.GroupOf(slot)] += streams[slot] is { } own ? own[0].Count : 0;
        }

        return features;
    }

    /// <summary>Looks at a crane after a row of it.</summary>
    public void Look(int crane)
    {
        if (!_watches.TryGetValue(crane, out var watch)) return;
        if (!_above.TryGetValue(crane, out bool[,]? above)) _above.Add(crane, above = new bool[MotionEvidence.Groups, Levels.Length]);
        var evidence = EvidenceOf(watch);
        for (int group = 0; group < MotionEvidence.Groups; group++)
        {
            double now = evidence.OfGroup(group);
            for (int i = 0; i < Levels.Length; i++)
            {
                if (above[group, i]) above[group, i] = now >= Levels[i] - Apart;
                else if (now >= Levels[i])
                {
                    above[group, i] = true;
                    Passages[group, i]++;
                }
            }
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cranes")]
    private static extern ref CraneJudges CranesOf(DetectionPipeline pipeline);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_watches")]
    private static extern ref Dictionary<int, CraneWatch> WatchesOf(MotionJudge judge);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_evidence")]
    private static extern ref MotionEvidence EvidenceOf(CraneWatch watch);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_streams")]
    private static extern ref EDetector[]?[] StreamsOf(MotionEvidence evidence);
}
