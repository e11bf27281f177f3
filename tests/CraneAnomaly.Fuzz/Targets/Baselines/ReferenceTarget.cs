using CraneAnomaly.Alerts;
using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Traffic;

namespace CraneAnomaly.Fuzz.Targets.Baselines;

/// <summary>
/// The detectors' state inside a baseline, crafted with right checksums: it is refused with
/// <see cref="InvalidDataException"/>, or it judges traffic without failing and without a score that is no number.
/// </summary>
internal sealed class ReferenceTarget : IFuzzTarget
{
    private static readonly DetectionOptions Options = new() { Limits = SmallLimits.Value };
    private static readonly byte[] Traffic = [.. ModbusTalk.Seeds.SelectMany(s => s)];

    public string Name => "reference";

    public IReadOnlyList<byte[]> Seeds { get; } = [Learned([]), Learned(ModbusTalk.Seeds[0]), Learned(Traffic)];

    public ReadOnlySpan<byte> InterestingBytes => [3, 5, 0x3f, 0xf0, 0xc0, 50];

    public LengthField LengthField => new(4, BigEndian: false, 0);

    public void Execute(ReadOnlySpan<byte> input)
    {
        var sink = new ScoreSink();
        DetectionPipeline pipeline;
        try
        {
            pipeline = DetectionPipeline.Create(Baseline.Create(new BaselineManifest(), input.ToArray(), []), Options, sink);
        }
        catch (InvalidDataException)
        {
            return;
        }

        ModbusTalk.Play(Traffic, cut: false, (packet, time) => pipeline.Process(packet, linkType: 1, time));
        pipeline.Complete();
    }

    private static byte[] Learned(byte[] talk)
    {
        var learner = new BaselineLearner(Options);
        ModbusTalk.Play(talk, cut: false, (packet, time) => learner.Process(packet, linkType: 1, time));
        return learner.Complete(train: null).State.ToArray();
    }

    private sealed class ScoreSink : IAlertSink
    {
        public void OnAlert(Alert alert)
        {
            Oracle.Require(double.IsFinite(alert.Finding.Score) && alert.Finding.Score >= 0, "a score is a number");
            Oracle.Require(alert.Finding.PValue is >= 0 and <= 1, "a p-value lies between 0 and 1");
        }
    }
}
