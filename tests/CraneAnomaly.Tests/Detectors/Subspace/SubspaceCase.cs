using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Subspace;
using CraneAnomaly.Tests.Detectors.Support;

namespace CraneAnomaly.Tests.Detectors.Subspace;

/// <summary>The model of the polling traffic's wave: its component is the wave itself, and the mark lies off it.</summary>
public sealed class SubspaceCase : DetectorCase
{
    private static readonly SubspaceKernel Kernel = Train();

    public override Type DetectorType => typeof(SubspaceDetector);

    public override bool ReadyAtOnce => true;

    public override bool KeepsTraffic => false;

    public override IStreamingDetector Create() => new SubspaceDetector(Kernel);

    public override IStreamingDetector CreateSmall() => Create();

    public override IStreamingDetector Load(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        return SubspaceDetector.Load(ref reader);
    }

    public override long Dropped(IStreamingDetector detector) => 0;

    public override DetectorEvent[] Planted(long nowNs) =>
        [new(nowNs, PollingTraffic.Stream(1), PollingTraffic.Thing(1), 0, 5_000)];

    private static SubspaceKernel Train()
    {
        float[] rows = [.. PollingTraffic.Make(3_000, 1).SelectMany(e => e.Values).Select(v => (float)v)];
        return SubspaceKernel.FromBasis(
            new TrainingSet("wave", ["mark", "wave"], rows), [0, 500], [10, 0.014f], [0, 0], [[0, 1]]);
    }
}
