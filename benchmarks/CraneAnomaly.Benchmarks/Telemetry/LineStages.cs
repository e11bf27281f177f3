using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry;

namespace CraneAnomaly.Benchmarks.Telemetry;

/// <summary>What lines and the order of rows cost, without anything being read.</summary>
internal sealed class LineStages(Count count, bool withRows)
    : TelemetryReader<Count.PacketSink>(new(count), Limits.Default, new())
{
    private readonly SignalValue[] _values = new SignalValue[TelemetryLines.Fields - 2];
    private int _lines;

    protected override Violation ReadLine(ReadOnlySpan<byte> text, int length)
    {
        _lines++;
        if (!withRows)
        {
            count.Rows++;
            return Violation.None;
        }

        _values[0].Number = _lines;
        return TakeRow(_lines % 12 + 1, 1_772_338_320_000_000_000 + _lines / 12 * 100_000_000L, long.MinValue, _values);
    }
}
