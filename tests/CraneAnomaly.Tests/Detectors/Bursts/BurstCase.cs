using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Bursts;
using CraneAnomaly.Tests.Detectors.Support;

namespace CraneAnomaly.Tests.Detectors.Bursts;

public sealed class BurstCase : DetectorCase
{
    public override Type DetectorType => typeof(BurstDetector);

    public override bool ReadyAtOnce => true;

    public override IStreamingDetector Create() => new BurstDetector();

    public override IStreamingDetector CreateSmall() =>
        new BurstDetector(new() { MaxStreams = 100 });

    public override IStreamingDetector Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        return BurstDetector.Load(ref reader);
    }

    public override long Dropped(IStreamingDetector detector) => ((BurstDetector)detector).Evicted;

    public override DetectorEvent[] Planted(long nowNs) =>
        PollingTraffic.Volley(nowNs, 100, _ => 1, mark: 1);
}
