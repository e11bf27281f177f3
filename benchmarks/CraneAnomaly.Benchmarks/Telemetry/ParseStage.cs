using CraneAnomaly.Benchmarks.Traffic;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Telemetry;
using CraneAnomaly.Telemetry.Json;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Rows;

namespace CraneAnomaly.Benchmarks.Telemetry;

/// <summary>
/// Parsing alone, as the reader of JSON does it: lines, UTF-8, keys and values into a row; the row goes nowhere. The
/// latest time is looked at, so that nothing is left out as not needed.
/// </summary>
internal sealed class ParseStage : TelemetryReader<Count.PacketSink>
{
    private readonly Count _count;
    private readonly JsonShapes _shapes;
    private readonly JsonMessageReader _reader;
    private readonly RowMessage _message;
    private long _latestNs;

    public ParseStage(Count count, SymbolTable symbols)
        : base(new(count), Limits.Default, new())
    {
        _count = count;
        var texts = new TextSymbols(symbols);
        var names = new NameTable(new SignalNames(symbols, new Dictionary<string, SignalBinding>()), Limits.Default);
        _shapes = new(names, texts, Counters, Limits.Default);
        _reader = new(names, _shapes.Cranes, Limits.Default);
        _message = new(names, texts, Limits.Default);
    }

    protected override Violation ReadLine(ReadOnlySpan<byte> text, int length)
    {
        bool isKnown = _shapes.TryRead(
            text, length, Index.Commas(length), Room(_shapes.MostValues), out var header, out var values);
        Index.IsWanted = _shapes.WantsCommas;
        if (isKnown) return Take(header.Crane, header.TimestampNs, values);

        var line = text[..length];
        var wrong = _reader.Read(line, _message, trace: true);
        if (wrong != Violation.None) return wrong;
        if (_shapes.IsLearning) _shapes.Learn(line, _reader.Steps, _message);
        var rows = new Rows(this);
        return _message.Emit(ref rows);
    }

    private Violation Take(int crane, long timestampNs, ReadOnlySpan<SignalValue> values)
    {
        if (crane == SymbolTable.None || timestampNs < _latestNs) throw new InvalidOperationException("The line was misread.");
        _latestNs = timestampNs;
        _count.Rows++;
        _count.Values += values.Length;
        return Violation.None;
    }

    private readonly struct Rows(ParseStage stage) : IRowTaker
    {
        public Violation Take(int crane, long timestampNs, long receivedNs, ReadOnlySpan<SignalValue> values) =>
            stage.Take(crane, timestampNs, values);
    }
}
