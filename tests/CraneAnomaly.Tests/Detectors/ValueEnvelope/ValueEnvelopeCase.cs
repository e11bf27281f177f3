using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.ValueEnvelope;
using CraneAnomaly.Tests.Detectors.Support;

namespace CraneAnomaly.Tests.Detectors.ValueEnvelope;

public sealed class ValueEnvelopeCase : DetectorCase
{
    public override Type DetectorType => typeof(ValueEnvelopeDetector);

    public override IStreamingDetector Create() => new ValueEnvelopeDetector();

    public override IStreamingDetector CreateSmall() =>
        new ValueEnvelopeDetector(new() { MaxStreams = 100, MaxPlaces = 100 });

    public override IStreamingDetector Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        return ValueEnvelopeDetector.Load(ref reader);
    }

    public override long Dropped(IStreamingDetector detector) => ((ValueEnvelopeDetector)detector).Refused;

    public override DetectorEvent[] Planted(long nowNs) =>
        [new(nowNs, PollingTraffic.Stream(1), PollingTraffic.Thing(1), 0, 5_000)];
}
