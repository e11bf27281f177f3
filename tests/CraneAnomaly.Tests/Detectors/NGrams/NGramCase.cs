using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.NGrams;
using CraneAnomaly.Tests.Detectors.Support;

namespace CraneAnomaly.Tests.Detectors.NGrams;

public sealed class NGramCase : DetectorCase
{
    public override Type DetectorType => typeof(NGramDetector);

    public override IStreamingDetector Create() => new NGramDetector();

    public override IStreamingDetector CreateSmall() =>
        new NGramDetector(new() { MaxStreams = 100, MaxSymbols = 100, MaxGrams = 200 });

    public override IStreamingDetector Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        return NGramDetector.Load(ref reader);
    }

    public override long Dropped(IStreamingDetector detector) => ((NGramDetector)detector).Refused;

    public override DetectorEvent[] Planted(long nowNs) =>
        // Backwards instead of forwards: known things in an order that never was.
        PollingTraffic.Volley(nowNs, 5, i => 7 - i);
}
