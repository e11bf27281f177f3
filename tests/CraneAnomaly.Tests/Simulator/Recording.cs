using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Simulator;

/// <summary>All rows of a simulation, copied out.</summary>
internal sealed class Recording
{
    private static readonly string?[] NoTexts = new string?[SignalCatalog.Count];
    private static readonly double[] NoAnchors = [.. Enumerable.Repeat(double.NaN, SignalCatalog.Count)];
    private static readonly SignalQuality[] NoQualities = new SignalQuality[SignalCatalog.Count];

    private Recording(SimulatedPort port, List<Row> rows)
    {
        Port = port;
        Rows = rows;
    }

    public SimulatedPort Port { get; }

    public List<Row> Rows { get; }

    /// <summary>Keeps the rows from a time on, in seconds from the start.</summary>
    public static Recording Of(PortOptions options, double from = 0)
    {
        var port = new SimulatedPort(options);
        var rows = new List<Row>();
        while (port.Next(out var sample))
        {
            if (port.Time < from) continue;
            rows.Add(new(
                sample.Crane, sample.TimestampNs, sample.ReceivedNs, [.. sample.Numbers],
                Array.TrueForAll(sample.Texts, t => t is null) ? NoTexts : [.. sample.Texts],
                Array.TrueForAll(sample.Anchors, double.IsNaN) ? NoAnchors : [.. sample.Anchors],
                sample.Qualities.AsSpan().ContainsAnyExcept(SignalQuality.Unstated) ? [.. sample.Qualities]
                    : NoQualities));
        }

        return new(port, rows);
    }

    /// <summary>A number for everything that a sample says.</summary>
    public static ulong Hash(CraneSample sample)
    {
        ulong hash = Mix((ulong)sample.TimestampNs, (ulong)sample.ReceivedNs);
        foreach (double value in sample.Numbers) hash = Mix(hash, BitConverter.DoubleToUInt64Bits(value));
        foreach (double value in sample.Anchors) hash = Mix(hash, BitConverter.DoubleToUInt64Bits(value));
        foreach (var quality in sample.Qualities) hash = Mix(hash, (ulong)quality);
        foreach (string? text in sample.Texts)
        {
            hash = Mix(hash, 1);
            if (text is null) continue;
            foreach (char c in text) hash = Mix(hash, c);
        }

        return hash;
    }

    private static ulong Mix(ulong hash, ulong value) => System.Numerics.BitOperations.RotateLeft(hash ^ value,
        23) * 0x9E3779B97F4A7C15;

    /// <summary>The rows that one crane sent.</summary>
    public List<Row> Crane(int crane) => [.. Rows.Where(r => r.Crane == crane)];

    /// <summary>Sampled values of a signal of a crane, in order.</summary>
    public List<double> Values(int crane, string signal) =>
        [.. Crane(crane).Select(r => r[signal]).Where(v => !double.IsNaN(v))];

    internal sealed record Row(
        int Crane, long Timestamp, long Received, double[] Numbers, string?[] Texts, double[] Anchors,
            SignalQuality[] Qualities)
    {
        public double this[string signal] => SignalCatalog.TryFind(signal, out var found)
            ? (found.IsAnchor ? Anchors : Numbers)[found.Index]
            : throw new ArgumentException(signal);

        public string? Text(string signal) => SignalCatalog.TryFind(signal, out var found) ? Texts[found.Index] : null;

        /// <summary>Everything in it is the same, bit for bit.</summary>
        public bool Same(Row other) => Crane == other.Crane && Timestamp == other.Timestamp
            && Received == other.Received
            && Bits(Numbers).SequenceEqual(Bits(other.Numbers)) && Bits(Anchors).SequenceEqual(Bits(other.Anchors))
            && Texts.AsSpan().SequenceEqual(other.Texts) && Qualities.AsSpan().SequenceEqual(other.Qualities);

        private static ReadOnlySpan<long> Bits(double[] values) =>
            System.Runtime.InteropServices.MemoryMarshal.Cast<double, long>(values.AsSpan());
    }
}
