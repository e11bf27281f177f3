using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Simulator.Writers;

/// <summary>Samples made by hand: nothing is sampled but what is named.</summary>
internal static class Samples
{
    // 2026-03-02T06:30:00Z.
    public const long Start = 1_772_433_000_000_000_000;

    public static CraneSample Of(int crane, long at, params (string Name, object Value)[] values)
    {
        var sample = new CraneSample { Crane = crane, TimestampNs = at, ReceivedNs = at };
        Array.Fill(sample.Numbers, double.NaN);
        Array.Fill(sample.Anchors, double.NaN);
        foreach (var (name, value) in values)
        {
            bool quality = name.EndsWith(".quality", StringComparison.Ordinal);
            Assert.True(SignalCatalog.TryFind(quality ? name[..^8] : name, out var signal), name);
            if (quality) sample.Qualities[signal.Index] = (SignalQuality)value;
            else if (value is string text) sample.Texts[signal.Index] = text;
            else (signal.IsAnchor ? sample.Anchors : sample.Numbers)[signal.Index] = Convert.ToDouble(value, null);
        }

        return sample;
    }
}
