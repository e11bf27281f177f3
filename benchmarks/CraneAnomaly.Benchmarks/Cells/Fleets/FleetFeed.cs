using System.Runtime.InteropServices;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Cells.Fleets;

/// <summary>
/// Makes records of what simulated cranes report, without a file in between: the values that a wide CSV would hold,
/// second sources among them.
/// </summary>
internal sealed class FleetFeed
{
    private static readonly FlowIdentity s_none = FlowIdentity.None;

    private readonly SymbolTable _symbols;
    private readonly int[] _cranes;
    private readonly SignalValue[] _values = new SignalValue[2 * SignalCatalog.Count];
    private readonly SignalType[] _types;

    public FleetFeed(SimulatedPort port, SymbolTable symbols)
    {
        _symbols = symbols;
        _cranes = [.. port.Nameplates.Select(plate => symbols.Intern(plate.Id))];
        _types = [.. Enumerable.Range(0, SignalCatalog.Count).Select(i => SignalCatalog.Type(new(i)))];
    }

    public delegate void RowTaker(in OtRecord record, RecordBody body);

    /// <summary>Hands a row on.</summary>
    public void Take(CraneSample sample, RowTaker take)
    {
        int count = 0;
        for (int i = 0; i < _types.Length; i++)
        {
            string? text = sample.Texts[i];
            double number = text is null ? sample.Numbers[i] : _symbols.Intern(text);
            if (double.IsNaN(number)) continue;
            _values[count++] = new()
            {
                Signal = new(i),
                Type = _types[i],
                Quality = sample.Qualities[i],
                Number = number,
            };
        }

        double[] anchors = sample.Anchors;
        for (int i = 0; i < anchors.Length; i++)
        {
            if (double.IsNaN(anchors[i])) continue;
            _values[count++] = new() { Signal = new Signal(i).Anchor, Type = _types[i], Number = anchors[i] };
        }

        var payload = MemoryMarshal.AsBytes(_values.AsSpan(0, count));
        var record = new OtRecord
        {
            TimestampNs = sample.TimestampNs,
            Flow = -1,
            Protocol = OtProtocol.Telemetry,
            Kind = RecordKind.Measurement,
            Crane = _cranes[sample.Crane],
            PayloadLength = (ushort)payload.Length,
        };
        take(record, new RecordBody(in s_none, default, payload));
    }
}
