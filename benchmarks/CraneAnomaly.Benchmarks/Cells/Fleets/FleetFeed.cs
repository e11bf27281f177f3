using System.Runtime.InteropServices;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Cells.Fleets;

/// <summary>
/// Makes records of what simulated cranes report, without a file in between: the values that a wide CSV would hold,
/// second sources and series of their own among them.
/// </summary>
internal sealed class FleetFeed
{
    private static readonly FlowIdentity s_none = FlowIdentity.None;

    private readonly SymbolTable _symbols;
    private readonly int[] _cranes;
    private readonly SignalValue[] _values = new SignalValue[SignalPlaces.Count + SignalCatalog.Count];
    private readonly Signal[] _signals;
    private readonly SignalType[] _types;

    public FleetFeed(SimulatedPort port, SymbolTable symbols)
    {
        _symbols = symbols;
        _cranes = [.. port.Nameplates.Select(plate => symbols.Intern(plate.Id))];
        _types = [.. Enumerable.Range(0, SignalPlaces.Count).Select(SignalPlaces.Type)];
        _signals = [.. Enumerable.Range(0, SignalPlaces.Count).Select(SignalOf)];
    }

    public delegate void RowTaker(in OtRecord record, RecordBody body);

    /// <summary>Hands a row on.</summary>
    public void Take(CraneSample sample, RowTaker take)
    {
        int count = 0;
        for (int i = 0; i < _signals.Length; i++)
        {
            string? text = i < SignalCatalog.Count ? sample.Texts[i] : null;
            double number = text is null ? sample.Numbers[i] : _symbols.Intern(text);
            if (double.IsNaN(number)) continue;
            _values[count++] = new()
            {
                Signal = _signals[i],
                Type = _types[i],
                Quality = i < SignalCatalog.Count ? sample.Qualities[i] : SignalQuality.Unstated,
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

    private Signal SignalOf(int place) => place < SignalCatalog.Count
        ? new(place)
        : Signal.Generic(_symbols.Intern(System.Text.Encoding.UTF8.GetString(SignalPlaces.Name(place))));
}
