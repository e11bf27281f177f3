using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Features.Cranes;

/// <summary>
/// The cranes of a port by the symbol of their name. At the cap further cranes are counted and not followed.
/// </summary>
internal sealed class CraneStates(int capacity, SymbolTable symbols, IReadOnlyDictionary<string, double> ratedLoads)
{
    private readonly Dictionary<int, CraneState> _cranes = [];

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
            state = new(name, ratedLoads.TryGetValue(name, out double load) ? load : double.NaN);
            _cranes.Add(record.Crane, state);
        }

        state.Update(record.TimestampNs, values);
        return state;
    }
}
