using System.Buffers;
using CraneAnomaly.Detectors;
using CraneAnomaly.Features;

namespace CraneAnomaly.Tests.Detectors.Support;

/// <summary>
/// What the contract suite needs to know of a detector. Every <see cref="IStreamingDetector"/> of the core needs one
/// subclass, with a constructor without parameters; it is found by reflection.
/// </summary>
public abstract class DetectorCase
{
    public abstract Type DetectorType { get; }

    /// <summary>Whether it judges without having learned.</summary>
    public virtual bool ReadyAtOnce => false;

    /// <summary>Whether it grows with what it is shown; a model trained before does not.</summary>
    public virtual bool KeepsTraffic => true;

    /// <summary>Events of <see cref="Traffic"/> after which it must be ready.</summary>
    public virtual int WarmUp => 1_000;

    public abstract IStreamingDetector Create();

    /// <summary>The same detector with every cap at most 200.</summary>
    public abstract IStreamingDetector CreateSmall();

    public abstract IStreamingDetector Load(ReadOnlySpan<byte> state);

    /// <summary>Things the detector could not keep.</summary>
    public abstract long Dropped(IStreamingDetector detector);

    /// <summary>Normal traffic.</summary>
    public virtual DetectorEvent[] Traffic(int count, uint seed) => PollingTraffic.Make(count, seed);

    /// <summary>Events to follow normal traffic that ended at a time; the last of them must stand out.</summary>
    public abstract DetectorEvent[] Planted(long nowNs);

    public override string ToString() => DetectorType.Name;

    internal static byte[] Save(IStreamingDetector detector)
    {
        var buffer = new ArrayBufferWriter<byte>();
        detector.Save(new StateWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }

    internal static void Learn(IStreamingDetector detector, IEnumerable<DetectorEvent> events)
    {
        foreach (var each in events)
        {
            detector.Learn(each.Observation);
            detector.Advance(each.Observation);
        }
    }

    /// <summary>Scores and advances; what is not judged counts as -1.</summary>
    internal static double Watch(IStreamingDetector detector, in Observation observation)
    {
        double score = detector.IsReady(observation) ? detector.Score(observation) : -1;
        detector.Advance(observation);
        return score;
    }
}
