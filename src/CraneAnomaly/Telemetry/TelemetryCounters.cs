using CraneAnomaly.Telemetry.Rows;

namespace CraneAnomaly.Telemetry;

/// <summary>What telemetry was read, crane by crane, and what was left aside.</summary>
public sealed class TelemetryCounters
{
    private readonly List<CraneTelemetry> _cranes = [];
    private readonly Dictionary<int, CraneTelemetry> _bySymbol = [];

    internal TelemetryCounters()
    {
    }

    /// <summary>The cranes, in the order in which they were met.</summary>
    public IReadOnlyList<CraneTelemetry> Cranes => _cranes;

    /// <summary>Lines that were read, empty ones not counted.</summary>
    public long Lines { get; internal set; }

    /// <summary>Lines that were refused.</summary>
    public long BadLines { get; internal set; }

    /// <summary>Values left out because another name in the same message means the same signal.</summary>
    public long ValuesIgnored { get; internal set; }

    /// <summary>Names that were not taken because there were too many.</summary>
    public long NamesRefused { get; internal set; }

    /// <summary>Values of Sparkplug B under an alias whose birth was not seen: it is told when the node is born again.</summary>
    public long UnknownAliases { get; internal set; }

    /// <summary>Places at which the numbers of a node of Sparkplug B show that messages are missing.</summary>
    public long SequenceGaps { get; internal set; }

    /// <summary>Messages in which the keys stood where they were expected.</summary>
    public long Predicted { get; internal set; }

    /// <summary>The crane of a symbol; null when it would be one too many.</summary>
    internal CraneTelemetry? Get(int symbol, int most)
    {
        if (_bySymbol.TryGetValue(symbol, out var crane)) return crane;
        if (_cranes.Count >= most) return null;
        crane = new(symbol);
        _cranes.Add(crane);
        _bySymbol.Add(symbol, crane);
        return crane;
    }
}
