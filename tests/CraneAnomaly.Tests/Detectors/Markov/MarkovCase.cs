using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Markov;
using CraneAnomaly.Tests.Detectors.Support;

namespace CraneAnomaly.Tests.Detectors.Markov;

public sealed class MarkovCase : DetectorCase
{
    public override Type DetectorType => typeof(MarkovDetector);

    public override IStreamingDetector Create() => new MarkovDetector();

    public override IStreamingDetector CreateSmall() =>
        new MarkovDetector(new() { MaxStreams = 100, MaxSymbols = 100, MaxNodes = 200 });

    public override IStreamingDetector Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        return MarkovDetector.Load(ref reader);
    }

    public override long Dropped(IStreamingDetector detector) => ((MarkovDetector)detector).Refused;

    public override DetectorEvent[] Planted(long nowNs) =>
        PollingTraffic.Volley(nowNs, 5, i => 7 - i);
}
