using CraneAnomaly.Cli.Evaluation.Peers;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Cli.Evaluation;

/// <summary>Collects what the peers look at: one row a second of each crane.</summary>
internal sealed class RowCollector
{
    private const long StepNs = 1_000_000_000;

    private static readonly Dictionary<int, int> s_columns =
        CraneRow.Signals.Select((signal, i) => (signal.Id, i)).ToDictionary(pair => pair.Id, pair => pair.i);

    private readonly Dictionary<int, (double[] Values, long NextNs)> _state = [];
    private readonly Dictionary<int, List<CraneRow>> _rows = [];

    /// <summary>First and last event time of anything; null for nothing.</summary>
    public (long FirstNs, long LastNs)? Span { get; private set; }

    /// <summary>The rows of each crane, cranes by name.</summary>
    public SortedDictionary<string, IReadOnlyList<CraneRow>> ByCrane(SymbolTable symbols)
    {
        var byName = new SortedDictionary<string, IReadOnlyList<CraneRow>>(StringComparer.Ordinal);
        foreach (var (crane, rows) in _rows) byName[symbols.Name(crane)] = rows;
        return byName;
    }

    private void Take(in OtRecord record, RecordBody body)
    {
        if (record.Kind is RecordKind.Violation or RecordKind.Gap) return;
        Span = Span is { } span
            ? (Math.Min(span.FirstNs, record.TimestampNs), Math.Max(span.LastNs, record.TimestampNs))
            : (record.TimestampNs, record.TimestampNs);
        if (record.Kind != RecordKind.Measurement || record.Crane == SymbolTable.None) return;

        if (!_state.TryGetValue(record.Crane, out var state)) state = (new double[s_columns.Count], long.MinValue);
        foreach (var value in body.Signals)
        {
            if (value.Type != SignalType.Text && s_columns.TryGetValue(value.Signal.Id, out int column))
                state.Values[column] = value.Number;
        }

        if (record.TimestampNs >= state.NextNs)
        {
            state.NextNs = record.TimestampNs + StepNs;
            if (!_rows.TryGetValue(record.Crane, out var rows)) _rows.Add(record.Crane, rows = []);
            rows.Add(new(record.TimestampNs, [.. state.Values]));
        }

        _state[record.Crane] = state;
    }

    public readonly struct Sink(RowCollector collector) : IRecordSink
    {
        public void OnRecord(in OtRecord record, RecordBody body) => collector.Take(record, body);
    }
}
