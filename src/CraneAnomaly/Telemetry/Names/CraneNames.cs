using CraneAnomaly.Records;

namespace CraneAnomaly.Telemetry.Names;

/// <summary>Names of cranes, checked and counted before they become symbols.</summary>
internal sealed class CraneNames(TextSymbols texts, TelemetryCounters counters, Limits limits)
{
    private const int LongestName = 128;

    /// <summary>The symbol of a crane's name.</summary>
    public Violation Get(ReadOnlySpan<byte> name, out int symbol)
    {
        symbol = SymbolTable.None;
        if (name.IsEmpty || name.Length > LongestName) return Violation.MissingCrane;
        symbol = texts.Find(name);
        if (symbol != SymbolTable.None) return Violation.None;
        if (counters.Cranes.Count >= limits.Cranes) return Violation.TooManyCranes;
        symbol = texts.Get(name);
        return symbol == SymbolTable.None ? Violation.TooManyCranes : Violation.None;
    }
}
