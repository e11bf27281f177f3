using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Simulator;

/// <summary>All rows of a simulation, copied out.</summary>
internal sealed class Recording
{
    private Recording(SimulatedPort port, List<Row> rows)
    {
        Port = port;
        Rows = rows;
    }

    public SimulatedPort Port { get; }

    public List<Row> Rows { get; }

    /// <summary>Names that begin with <c>anchor.</c> are the independent sources'.</summary>
    public static Recording Of(PortOptions options)
    {
        var port = new SimulatedPort(options);
        var rows = new List<Row>();
        while (port.Next(out var sample))
        {
            rows.Add(new(
                sample.Crane, sample.TimestampNs, sample.ReceivedNs, [.. sample.Numbers], [.. sample.Texts],
                [.. sample.Anchors], [.. sample.Qualities]));
        }

        return new(port, rows);
    }

    /// <summary>The rows that one crane sent.</summary>
    public List<Row> Crane(int crane) => [.. Rows.Where(r => r.Crane == crane)];

    /// <summary>Sampled values of a signal of a crane, in order.</summary>
    public List<double> Values(int crane, string signal) =>
        [.. Crane(crane).Select(r => r[signal]).Where(v => !double.IsNaN(v))];

    internal sealed record Row(
        int Crane, long Timestamp, long Received, double[] Numbers, string?[] Texts, double[] Anchors, SignalQuality[] Qualities)
    {
        public double this[string signal] => SignalCatalog.TryFind(signal, out var found)
            ? (found.IsAnchor ? Anchors : Numbers)[found.Index]
            : throw new ArgumentException(signal);

        public string? Text(string signal) => SignalCatalog.TryFind(signal, out var found) ? Texts[found.Index] : null;

        /// <summary>Everything in it is the same, bit for bit.</summary>
        public bool Same(Row other) => Crane == other.Crane && Timestamp == other.Timestamp && Received == other.Received
            && Bits(Numbers).SequenceEqual(Bits(other.Numbers)) && Bits(Anchors).SequenceEqual(Bits(other.Anchors))
            && Texts.AsSpan().SequenceEqual(other.Texts) && Qualities.AsSpan().SequenceEqual(other.Qualities);

        private static ReadOnlySpan<long> Bits(double[] values) =>
            System.Runtime.InteropServices.MemoryMarshal.Cast<double, long>(values.AsSpan());
    }
}
