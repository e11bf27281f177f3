using CraneAnomaly.Capture;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Rows;

namespace CraneAnomaly.Telemetry.Json;

/// <summary>
/// Reads telemetry as JSON, one message a line: TIC 4.0 nested (2021.001 on) and flat (2022.005). A message of the shape
/// of one before is read by that shape, others the long way.
/// </summary>
internal sealed class JsonReader<TSink> : TelemetryReader<TSink> where TSink : struct, IPacketSink
{
    private readonly JsonShapes _shapes;
    private readonly JsonMessageReader _reader;
    private readonly RowMessage _message;

    public JsonReader(
        TSink sink, Limits limits, TelemetryCounters counters, NameTable names, TextSymbols texts)
        : base(sink, limits, counters)
    {
        _shapes = new(names, texts, counters, limits);
        _reader = new(names, _shapes.Cranes, limits);
        _message = new(names, texts, limits);
    }

    /// <inheritdoc/>
    protected override Violation ReadLine(ReadOnlySpan<byte> text, int length)
    {
        bool isKnown = _shapes.TryRead(
            text, length, Index.Commas(length), Room(_shapes.MostValues), out var header, out var values);
        Index.IsWanted = _shapes.WantsCommas;
        if (isKnown)
        {
            Counters.Predicted++;
            return TakeRow(header.Crane, header.TimestampNs, header.ReceivedNs, values);
        }

        bool learn = _shapes.IsLearning;
        var line = text[..length];
        var wrong = _reader.Read(line, _message, learn);
        if (wrong != Violation.None) return wrong;
        Counters.ValuesIgnored += _message.Ignored;
        if (learn) _shapes.Learn(line, _reader.Steps, _message);
        var rows = new Rows(this);
        return _message.Emit(ref rows);
    }

    private readonly struct Rows(JsonReader<TSink> reader) : IRowTaker
    {
        public Violation Take(int crane, long timestampNs, long receivedNs, ReadOnlySpan<SignalValue> values) =>
            reader.TakeRow(crane, timestampNs, receivedNs, values);
    }
}
