using System.Globalization;
using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Cli.Evidence;

/// <summary>The rows of telemetry around an alert, as a table: one line a row, empty where nothing was sampled.</summary>
/// <param name="fromNs">First time wanted.</param>
/// <param name="toNs">Last time wanted.</param>
/// <param name="crane">The crane wanted; null for all.</param>
/// <param name="mask">Takes the operators that are named, and covers.</param>
internal sealed class TelemetryWindow(long fromNs, long toNs, string? crane, IdentityMask mask) : IRecordSink
{
    private const string Covered = "XXX";

    private readonly SortedDictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly List<(string Head, Dictionary<string, string> Cells)> _rows = [];

    public SymbolTable? Symbols { get; set; }

    public int Rows => _rows.Count;

    public void OnRecord(in OtRecord record, RecordBody body)
    {
        if (record.Kind != RecordKind.Measurement || record.TimestampNs < fromNs || record.TimestampNs > toNs) return;
        string name = Symbols!.Name(record.Crane);
        if (crane is not null && name != crane) return;
        var cells = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ref readonly var value in body.Signals)
        {
            string column = SignalCatalog.Name(value.Signal, Symbols);
            if (double.IsFinite(value.Number)) cells[column] = Cell(column, value);
            if (value.Quality != SignalQuality.Unstated) cells[$"{column}.quality"] = value.Quality.ToString().ToLowerInvariant();
        }

        foreach (string column in cells.Keys) _columns.TryAdd(column, 0);
        _rows.Add(($"{EventTime.ToText(record.TimestampNs)},{Quote(name)}", cells));
    }

    public byte[] ToCsv()
    {
        var text = new StringBuilder("timestamp,crane");
        foreach (string column in _columns.Keys) text.Append(',').Append(Quote(column));
        text.Append('\n');
        foreach (var (head, cells) in _rows)
        {
            text.Append(head);
            foreach (string column in _columns.Keys) text.Append(',').Append(Quote(cells.GetValueOrDefault(column, "")));
            text.Append('\n');
        }

        return mask.Text(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private string Cell(string column, in SignalValue value)
    {
        if (value.Type != SignalType.Text) return value.Number.ToString(CultureInfo.InvariantCulture);
        string text = Symbols!.Name(value.Symbol);
        if (column is not ("operator.id" or "job.container")) return text;
        if (column == "operator.id") mask.AddOperator(text);
        return mask.IsOn && text.Length > 0 ? Covered : text;
    }

    // RFC 4180, 2.6 and 2.7. A cell that a spreadsheet would take for a formula is text.
    private static string Quote(string cell)
    {
        if (cell is ['=' or '+' or '@', ..] || (cell is ['-', ..] && !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _))) cell = $"'{cell}";
        return cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
    }
}
