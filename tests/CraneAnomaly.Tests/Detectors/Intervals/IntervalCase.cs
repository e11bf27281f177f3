using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Intervals;
using CraneAnomaly.Tests.Detectors.Support;

namespace CraneAnomaly.Tests.Detectors.Intervals;

public sealed class IntervalCase : DetectorCase
{
    public override Type DetectorType => typeof(IntervalDetector);

    public override IStreamingDetector Create() => new IntervalDetector();

    public override IStreamingDetector CreateSmall() =>
        new IntervalDetector(new() { MaxStreams = 100, MaxPairs = 100 });

    public override IStreamingDetector Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        return IntervalDetector.Load(ref reader);
    }

    public override long Dropped(IStreamingDetector detector) => ((IntervalDetector)detector).Refused;

    public override DetectorEvent[] Planted(long nowNs) =>
        [new(nowNs + 10_000_000_000, PollingTraffic.Stream(1), PollingTraffic.Thing(1))];
}
