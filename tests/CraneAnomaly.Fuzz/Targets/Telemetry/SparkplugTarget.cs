using CraneAnomaly.Fuzz.Engine;
using CraneAnomaly.Fuzz.Traffic;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Rows;
using CraneAnomaly.Telemetry.Sparkplug;

namespace CraneAnomaly.Fuzz.Targets.Telemetry;

/// <summary>Payloads of Sparkplug B: a birth, then data.</summary>
internal sealed class SparkplugTarget : IFuzzTarget
{
    public string Name => "sparkplug";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        // timestamp 1; metric {name "a.b", alias 1, datatype 9, float 1.5}; seq 0.
        [0x08, 1, 0x12, 14, 0x0a, 3, (byte)'a', (byte)'.', (byte)'b', 0x10, 1, 0x20, 9, 0x65, 0, 0, 0xc0, 0x3f, 0x18, 0],
        // metric {alias 1, timestamp 5, datatype 3, int -1}; metric {name "m", string "x"}; seq 7.
        [0x12, 12, 0x10, 1, 0x18, 5, 0x20, 3, 0x50, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x12, 6, 0x0a, 1, (byte)'m', 0x7a, 1, (byte)'x', 0x18, 7],
        [],
    ];

    public ReadOnlySpan<byte> InterestingBytes => [0x08, 0x0a, 0x10, 0x12, 0x18, 0x20, 0x28, 0x38, 0x50, 0x58, 0x65, 0x69, 0x70, 0x7a, 0x80, 0xff];

    public LengthField LengthField => new(2, BigEndian: false, 0);

    public void Execute(ReadOnlySpan<byte> input)
    {
        var symbols = new SymbolTable(64);
        var node = new SparkplugNode(new(new(symbols), SmallLimits.Value), new(symbols), SmallLimits.Value);
        var rows = new Rows();
        node.Read(input, isBirth: true, crane: 0, ref rows);
        node.Read(input, isBirth: false, crane: 0, ref rows);
    }

    private readonly struct Rows : IRowTaker
    {
        public Violation Take(int crane, long timestampNs, long receivedNs, ReadOnlySpan<SignalValue> values)
        {
            Oracle.Require(values.Length is > 0 and <= 32, "a row holds values, as many as the cap allows");
            foreach (var value in values) Oracle.Require(double.IsFinite(value.Number), "O6: what is not finite goes no further");
            return Violation.None;
        }
    }
}
