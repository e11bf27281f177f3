using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Features.Cranes;

/// <summary>
/// The cranes of a port by the symbol of their name. At the cap further cranes are counted and not followed.
/// </summary>
internal sealed class CraneStates(int capacity, SymbolTable symbols, IEnumerable<CraneSheet> sheets)
{
    /// <summary>Cranes that are asked on either side: a bound for each row, however large the port.</summary>
    private const int Reach = 16;

    private readonly Dictionary<int, CraneState> _cranes = [];
    private readonly List<CraneState> _inOrder = [];
    private readonly Dictionary<string, CraneSheet> _sheets =
        sheets.GroupBy(sheet => sheet.Id, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);

    private readonly CraneLimits _usual = new(null);

    /// <summary>Number of cranes.</summary>
    public int Count => _inOrder.Count;

    /// <summary>Rows of cranes past the cap.</summary>
    public long Refused { get; private set; }

    /// <summary>A crane by the symbol of its name; null when it has told nothing yet.</summary>
    public CraneState? Find(int symbol) => _cranes.GetValueOrDefault(symbol);

    /// <summary>Takes a row, and gives the state of its crane after it; null at the cap, for a row of no
    /// crane, and for one that told nothing new.</summary>
    public CraneState? Update(in OtRecord record, ReadOnlySpan<SignalValue> values)
    {
        if (record.Crane == SymbolTable.None) return null;
        if (!_cranes.TryGetValue(record.Crane, out var state))
        {
            if (_inOrder.Count >= capacity)
            {
                Refused++;
                return null;
            }

            string name = symbols.Name(record.Crane);
            var limits = _sheets.TryGetValue(name, out var sheet) ? new CraneLimits(sheet) : _usual;
            state = new(name, _inOrder.Count, limits, symbols);
            _cranes.Add(record.Crane, state);
            _inOrder.Add(state);
        }

        return state.Update(record.TimestampNs, values, record.Protocol) ? state : null;
    }

    /// <summary>
    /// How many of the cranes beside one have measured the wind in the last minute, and how many of those have been
    /// feeling little of it since a time. Cranes of a quay tell their names one after the other.
    /// </summary>
    public (int Asked, int Calm) AskNeighbours(CraneState crane, long sinceNs)
    {
        const long AgeNs = 60_000_000_000;
        int asked = 0, calm = 0;
        int end = Math.Min(_inOrder.Count, crane.Index + Reach + 1);
        for (int i = Math.Max(0, crane.Index - Reach); i < end; i++)
        {
            var wind = _inOrder[i].Weather;
            if (i == crane.Index || wind.ToldNs < crane.NowNs - AgeNs) continue;
            asked++;
            if (wind.FeltNs < sinceNs) calm++;
        }

        return (asked, calm);
    }
}
