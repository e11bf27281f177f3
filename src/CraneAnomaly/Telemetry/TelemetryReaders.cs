using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Csv;
using CraneAnomaly.Telemetry.Json;
using CraneAnomaly.Telemetry.Names;

namespace CraneAnomaly.Telemetry;

/// <summary>Makes the readers of telemetry for one pipeline: they share the names that were met, and the counters.</summary>
internal sealed class TelemetryReaders : IRowReaders
{
    private readonly SignalNames _names;
    private readonly NameTable _table;
    private readonly TextSymbols _texts;

    /// <summary>Readers for a pipeline.</summary>
    /// <param name="limits">The caps.</param>
    /// <param name="symbols">The pipeline's names.</param>
    /// <param name="tags">Names that the user has mapped, or null.</param>
    public TelemetryReaders(
        Limits limits, SymbolTable symbols, IReadOnlyDictionary<string, SignalBinding>? tags = null)
    {
        _names = new(symbols, tags);
        _table = new(_names, limits);
        _texts = new(symbols);
    }

    /// <summary>What was read.</summary>
    public TelemetryCounters Counters { get; } = new();

    /// <inheritdoc/>
    public CaptureFileReader<TSink> Create<TSink>(InputFormat format, TSink sink, Limits limits, bool peek)
        where TSink : struct, IPacketSink
    {
        var counters = peek ? new() : Counters;
        return format == InputFormat.Csv
            ? new CsvReader<TSink>(sink, limits, counters, _names, _texts)
            : new JsonReader<TSink>(sink, limits, counters, _table, _texts);
    }

    /// <summary>Takes over what the shared tables have counted.</summary>
    public TelemetryCounters Count()
    {
        Counters.NamesRefused = _table.Refused;
        return Counters;
    }
}
