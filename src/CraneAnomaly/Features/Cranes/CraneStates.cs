using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Features.Cranes;

/// <summary>
/// The cranes of a port by the symbol of their name. At the cap further cranes are counted and not followed.
/// </summary>
internal sealed class CraneStates(int capacity, SymbolTable symbols, IEnumerable<CraneSheet> sheets)
{
    private readonly Dictionary<int, CraneState> _cranes = [];
    private readonly Dictionary<string, double> _ratedLoads = RatedLoads(sheets);

    /// <summary>Number of cranes.</summary>
    public int Count => _cranes.Count;

    /// <summary>Rows of cranes past the cap.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes a row, and gives the state of its crane after it; null at the cap, or for a row of no crane.</summary>
    public CraneState? Update(in OtRecord record, ReadOnlySpan<SignalValue> values)
    {
        if (record.Crane == SymbolTable.None) return null;
        if (!_cranes.TryGetValue(record.Crane, out var state))
        {
            if (_cranes.Count >= capacity)
            {
                Refused++;
                return null;
            }

            string name = symbols.Name(record.Crane);
            state = new(name, _ratedLoads.TryGetValue(name, out double load) ? load : double.NaN);
            _cranes.Add(record.Crane, state);
        }

        state.Update(record.TimestampNs, values);
        return state;
    }

    private static Dictionary<string, double> RatedLoads(IEnumerable<CraneSheet> sheets)
    {
        var loads = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var sheet in sheets)
        {
            if (sheet.RatedLoad is { } load) loads[sheet.Id] = load;
        }

        return loads;
    }
}
