using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Telemetry.Csv;
using CraneAnomaly.Telemetry.Json;
using CraneAnomaly.Telemetry.Logs;
using CraneAnomaly.Telemetry.Names;
using CraneAnomaly.Telemetry.Sparkplug;
using CraneAnomaly.Telemetry.Tags;

namespace CraneAnomaly.Telemetry;

/// <summary>Makes the readers of telemetry for one pipeline: they share the names that were met, and the counters.</summary>
internal sealed class TelemetryReaders : IRowReaders
{
    private readonly SignalNames _names;
    private readonly NameTable _table;
    private readonly TextSymbols _texts;
    private readonly SymbolTable _symbols;
    private readonly LogSeen _seen = new();
    private LogBinder? _binder;

    /// <summary>Readers for a pipeline.</summary>
    /// <param name="limits">The caps.</param>
    /// <param name="symbols">The pipeline's names.</param>
    /// <param name="tags">What the user says that names and registers mean.</param>
    public TelemetryReaders(Limits limits, SymbolTable symbols, IReadOnlyList<Tag> tags)
    {
        _symbols = symbols;
        var known = new SignalNames(symbols);
        var named = new Dictionary<string, SignalBinding>(StringComparer.Ordinal);
        foreach (var tag in tags.Where(tag => tag.Kind is not TagSourceKind.Modbus)) named.TryAdd(tag.Name, Bind(tag, known, symbols));
        _names = new(symbols, named);
        _table = new(_names, limits);
        _texts = new(symbols);
        var registers = new RegisterTags(tags, symbols, known);
        Registers = registers.IsEmpty ? null : registers;
    }

    /// <summary>What registers mean; null when nothing is said of any.</summary>
    public RegisterTags? Registers { get; }

    /// <summary>What was read.</summary>
    public TelemetryCounters Counters { get; } = new();

    /// <summary>What was read of logs.</summary>
    public LogCounters Logs { get; } = new();

    /// <summary>Numbers the flows of logs.</summary>
    public LogFlows Flows(Limits limits, Func<int> number) => new(limits, _seen, Logs, number);

    /// <inheritdoc/>
    public CaptureFileReader<TSink> Create<TSink>(InputFormat format, TSink sink, Limits limits, bool peek)
        where TSink : struct, IPacketSink
    {
        if (format.IsLog()) return new LogReader<TSink>(sink, limits, _binder ??= new(_symbols), peek ? new() : Logs, _seen);
        var counters = peek ? new() : Counters;
        return format switch
        {
            InputFormat.Csv => new CsvReader<TSink>(sink, limits, counters, _names, _texts),
            InputFormat.Sparkplug => new SparkplugReader<TSink>(sink, limits, counters, _table, _texts, _symbols),
            _ => new JsonReader<TSink>(sink, limits, counters, _table, _texts),
        };
    }

    /// <summary>Takes over what the shared tables have counted.</summary>
    public TelemetryCounters Count()
    {
        Counters.NamesRefused = _table.Refused;
        return Counters;
    }

    private static SignalBinding Bind(Tag tag, SignalNames names, SymbolTable symbols)
    {
        names.TryResolve(tag.Signal, tag.Unit, knownOnly: false, out var binding);
        binding.Offset = tag.Offset * binding.Factor / binding.Divisor;
        binding.Factor *= tag.Scale;
        binding.Crane = symbols.Intern(tag.Crane);
        return binding;
    }
}
