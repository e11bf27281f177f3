using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Scan;
using CraneAnomaly.Tests.Detectors.Support;

namespace CraneAnomaly.Tests.Detectors.Scan;

public sealed class ScanCase : DetectorCase
{
    public override Type DetectorType => typeof(ScanDetector);

    private static ScanOptions Options { get; } = new() { Window = TimeSpan.FromSeconds(10) };

    public override bool ReadyAtOnce => true;

    public override IStreamingDetector Create() => new ScanDetector(Options);

    public override IStreamingDetector CreateSmall() =>
        new ScanDetector(new() { MaxSources = 100 });

    public override IStreamingDetector Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        return ScanDetector.Load(ref reader, Options);
    }

    public override long Dropped(IStreamingDetector detector) => ((ScanDetector)detector).Evicted;

    public override DetectorEvent[] Planted(long nowNs) =>
        PollingTraffic.Volley(nowNs, 300, i => 100 + i);
}
