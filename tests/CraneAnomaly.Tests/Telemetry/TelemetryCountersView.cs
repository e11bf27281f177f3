using CraneAnomaly.Records;
using CraneAnomaly.Telemetry;
using CraneAnomaly.Telemetry.Rows;

namespace CraneAnomaly.Tests.Telemetry;

/// <summary>What a run has counted, by the names of cranes.</summary>
internal sealed class TelemetryCountersView(TelemetryCounters counters, SymbolTable symbols)
{
    public TelemetryCounters All => counters;

    public CraneTelemetry this[string crane] => counters.Cranes.Single(c => symbols.Name(c.Symbol) == crane);
}
