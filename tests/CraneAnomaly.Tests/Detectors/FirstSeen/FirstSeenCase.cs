using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.FirstSeen;
using CraneAnomaly.Tests.Detectors.Support;

namespace CraneAnomaly.Tests.Detectors.FirstSeen;

public sealed class FirstSeenCase : DetectorCase
{
    public override Type DetectorType => typeof(FirstSeenDetector);

    public override IStreamingDetector Create() => new FirstSeenDetector();

    public override IStreamingDetector CreateSmall() =>
        new FirstSeenDetector(new() { MaxStreams = 100, MaxPairs = 100 });

    public override IStreamingDetector Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        return FirstSeenDetector.Load(ref reader);
    }

    public override long Dropped(IStreamingDetector detector) => ((FirstSeenDetector)detector).Refused;

    public override DetectorEvent[] Planted(long nowNs) =>
        [new(nowNs, PollingTraffic.Stream(1), PollingTraffic.Thing(99))];
}
